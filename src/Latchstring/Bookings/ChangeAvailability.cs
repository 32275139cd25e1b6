using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>Opens an offering of the kind Appointment at a location.</summary>
public sealed class CreateAvailability(Database database)
{
    public sealed record Input(Guid OfferingId, AvailabilityFields Fields);

    public async Task<Result<Availability>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((actor.Refusal(Permission.ManageOfferings, input.OfferingId) ?? input.Fields.Refusal()) is { } problem)
            return problem;
        return await database.WriteAsync<Availability>(actor.WorkspaceId, async db =>
        {
            if (await input.Fields.ClashAsync(db, input.OfferingId, null, cancellationToken) is { } clash)
                return clash;
            var made = new Availability { WorkspaceId = db.WorkspaceId, OfferingId = input.OfferingId, LocationId = input.Fields.LocationId!.Value, CreatedAt = database.Now };
            input.Fields.ApplyTo(made);
            db.Add(made);
            db.Add(AuditEntry.By(actor, database.Now, "availability.created", "offering", input.OfferingId, AvailabilityFields.Of(made)));
            await db.SaveChangesAsync(cancellationToken);
            return made;
        }, cancellationToken);
    }
}

/// <summary>Changes hours. What is booked stays; only new slots go by the new hours.</summary>
public sealed class EditAvailability(Database database)
{
    /// <param name="Version">The version that was read; null overwrites whatever is there.</param>
    public sealed record Input(Guid Id, AvailabilityFields Fields, int? Version = null);

    public async Task<Result<Availability>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<Availability>(actor.WorkspaceId, async db =>
        {
            var known = await db.Availabilities.SingleOrDefaultAsync(a => a.Id == input.Id, cancellationToken);
            if (known is null || !actor.May(Permission.ManageOfferings, known.OfferingId))
                return Problem.NotFound("availability");
            // Bookings stand at their location, so the hours of another one are other hours.
            var fields = input.Fields with { LocationId = known.LocationId };
            if ((fields.Refusal() ?? await fields.ClashAsync(db, known.OfferingId, known.Id, cancellationToken)) is { } problem)
                return problem;
            var before = AvailabilityFields.Of(known);
            fields.ApplyTo(known);
            if (input.Version is { } version)
                db.Entry(known).Property(a => a.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "availability.edited", "offering", known.OfferingId, new { before, after = AvailabilityFields.Of(known) }));
            await db.SaveChangesAsync(cancellationToken);
            return known;
        }, cancellationToken);
    }
}

/// <summary>Closes hours for new appointments; what is booked stays.</summary>
public sealed class DeleteAvailability(Database database)
{
    public async Task<Result<Availability>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<Availability>(actor.WorkspaceId, async db =>
        {
            var known = await db.Availabilities.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
            if (known is null || !actor.May(Permission.ManageOfferings, known.OfferingId))
                return Problem.NotFound("availability");
            db.Remove(known);
            db.Add(AuditEntry.By(actor, database.Now, "availability.deleted", "offering", known.OfferingId, AvailabilityFields.Of(known)));
            await db.SaveChangesAsync(cancellationToken);
            return known;
        }, cancellationToken);
    }
}
