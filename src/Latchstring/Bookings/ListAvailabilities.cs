using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

public sealed record AvailabilityRow(
    Guid Id, Guid OfferingId, Guid LocationId, string LocationName, string Zone, Weekdays Days, TimeOnly OpensAt, TimeOnly ClosesAt, int Minutes, int Every, int Places, DateOnly? FirstDay, DateOnly? LastDay, int Version)
{
    public AvailabilityFields Fields => new(LocationId, Days, OpensAt, ClosesAt, Minutes, Every, Places, FirstDay, LastDay);
}

/// <summary>Hours of appointments, by location, and the days that differ.</summary>
public sealed class ListAvailabilities(Database database)
{
    public static readonly ListQuery<AvailabilityRow> Rows = new()
    {
        From = "availability a join location l on l.workspace_id = a.workspace_id and l.id = a.location_id",
        Columns = "a.id, a.offering_id, a.location_id, l.name, l.time_zone, a.days, a.opens_at, a.closes_at, a.minutes, a.every, a.places, a.first_day, a.last_day, a.version",
        Workspace = "a.workspace_id",
        Id = "a.id",
        Map = row => new AvailabilityRow(row.Guid(0), row.Guid(1), row.Guid(2), row.Text(3), row.Text(4), (Weekdays)row.Int(5), row.Clock(6), row.Clock(7), row.Int(8), row.Int(9), row.Int(10), row.DayOrNull(11), row.DayOrNull(12), row.Int(13)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["location"] = "l.name" },
        DefaultSort = "location",
    };

    public async Task<Result<Page<AvailabilityRow>>> RunAsync(Actor actor, Guid? offering, Guid? location, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, WhereOf(actor, offering, location), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, Guid? offering, Guid? location, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, WhereOf(actor, offering, location), cancellationToken);
    }

    public async Task<Result<AvailabilityRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return actor.May(Permission.SeeOfferings) && (await Rows.PageAsync(db, WhereOf(actor, null, null).And("a.id = @id", ("id", id)), new PageRequest(), cancellationToken)).Items is [var row]
            ? row : Problem.NotFound("availability");
    }

    /// <summary>Days from today on that differ for an offering, its own and those of its locations.</summary>
    public async Task<Result<IReadOnlyList<AvailabilityException>>> DaysAsync(Actor actor, Guid offering, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeeOfferings, offering) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        var today = DateOnly.FromDateTime(database.Now.UtcDateTime).AddDays(-1);
        return await db.AvailabilityExceptions
            .Where(e => e.Day >= today && (e.OfferingId == offering || (e.OfferingId == null && db.Availabilities.Any(a => a.OfferingId == offering && a.LocationId == e.LocationId))))
            .OrderBy(e => e.Day).ThenBy(e => e.Id).Take(200).ToListAsync(cancellationToken);
    }

    private static Where WhereOf(Actor actor, Guid? offering, Guid? location)
    {
        var where = new Where().InScope(actor, "a.offering_id");
        if (offering is not null)
            where.And("a.offering_id = @offering", ("offering", offering));
        if (location is not null)
            where.And("a.location_id = @location", ("location", location));
        return where;
    }
}
