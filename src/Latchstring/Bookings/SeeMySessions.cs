using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Bookings;

/// <summary>A session as a member sees it.</summary>
/// <param name="Status">null = they have nothing to do with it.</param>
/// <param name="Position">Place in the waiting list, from 1.</param>
/// <param name="Refusal">Why they cannot book it now; null = they can, or have.</param>
public sealed record MySession(
    Guid Id, Guid OfferingId, string OfferingName, string Title, string? Description, string? Place, string? Trainer, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int? Capacity, int Booked,
    int Credits, Segments OpenTo, DateTimeOffset? CancelledAt, TimeZoneInfo Zone, Guid? BookingId, BookingStatus? Status, Attendance Attendance, int? Position, Problem? Refusal = null)
{
    public bool Full => Capacity is { } seats && Booked >= seats;
    public bool Mine => CancelledAt is null && Status is BookingStatus.Booked or BookingStatus.Waiting;
}

/// <summary>What the booking app needs to know of somebody.</summary>
/// <param name="Closed">Why booking as a whole is closed for them; null = it is open.</param>
/// <param name="Contact">Whom to ask.</param>
public sealed record MyMembership(int? Credits, Problem? Closed, string Contact, IReadOnlyList<(Guid OfferingId, string Name)> Apps);

/// <summary>Schedule, bookings and history of one person, over all offerings that they are in.</summary>
public sealed class SeeMySessions(Database database)
{
    private const string Select =
        """
        select s.id, s.offering_id, o.name, s.title, s.description, s.place, s.trainer, s.starts_at, s.ends_at, s.capacity, s.booked, s.credits, s.open_to, s.cancelled_at,
            coalesce(l.time_zone, o.time_zone, w.time_zone), b.id, b.status, b.attendance,
            case when b.status = 'Waiting' then (select count(*) from booking x where x.workspace_id = b.workspace_id and x.session_id = b.session_id and x.status = 'Waiting'
                and (x.since < b.since or (x.since = b.since and x.id <= b.id))) end
        from session s
        join offering o on o.workspace_id = s.workspace_id and o.id = s.offering_id
        join workspace w on w.id = s.workspace_id
        left join location l on l.workspace_id = o.workspace_id and l.id = coalesce(s.location_id, o.location_id)
        left join booking b on b.workspace_id = s.workspace_id and b.session_id = s.id and b.person_id = @person
        where s.workspace_id = @ws and
        """;

    /// <summary>Sessions that begin in [from, till), of the offerings they are in; cancelled ones only where they had a seat.</summary>
    public Task<IReadOnlyList<MySession>> ScheduleAsync(Guid workspaceId, Guid person, DateTimeOffset from, DateTimeOffset till, CancellationToken cancellationToken = default) => ReadAsync(
        workspaceId, person,
        """
        s.starts_at >= @from and s.starts_at < @till and (s.cancelled_at is null or b.id is not null)
        and (b.id is not null or s.location_id is null and exists (select 1 from registration r where r.workspace_id = s.workspace_id and r.offering_id = s.offering_id and r.person_id = @person and r.status = 'Registered' and (r.access_until is null or r.access_until > @now)))
        order by s.starts_at, s.title, s.id limit 500
        """, cancellationToken, ("from", from), ("till", till));

    /// <summary>The next first (S2.22, S2.38): what they are booked in or wait for, and what was cancelled by the studio.</summary>
    public Task<IReadOnlyList<MySession>> UpcomingAsync(Guid workspaceId, Guid person, CancellationToken cancellationToken = default) => ReadAsync(
        workspaceId, person, "s.ends_at > @now and b.id is not null and (b.status <> 'Cancelled' or s.cancelled_at is not null) order by s.starts_at, s.id limit 500", cancellationToken);

    /// <summary>The latest first (S2.23): what they had a seat in.</summary>
    public Task<IReadOnlyList<MySession>> HistoryAsync(Guid workspaceId, Guid person, CancellationToken cancellationToken = default) => ReadAsync(
        workspaceId, person, "s.ends_at <= @now and b.status = 'Booked' order by s.starts_at desc, s.id limit 500", cancellationToken);

