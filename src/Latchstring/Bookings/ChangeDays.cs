using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>A day that differs: closed, or open at other hours. Saying it again of the same day takes the place of what was said.</summary>
public sealed class SetDay(Database database)
{
    /// <param name="OfferingId">Null = everything at the location; only for whoever reaches all offerings.</param>
    /// <param name="OpensAt">Null with <paramref name="ClosesAt"/> = closed.</param>
    public sealed record Input(Guid LocationId, Guid? OfferingId, DateOnly? Day, TimeOnly? OpensAt = null, TimeOnly? ClosesAt = null, string? Note = null);

    private static Problem? Refusal(Input input) => new Check()
        .That(input.Day is { Year: >= 2000 and <= 2199 }, "day", "Choose a date between 2000 and 2199.")
        .That((input.OpensAt is null) == (input.ClosesAt is null) && !(input.ClosesAt <= input.OpensAt), "closesAt", "Enter both times, the closing time after the opening time, or leave both empty.")
        .Line(input.Note, "note", 200)
        .Problem;

    public async Task<Result<AvailabilityException>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((DayScope.Refusal(actor, input.OfferingId) ?? Refusal(input)) is { } problem)
            return problem;
        return await database.WriteAsync<AvailabilityException>(actor.WorkspaceId, async db =>
        {
            if (!await db.Locations.AnyAsync(l => l.Id == input.LocationId && l.ArchivedAt == null, cancellationToken))
                return Problem.Invalid("locationId", "Choose a location.");
            if (input.OfferingId is { } offering && !await db.Offerings.AnyAsync(o => o.Id == offering, cancellationToken))
                return Problem.NotFound("offering");
            var day = await db.AvailabilityExceptions.SingleOrDefaultAsync(e => e.LocationId == input.LocationId && e.OfferingId == input.OfferingId && e.Day == input.Day, cancellationToken);
            if (day is null)
                db.Add(day = new AvailabilityException { WorkspaceId = db.WorkspaceId, LocationId = input.LocationId, OfferingId = input.OfferingId, Day = input.Day!.Value, CreatedAt = database.Now });
            (day.OpensAt, day.ClosesAt, day.Note) = (input.OpensAt, input.ClosesAt, input.Note.OrNull());
            db.Add(AuditEntry.By(actor, database.Now, "day.set", "location", input.LocationId, new { day.OfferingId, day.Day, day.OpensAt, day.ClosesAt }));
            await db.SaveChangesAsync(cancellationToken);
            return day;
        }, cancellationToken);
    }
}

/// <summary>The day is as all others again.</summary>
public sealed class UnsetDay(Database database)
{
    public async Task<Result<AvailabilityException>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<AvailabilityException>(actor.WorkspaceId, async db =>
        {
            var day = await db.AvailabilityExceptions.SingleOrDefaultAsync(e => e.Id == id, cancellationToken);
            if (day is null || DayScope.Refusal(actor, day.OfferingId) is not null)
                return Problem.NotFound("day");
            db.Remove(day);
            db.Add(AuditEntry.By(actor, database.Now, "day.unset", "location", day.LocationId, new { day.OfferingId, day.Day }));
            await db.SaveChangesAsync(cancellationToken);
            return day;
        }, cancellationToken);
    }
}

internal static class DayScope
{
    public static Problem? Refusal(Actor actor, Guid? offering) =>
        offering is { } one ? actor.Refusal(Permission.ManageOfferings, one)
        : !actor.May(Permission.ManageOfferings) || actor.Offerings is not null ? Problem.Forbidden : null;
}
