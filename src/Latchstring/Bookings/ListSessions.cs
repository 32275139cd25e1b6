using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;

namespace Latchstring.Bookings;

/// <param name="Zone">IANA zone in which it takes place.</param>
public sealed record SessionRow(
    Guid Id, Guid OfferingId, string OfferingName, Guid? SeriesId, string Title, string? Description, string? Place, string? Trainer, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    int? Capacity, int Booked, int Waiting, int Credits, Segments OpenTo, DateTimeOffset? CancelledAt, string Zone, int Version)
{
    public int? Free => Capacity - Booked;
}

/// <param name="From">Sessions that begin at or after it.</param>
/// <param name="Till">Sessions that begin before it.</param>
public sealed record SessionFilter(Guid? OfferingId = null, DateTimeOffset? From = null, DateTimeOffset? Till = null, Guid? SeriesId = null, bool? Cancelled = null);

/// <summary>The calendar of the staff, page by page or a stretch of time at once.</summary>
public sealed class ListSessions(Database database)
{
    /// <summary>More than anybody can look at in a week.</summary>
    public const int MostAtOnce = 1000;

    public static readonly ListQuery<SessionRow> Rows = new()
    {
        From = "session s join offering o on o.workspace_id = s.workspace_id and o.id = s.offering_id join workspace w on w.id = s.workspace_id left join location l on l.workspace_id = o.workspace_id and l.id = coalesce(s.location_id, o.location_id)",
        Columns =
            """
            s.id, s.offering_id, o.name, s.series_id, s.title, s.description, s.place, s.trainer, s.starts_at, s.ends_at, s.capacity, s.booked,
            (select count(*) from booking b where b.workspace_id = s.workspace_id and b.session_id = s.id and b.status = 'Waiting'), s.credits, s.open_to, s.cancelled_at,
            coalesce(l.time_zone, o.time_zone, w.time_zone), s.version
            """,
        Workspace = "s.workspace_id",
        Id = "s.id",
        Map = row => new SessionRow(row.Guid(0), row.Guid(1), row.Text(2), row.GuidOrNull(3), row.Text(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.Time(8), row.Time(9),
            row.IntOrNull(10), row.Int(11), (int)row.Long(12), row.Int(13), (Segments)row.Int(14), row.TimeOrNull(15), row.Text(16), row.Int(17)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["starts"] = "s.starts_at", ["title"] = "s.title" },
        DefaultSort = "starts",
    };

    public async Task<Result<Page<SessionRow>>> RunAsync(Actor actor, SessionFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, WhereOf(actor, filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, SessionFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, WhereOf(actor, filter), cancellationToken);
    }

    public async Task<Result<SessionRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return actor.May(Permission.SeeOfferings)
            && (await Rows.PageAsync(db, WhereOf(actor, new SessionFilter()).And("s.id = @id", ("id", id)), new PageRequest(), cancellationToken)).Items is [var session] ? session : Problem.NotFound("session");
    }

    /// <summary>All in [from, till), in the order of time.</summary>
    public async Task<Result<IReadOnlyList<SessionRow>>> BetweenAsync(Actor actor, SessionFilter filter, CancellationToken cancellationToken = default)
    {
        var found = new List<SessionRow>();
        string? after = null;
        do
        {
            var page = await RunAsync(actor, filter, new PageRequest(null, ListQuery<SessionRow>.MaxLimit, after), cancellationToken);
            if (!page.Ok)
                return page.Problem;
            found.AddRange(page.Value.Items);
            after = page.Value.Next;
        }
        while (after is not null && found.Count < MostAtOnce);
        return found;
    }

    private static Where WhereOf(Actor actor, SessionFilter filter)
    {
        // A slot that somebody looked at and nobody took is no session to look at.
        var where = new Where().InScope(actor, "s.offering_id").And(
            "(s.location_id is null or s.booked > 0 or s.cancelled_at is not null or exists (select 1 from booking x where x.workspace_id = s.workspace_id and x.session_id = s.id))");
        if (filter.OfferingId is { } offering)
            where.And("s.offering_id = @offering", ("offering", offering));
        if (filter.From is { } from)
            where.And("s.starts_at >= @from", ("from", from));
        if (filter.Till is { } till)
            where.And("s.starts_at < @till", ("till", till));
        if (filter.SeriesId is { } series)
            where.And("s.series_id = @series", ("series", series));
        if (filter.Cancelled is { } cancelled)
            where.And(cancelled ? "s.cancelled_at is not null" : "s.cancelled_at is null");
        return where;
    }
}