    /// <summary>One session, if it is in their schedule.</summary>
    public async Task<MySession?> FindAsync(Guid workspaceId, Guid person, Guid session, CancellationToken cancellationToken = default) =>
        (await ReadAsync(workspaceId, person,
            """
            s.id = @session and (b.id is not null or s.location_id is null and exists (select 1 from registration r where r.workspace_id = s.workspace_id and r.offering_id = s.offering_id
                and r.person_id = @person and r.status = 'Registered'))
            """, cancellationToken, ("session", session))).SingleOrDefault();

    public async Task<MyMembership> MembershipAsync(Guid workspaceId, Guid person, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        var apps = await db.QueryAsync(
            """
            select o.id, o.name from registration r
            join offering o on o.workspace_id = r.workspace_id and o.id = r.offering_id
            where r.workspace_id = @ws and r.person_id = @person and r.status = 'Registered' and (o.kind = 'App' or exists (select 1 from session s where s.workspace_id = o.workspace_id and s.offering_id = o.id))
            order by case when o.kind = 'App' then 0 else 1 end, o.name
            """,
            row => (row.Guid(0), row.Text(1)), cancellationToken, ("person", person));
        var booker = apps.Count == 0 ? null : await Booker.OfAsync(db, person, apps[0].Item1, cancellationToken);
        if (booker is not null)
            return new MyMembership(booker.Credits, booker.MembershipRefusal(database.Now), booker.Contact, apps);
        var contact = await db.QueryAsync("select coalesce(support_contact, name) from workspace where id = @ws", row => row.Text(0), cancellationToken);
        return new MyMembership(null, null, contact[0], apps);
    }

    private async Task<IReadOnlyList<MySession>> ReadAsync(Guid workspaceId, Guid person, string where, CancellationToken cancellationToken, params (string, object?)[] parameters)
    {
        await using var db = database.Read(workspaceId);
        var now = database.Now;
        var rows = await RowsAsync(db, person, where, cancellationToken, [("now", now), .. parameters]);
        var bookers = new Dictionary<Guid, Booker?>();
        foreach (var offering in rows.Select(row => row.OfferingId).Distinct())
            bookers[offering] = await Booker.OfAsync(db, person, offering, cancellationToken);
        return [.. rows.Select(row => row.Mine ? row : row with { Refusal = bookers[row.OfferingId]?.RefusalAt(now, Noun(row)) })];
    }

    /// <summary>What somebody's booking is of, whatever became of it; null = it is not there, or not theirs.</summary>
    internal static async Task<MySession?> OfBookingAsync(Db db, Guid person, Guid booking, CancellationToken cancellationToken) =>
        (await RowsAsync(db, person, "b.id = @booking", cancellationToken, ("booking", booking))).SingleOrDefault();

    private static Task<List<MySession>> RowsAsync(Db db, Guid person, string where, CancellationToken cancellationToken, params (string, object?)[] parameters) =>
        db.QueryAsync(Select + " " + where,
            row => new MySession(row.Guid(0), row.Guid(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.Time(7), row.Time(8), row.IntOrNull(9), row.Int(10),
                row.Int(11), (Segments)row.Int(12), row.TimeOrNull(13), TimeZoneInfo.FindSystemTimeZoneById(row.Text(14)), row.GuidOrNull(15), row.IsNull(16) ? null : row.Enum<BookingStatus>(16),
                row.IsNull(17) ? Attendance.Unknown : row.Enum<Attendance>(17), row.IsNull(18) ? null : (int)row.Long(18)),
            cancellationToken, [("person", person), .. parameters]);

    private static Session Noun(MySession row) => new() { Title = row.Title, StartsAt = row.StartsAt, EndsAt = row.EndsAt, Credits = row.Credits, OpenTo = row.OpenTo, CancelledAt = row.CancelledAt };
}
