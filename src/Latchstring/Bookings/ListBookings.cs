using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;

namespace Latchstring.Bookings;

public sealed record BookingRow(
    Guid Id, Guid SessionId, string SessionTitle, DateTimeOffset StartsAt, DateTimeOffset EndsAt, Guid PersonId, string PersonName, string? Email, string? Phone, Membership Membership,
    BookingStatus Status, DateTimeOffset Since, Attendance Attendance, DateTimeOffset? AttendedAt, int Credits, Guid? RedemptionId, Guid OfferingId, string? Location, string? TimeZone);

/// <param name="From">Sessions that start then or later, and before <paramref name="Before"/>.</param>
/// <param name="WithoutCode">Booked, and by no code.</param>
/// <param name="CodeId">Booked by this code.</param>
public sealed record BookingFilter(
    Guid? SessionId = null, Guid? PersonId = null, BookingStatus? Status = null, Guid? OfferingId = null, Guid? LocationId = null, DateTimeOffset? From = null, DateTimeOffset? Before = null, Attendance? Attendance = null,
    bool WithoutCode = false, Guid? CodeId = null, string? Query = null);

/// <summary>Who is in which session, for staff: seats and waiting list in the order in which they were given.</summary>
public sealed class ListBookings(Database database)
{
    public static readonly ListQuery<BookingRow> Rows = new()
    {
        From = "booking b join session s on s.workspace_id = b.workspace_id and s.id = b.session_id join person p on p.workspace_id = b.workspace_id and p.id = b.person_id left join location l on l.workspace_id = s.workspace_id and l.id = s.location_id",
        Columns =
            """
            b.id, s.id, s.title, s.starts_at, s.ends_at, p.id, coalesce(nullif(trim(coalesce(p.first_name, '') || ' ' || coalesce(p.last_name, '')), ''), p.email, p.phone, '–'), p.email, p.phone,
            p.membership, b.status, b.since, b.attendance, b.attended_at, b.credits, b.redemption_id, s.offering_id, l.name, l.time_zone
            """,
        Workspace = "b.workspace_id",
        Id = "b.id",
        Map = row => new BookingRow(row.Guid(0), row.Guid(1), row.Text(2), row.Time(3), row.Time(4), row.Guid(5), row.Text(6), row.TextOrNull(7), row.TextOrNull(8),
            row.Enum<Membership>(9), row.Enum<BookingStatus>(10), row.Time(11), row.Enum<Attendance>(12), row.TimeOrNull(13), row.Int(14), row.GuidOrNull(15), row.Guid(16), row.TextOrNull(17), row.TextOrNull(18)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["since"] = "b.since", ["starts"] = "s.starts_at", ["name"] = "coalesce(p.last_name, '')" },
        DefaultSort = "since",
    };

    public async Task<Result<Page<BookingRow>>> RunAsync(Actor actor, BookingFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, WhereOf(actor, filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, BookingFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, WhereOf(actor, filter), cancellationToken);
    }

    /// <summary>Everybody in one session.</summary>
    public async Task<Result<IReadOnlyList<BookingRow>>> OfSessionAsync(Actor actor, Guid sessionId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var found = new List<BookingRow>();
        await foreach (var row in Rows.StreamAsync(db, WhereOf(actor, new BookingFilter(sessionId)), "since", cancellationToken))
            found.Add(row);
        return found;
    }

    public async Task<Result<BookingRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return actor.May(Permission.SeePeople)
            && (await Rows.PageAsync(db, WhereOf(actor, new BookingFilter()).And("b.id = @id", ("id", id)), new PageRequest(), cancellationToken)).Items is [var booking] ? booking : BookingRefusals.NotBooked;
    }

    private static Where WhereOf(Actor actor, BookingFilter filter)
    {
        var where = new Where().InScope(actor, "s.offering_id");
        if (filter.SessionId is { } session)
            where.And("b.session_id = @session", ("session", session));
        if (filter.PersonId is { } person)
            where.And("b.person_id = @person", ("person", person));
        if (filter.Status is { } status)
            where.And("b.status = @status", ("status", status));
        if (filter.OfferingId is { } offering)
            where.And("s.offering_id = @offering", ("offering", offering));
        if (filter.LocationId is { } location)
            where.And("s.location_id = @location", ("location", location));
        if (filter.From is { } from)
            where.And("s.starts_at >= @from", ("from", from));
        if (filter.Before is { } before)
            where.And("s.starts_at < @before", ("before", before));
        if (filter.Attendance is { } attendance)
            where.And("b.attendance = @attendance", ("attendance", attendance));
        if (filter.WithoutCode)
            where.And("b.status = 'Booked' and b.redemption_id is null");
        if (filter.CodeId is { } code)
            where.And("exists (select 1 from redemption r where r.workspace_id = @ws and r.id = b.redemption_id and r.code_id = @code)", ("code", code));
        where.Begins(filter.Query, "p.first_name", "p.last_name", "p.email");
        return where;
    }
}
