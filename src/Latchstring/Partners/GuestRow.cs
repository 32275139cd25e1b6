using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Partners;

/// <summary>What has become of an invitation; exactly one (S1.55).</summary>
public enum GuestStatus { Pending, AwaitingApproval, Registered, Waiting, Refused, Cancelled, Expired }

/// <summary>How far its mails have come: the furthest of all, unless the last one did not arrive (S1.56).</summary>
public enum GuestMail { Pending, Sent, Delivered, Opened, Clicked, NotSent, Bounced, Failed }

/// <summary>Present was let in at the door; Absent was registered and did not come, known when the event is over (S1.57).</summary>
public enum GuestAttendance { Unknown, Present, Absent }

/// <summary>
/// One invited guest as partner and organizer see it. All of it is derived, so it cannot be out of date; names and address are what the partner
/// entered, never what we know about the person.
/// </summary>
/// <param name="PersonId">For staff only.</param>
/// <param name="Fields">Everything that the partner entered, by key.</param>
/// <param name="MailReason">Why the last mail did not leave or arrive.</param>
/// <param name="Elsewhere">Another partner has invited the same person to this event (S1.85); for staff only.</param>
/// <param name="RegisteredEmail">The address of the registration; for staff only.</param>
/// <param name="Counted">It takes a place of the quota.</param>
public sealed record GuestRow(
    Guid Id, Guid AgreementId, Guid OrganisationId, string OrganisationName, Guid OfferingId, string OfferingName, Guid PersonId, GuestFields Fields,
    GuestStatus Status, GuestMail Mail, string? MailReason, GuestAttendance Attendance, DateTimeOffset CreatedAt, string InviterName, DateTimeOffset? SentAt, DateTimeOffset? CancelledAt,
    bool Counted, bool Elsewhere, Guid? RegistrationId, string? RegisteredEmail, int Version)
{
    public string? Email => Fields[GuestFields.Email];
    public string? FirstName => Fields[GuestFields.FirstName];
    public string? LastName => Fields[GuestFields.LastName];
    public string Name => new Person { FirstName = FirstName, LastName = LastName, Email = Email }.DisplayName;

    /// <summary>Send, copy link and cancel are offered (S1.58, S1.59).</summary>
    public bool IsPending => Status == GuestStatus.Pending;

    /// <summary>
    /// i = invitation, g = agreement, y = organisation, o = offering, r = registration of that person there, m = the latest mail, q = the registered person. <c>@now</c> is bound.
    /// Agreement, organisation and offering are always there; joined from the left, they keep no plan from walking the invitations in the order of the list.
    /// </summary>
    public const string Tables = """
        invitation i
        left join agreement g on g.workspace_id = i.workspace_id and g.id = i.agreement_id
        left join organisation y on y.workspace_id = g.workspace_id and y.id = g.organisation_id
        left join offering o on o.workspace_id = i.workspace_id and o.id = i.offering_id
        left join registration r on r.workspace_id = i.workspace_id and r.offering_id = i.offering_id and r.person_id = i.person_id
        left join message m on m.workspace_id = i.workspace_id and m.code_id = i.code_id and m.type = 'PartnerInvite' and m.channel = 'Email' and m.generation = i.generation
        left join person q on q.workspace_id = i.workspace_id and q.id = r.person_id
        """;

    /// <summary>A cancelled invitation stays so, even when the person comes in by another one.</summary>
    public const string StatusSql = """
        case when i.cancelled_at is not null then 'Cancelled' when r.status = 'Registered' then 'Registered' when r.status = 'AwaitingApproval' then 'AwaitingApproval' when r.status = 'Waiting' then 'Waiting'
            when i.declined_at is not null or r.status = 'Refused' then 'Refused' when r.status = 'Cancelled' then 'Cancelled' when o.ends_at is not null and o.ends_at <= @now then 'Expired' else 'Pending' end
        """;

    private static string Far(string status) => $"case {status} when 'Clicked' then 6 when 'Opened' then 5 when 'Delivered' then 4 when 'Sent' then 3 when 'Unknown' then 3 when 'Queued' then 2 else 1 end";

    /// <summary>Of a mail whose answer was lost we say Sent: it was handed over, and most likely it arrived. Earlier mails are looked at only where there are some.</summary>
    public static readonly string MailSql = $"""
        case when m.id is null then case when i.cancelled_at is null then 'Pending' else 'NotSent' end when m.status in ('Bounced', 'Failed') then m.status
            else case case when i.generation = 1 then {Far("m.status")} else (select max({Far("f.status")})
                from message f where f.workspace_id = i.workspace_id and f.code_id = i.code_id and f.type = 'PartnerInvite' and f.channel = 'Email') end
                    when 6 then 'Clicked' when 5 then 'Opened' when 4 then 'Delivered' when 3 then 'Sent' when 2 then 'Pending' else 'NotSent' end end
        """;

    public const string AttendanceSql =
        "case when r.checked_in_at is not null then 'Present' when r.status = 'Registered' and o.ends_at is not null and o.ends_at <= @now then 'Absent' else 'Unknown' end";

    /// <summary>
    /// The engine of both lists. <c>not (a = b)</c> of the same person's other invitations: for <c>&lt;&gt;</c> SQLite would read the whole event by
    /// its index, for each row (measured: 0.6 s a page of 50,000 guests).
    /// </summary>
    public static ListQuery<GuestRow> Rows { get; } = new()
    {
        From = Tables,
        Columns = $"""
            i.id, i.agreement_id, g.organisation_id, y.name, i.offering_id, o.name, i.person_id, i.guest, {StatusSql}, {MailSql}, case when m.status in ('NotSent', 'Bounced', 'Failed') then m.reason end, {AttendanceSql},
            i.created_at, i.inviter_name, i.sent_at, i.cancelled_at, case when i.counted_at is not null and i.cancelled_at is null then 1 else 0 end,
            case when exists (select 1 from invitation e where e.workspace_id = i.workspace_id and e.person_id = i.person_id and e.offering_id = i.offering_id and not (e.agreement_id = i.agreement_id) and e.cancelled_at is null) then 1 else 0 end,
            r.id, q.email, i.version
            """,
        Workspace = "i.workspace_id",
        Id = "i.id",
        Map = row => new GuestRow(
            row.Guid(0), row.Guid(1), row.Guid(2), row.Text(3), row.Guid(4), row.Text(5), row.Guid(6), GuestFields.Of(row.TextOrNull(7)),
            row.Enum<GuestStatus>(8), row.Enum<GuestMail>(9), row.TextOrNull(10), row.Enum<GuestAttendance>(11), row.Time(12), row.Text(13), row.TimeOrNull(14), row.TimeOrNull(15),
            row.Bool(16), row.Bool(17), row.GuidOrNull(18), row.TextOrNull(19), row.Int(20)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["added"] = "i.id",
            ["name"] = "i.guest_name",
            ["email"] = "i.guest_email",
            ["partner"] = "lower(y.name)",
            ["event"] = "lower(o.name)",
            ["status"] = StatusSql,
            ["mail"] = MailSql,
            ["attendance"] = AttendanceSql,
        },
        DefaultSort = "-added",
    };
}

