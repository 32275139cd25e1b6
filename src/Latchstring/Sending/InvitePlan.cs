using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>Somebody who is invited: where the e-mail goes and where the code goes. Either may be missing, not both.</summary>
internal sealed record Invitee(Guid PersonId, string Name, string? Email, string? Phone, string Locale, Guid? InvitationId, Guid? OldCodeId, int Generation)
{
    /// <summary>No mobile number: the code follows in a second e-mail.</summary>
    public int Mails => Email is null ? 0 : Phone is null ? 2 : 1;
}

/// <param name="Reason">One of <see cref="SkipReasons"/>.</param>
public sealed record SkippedPerson(Guid PersonId, string Name, string Reason);

/// <summary>Why somebody is left out (S2.45).</summary>
public static class SkipReasons
{
    public const string Accepted = "accepted", Queued = "queued", Invited = "invited", Expired = "expired", NoEmail = "noEmail", Suppressed = "suppressed", Blocked = "blocked", Elsewhere = "elsewhere", NotInvited = "notInvited", Recent = "recent";

    public static readonly IReadOnlyList<string> All = [Accepted, Queued, Invited, Expired, NoEmail, Suppressed, Blocked, Elsewhere, NotInvited, Recent];
}

/// <summary>When what is about to be queued leaves.</summary>
/// <param name="First">In UTC; <paramref name="TimeZone"/> is the location's.</param>
/// <param name="NotToday">People whose turn comes after today's window has closed.</param>
/// <param name="Outlived">People whose turn comes when the first invitations have expired.</param>
public sealed record Forecast(DateTimeOffset First, DateTimeOffset Last, int NotToday, int Outlived, string TimeZone, TimeOnly OpensAt, TimeOnly ClosesAt, int PerMinute);

/// <summary>Who is invited, who is not and why, and when: the same for the question and for the act.</summary>
internal sealed class InvitePlan
{
    public const int AtOnce = 20_000;

    /// <summary>Many at once are not written to again so soon, however often somebody presses the button.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);
    public List<Invitee> Invitees { get; } = [];
    public List<SkippedPerson> Skipped { get; } = [];
    public required Offering App { get; init; }
    public required string TimeZone { get; init; }
    public required Lane MailLane { get; init; }
    public required Lane SmsLane { get; init; }
    public required DateTimeOffset NotBefore { get; init; }
    private int MailsAhead { get; init; }
    private int SmsAhead { get; init; }

    private sealed record Row(Guid Id, string? First, string? Last, string? Email, string? Phone, string? Locale, bool Here, Guid? InvitationId, Guid? CodeId, int Generation, InviteState State, bool MailStopped, bool Blocked, DateTimeOffset? SentAt);

