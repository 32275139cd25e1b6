using Latchstring.Bookings;
using Latchstring.Data;

namespace Latchstring.Sending;

/// <summary>
/// Tells people what became of their bookings: one mail for each notice that a transaction left, on however many nodes this runs. Nothing about
/// what has begun already, and nothing to people without an address. Newer news takes the place of what has not left yet.
/// </summary>
public sealed class MailBookings(Database database)
{
    public const int AtOnce = 200;

    /// <summary>Somebody who is told later than this before a session begins is told at once, whatever the hour.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromHours(2);

    private sealed record Due(Guid BookingId, Guid PersonId, string? Email, string Locale, string TimeZone, Guid LaneId, DateTimeOffset StartsAt);

    /// <summary>How many were put in line.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        List<Guid> workspaces;
        await using (var db = database.Read(Guid.Empty))
            workspaces = await db.QueryAsync("select distinct workspace_id from booking where notice is not null", row => row.Guid(0), cancellationToken);
        var queued = 0;
        foreach (var workspace in workspaces)
            queued += await database.WriteAsync(workspace, db => QueueAsync(db, cancellationToken), cancellationToken);
        return queued;
    }

    private async Task<int> QueueAsync(Db db, CancellationToken cancellationToken)
    {
        var notices = (await db.QueryAsync($"select id, notice from booking where workspace_id = @ws and notice is not null order by id limit {AtOnce} {db.SkipLocked}",
            row => (Id: row.Guid(0), Notice: row.Enum<BookingNotice>(1)), cancellationToken)).ToDictionary(one => one.Id, one => one.Notice);
        if (notices.Count == 0)
            return 0;
        var list = string.Join(',', notices.Keys.Select((_, i) => $"@i{i}"));
        (string, object?)[] ids = [.. notices.Keys.Select((id, i) => ($"i{i}", (object?)id))];
        await db.ExecuteAsync($"update booking set notice = null where workspace_id = @ws and id in ({list})", cancellationToken, ids);
        await db.ExecuteAsync(
            $"update message set status = 'NotSent', reason = @reason, lease_until = null, fence = fence + 1 where workspace_id = @ws and sending_id in ({list}) and type like 'Booking%' and status = 'Queued' and handed_at is null",
            cancellationToken, [("reason", NotSent.Overtaken), .. ids]);
        var due = (await DueAsync(db, list, ids, cancellationToken)).Where(one => one.Email is not null && one.StartsAt > database.Now).ToList();
        foreach (var lane in due.Select(one => one.LaneId).Distinct())
            await Lane.OpenAsync(db, new Lane { Id = lane, NextAt = database.Now }, cancellationToken);
        var windows = (await db.QueryAsync("select id, opens_at, closes_at from lane where workspace_id = @ws and channel = 'Email'", row => (Id: row.Guid(0), Window: new SendingWindow(row.Clock(1), row.Clock(2))), cancellationToken))
            .ToDictionary(one => one.Id, one => one.Window);
        db.AddRange(due.Select(one => MessageOf(db, one, notices[one.BookingId], windows[one.LaneId])));
        await db.SaveChangesAsync(cancellationToken);
        return due.Count;
    }

    private static Task<List<Due>> DueAsync(Db db, string list, (string, object?)[] ids, CancellationToken cancellationToken) => db.QueryAsync(
        $"""
        select b.id, p.id, case when exists (select 1 from suppression x where x.workspace_id = @ws and x.channel = 'Email' and x.address = p.email and x.reason <> 'OptOut') then null else p.email end,
            coalesce(p.locale, w.locale), coalesce(l.time_zone, o.time_zone, w.time_zone), coalesce((select a.id from offering a where a.workspace_id = @ws and a.location_id = l.id), o.id), s.starts_at
        from booking b join session s on s.workspace_id = b.workspace_id and s.id = b.session_id
        join offering o on o.workspace_id = s.workspace_id and o.id = s.offering_id
        join person p on p.workspace_id = b.workspace_id and p.id = b.person_id join workspace w on w.id = b.workspace_id
        left join location l on l.workspace_id = s.workspace_id and l.id = coalesce(s.location_id, o.location_id)
        where b.workspace_id = @ws and b.id in ({list}) order by b.id
        """,
        row => new Due(row.Guid(0), row.Guid(1), row.TextOrNull(2), row.Text(3), row.Text(4), row.Guid(5), row.Time(6)), cancellationToken, ids);

    /// <summary>Whoever has just booked waits for the answer; other news keeps to the hours of the location as long as it is of use then.</summary>
    private Message MessageOf(Db db, Due due, BookingNotice notice, SendingWindow window)
    {
        var opening = window.OpenAt(database.Now, TimeZoneInfo.FindSystemTimeZoneById(due.TimeZone));
        var atOnce = notice == BookingNotice.Confirmed || opening > due.StartsAt - Ahead;
        return new Message
        {
            WorkspaceId = db.WorkspaceId,
            LaneId = due.LaneId,
            Rank = atOnce ? Rank.Account : Rank.OneToOne,
            Type = TypeOf(notice),
            Address = due.Email!,
            Domain = Message.DomainOf(due.Email!),
            Locale = DefaultTemplates.Known(due.Locale),
            TimeZone = due.TimeZone,
            PersonId = due.PersonId,
            SendingId = due.BookingId,
            CreatedAt = database.Now,
            NotBefore = atOnce ? database.Now : opening,
            ExpiresAt = due.StartsAt,
            ActorName = "Latchstring",
        };
    }

    private static TemplateType TypeOf(BookingNotice notice) => notice switch
    {
        BookingNotice.Moved => TemplateType.BookingMoved,
        BookingNotice.MovedUp => TemplateType.BookingMovedUp,
        BookingNotice.Cancelled => TemplateType.BookingCancelled,
        BookingNotice.SessionCancelled => TemplateType.BookingCalledOff,
        _ => TemplateType.BookingConfirmed,
    };
}