/// <param name="AgreementId">Of one partnership.</param>
/// <param name="Query">Words of name or address.</param>
public sealed record GuestFilter(
    Guid? AgreementId = null, Guid? OrganisationId = null, Guid? OfferingId = null, string? Query = null, GuestStatus? Status = null, GuestMail? Mail = null, GuestAttendance? Attendance = null, IReadOnlyCollection<Guid>? Ids = null)
{
    /// <summary>Over <see cref="GuestRow.Tables"/>; binds the time.</summary>
    public Where Where(DateTimeOffset now)
    {
        var where = new Where().And("i.agreement_id is not null", ("now", now));
        if (AgreementId is { } agreement)
            where.And("i.agreement_id = @agreement", ("agreement", agreement));
        if (OrganisationId is { } organisation)
            where.And("g.organisation_id = @organisation", ("organisation", organisation));
        if (OfferingId is { } offering)
            where.And("i.offering_id = @offering", ("offering", offering));
        if (Status is { } status)
            where.And($"{GuestRow.StatusSql} = @status", ("status", status));
        if (Mail is { } mail)
            where.And($"{GuestRow.MailSql} = @mail", ("mail", mail));
        if (Attendance is { } attendance)
            where.And($"{GuestRow.AttendanceSql} = @attendance", ("attendance", attendance));
        if (Ids is not null)
            where.And($"i.id in ({string.Join(',', Ids.Select((_, n) => $"@id{n}").DefaultIfEmpty("null"))})", [.. Ids.Select((id, n) => ($"id{n}", (object?)id))]);
        return where.Contains(Query, "i.guest_words");
    }
}