    /// <param name="again">For people who have an invitation: sent or expired. Otherwise for those who have none.</param>
    public static async Task<InvitePlan> MakeAsync(Db db, Offering app, Where people, bool again, bool many, DateTimeOffset? notBefore, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var zone = await db.Locations.Where(l => l.Id == app.LocationId).Select(l => l.TimeZone).SingleAsync(cancellationToken);
        var lanes = await db.Lanes.AsNoTracking().Where(l => l.Id == app.Id).ToListAsync(cancellationToken);
        var waiting = await db.Messages.Where(m => m.LaneId == app.Id && m.Status == MessageStatus.Queued && !db.Campaigns.Any(c => c.Id == m.SendingId && c.Status == CampaignStatus.Paused))
            .GroupBy(m => m.Channel).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellationToken);
        Lane LaneOf(Channel channel) => lanes.Find(l => l.Channel == channel) ?? new Lane { WorkspaceId = db.WorkspaceId, Id = app.Id, Channel = channel, NextAt = now };
        var mail = LaneOf(Channel.Email);
        var plan = new InvitePlan
        {
            App = app,
            TimeZone = zone,
            MailLane = mail,
            SmsLane = LaneOf(Channel.Sms),
            NotBefore = mail.Window.OpenAt(notBefore > now ? notBefore.Value : now, TimeZoneInfo.FindSystemTimeZoneById(zone)),
            MailsAhead = waiting.GetValueOrDefault(Channel.Email),
            SmsAhead = waiting.GetValueOrDefault(Channel.Sms),
        };
        await plan.SortAsync(db, people, again, many, now, cancellationToken);
        return plan;
    }

    private async Task SortAsync(Db db, Where people, bool again, bool many, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var locale = await db.Workspaces.Where(w => w.Id == db.WorkspaceId).Select(w => w.Locale).SingleAsync(cancellationToken);
        var home = PhoneNumber.CountryOf(TimeZone);
        var noSms = (await db.Suppressions.Where(s => s.Channel == Channel.Sms).Select(s => s.Address).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var rows = await db.QueryAsync(
            $"""
            select p.id, p.first_name, p.last_name, p.email, p.phone, p.locale, coalesce(p.location_id = @location, false), i.id, i.code_id, coalesce(i.generation, 0), {Invitation.StateSql},
                exists (select 1 from suppression s where s.workspace_id = @ws and s.channel = 'Email' and s.address = p.email),
                exists (select 1 from account a where a.workspace_id = @ws and a.person_id = p.id and a.status = 'Blocked'), i.sent_at
            from person p join offering o on o.workspace_id = p.workspace_id and o.id = @of_app
            left join invitation i on i.workspace_id = p.workspace_id and i.offering_id = o.id and i.person_id = p.id
            left join registration r on r.workspace_id = p.workspace_id and r.offering_id = o.id and r.person_id = p.id
            where {people.Sql("p.workspace_id = @ws")} order by p.id limit {AtOnce + 1}
            """,
            row => new Row(row.Guid(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), PhoneNumber.Normalize(row.TextOrNull(4), home), row.TextOrNull(5), row.Bool(6), row.GuidOrNull(7), row.GuidOrNull(8), row.Int(9),
                row.Enum<InviteState>(10), row.Bool(11), row.Bool(12), row.TimeOrNull(13)),
            cancellationToken, [.. people.Parameters.Where(p => p.Name != "now"), ("of_app", App.Id), ("location", App.LocationId), ("now", now)]);
        foreach (var row in rows)
        {
            var phone = row.Phone is { } number && !noSms.Contains(number) ? number : null;
            var name = new Person { FirstName = row.First, LastName = row.Last, Email = row.Email, Phone = row.Phone }.DisplayName;
            if ((Reason(row, phone, again) ?? (again && many && row.SentAt > now - Rest ? SkipReasons.Recent : null)) is { } reason)
                Skipped.Add(new SkippedPerson(row.Id, name, reason));
            else
                Invitees.Add(new Invitee(row.Id, name, row.MailStopped ? null : row.Email, phone, DefaultTemplates.Known(row.Locale ?? locale), row.InvitationId, row.CodeId, row.Generation + 1));
        }
    }

    /// <summary>The e-mail address is the user name (S2.19), so nobody comes in without one; an address that bounced still is one, if the phone can bring the code.</summary>
    private static string? Reason(Row row, string? phone, bool again) => row switch
    {
        { Here: false } => SkipReasons.Elsewhere,
        { State: InviteState.Accepted } => SkipReasons.Accepted,
        { State: InviteState.Queued } => SkipReasons.Queued,
        { State: InviteState.NotInvited } when again => SkipReasons.NotInvited,
        { State: InviteState.Sent } when !again => SkipReasons.Invited,
        { State: InviteState.Expired } when !again => SkipReasons.Expired,
        { Blocked: true } => SkipReasons.Blocked,
        { Email: null } => SkipReasons.NoEmail,
        { MailStopped: true } when phone is null => SkipReasons.Suppressed,
        _ => null,
    };

    /// <summary>Null when nobody is invited.</summary>
    public Forecast? Forecast(DateTimeOffset now)
    {
        if (Invitees.Count == 0)
            return null;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(TimeZone);
        var (mails, texts) = (Invitees.Sum(one => one.Mails), Invitees.Count(one => one.Phone is not null));
        DateTimeOffset MailAt(int count) => MailLane.Window.LastOf(MailsAhead + count, NotBefore, MailLane.Pace, zone);
        DateTimeOffset At(int people) => Later(
            mails == 0 ? NotBefore : MailAt(Math.Max(1, (int)Math.Ceiling((double)people * mails / Invitees.Count))),
            texts == 0 ? NotBefore : SmsLane.Window.LastOf(SmsAhead + Math.Max(1, (int)Math.Ceiling((double)people * texts / Invitees.Count)), NotBefore, SmsLane.Pace, zone));
        var first = At(1);
        var today = TimeZoneInfo.ConvertTime(now, zone).Date;
        return new Forecast(first, At(Invitees.Count), After(at => TimeZoneInfo.ConvertTime(at, zone).Date > today), After(at => at >= first.AddHours(App.InviteHours)),
            TimeZone, MailLane.OpensAt, MailLane.ClosesAt, MailLane.PerMinute);

        // Turns come one after the other, so the first one beyond a moment is found by halving.
        int After(Func<DateTimeOffset, bool> beyond)
        {
            var (low, high) = (1, Invitees.Count + 1);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (beyond(At(middle)))
                    high = middle;
                else
                    low = middle + 1;
            }
            return Invitees.Count + 1 - low;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
