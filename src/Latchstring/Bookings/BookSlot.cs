using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>Staff book an appointment for a person, without a code; one can be attached later (S0.57). Whoever is not registered yet is, directly.</summary>
public sealed class BookSlot(Database database)
{
    public sealed record Input(Guid OfferingId, Guid LocationId, DateTimeOffset StartsAt, Guid PersonId);

    public async Task<Result<Booking>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManagePeople, input.OfferingId) is { } problem)
            return problem;
        return await database.WriteAsync<Booking>(actor.WorkspaceId, async db =>
        {
            if (!await db.People.AnyAsync(p => p.Id == input.PersonId, cancellationToken))
                return Problem.NotFound("person");
            if (await SlotRows.WantAsync(db, database.Now, input.OfferingId, input.LocationId, input.StartsAt, cancellationToken) is not { } session)
                return SlotRefusals.Gone;
            if (!await RegisterAsync(db, actor, input, cancellationToken))
                return Codes.CodeRefusals.OfferingFull;
            var booked = await Seats.BookAsync(db, actor, database.Now, session, input.PersonId, wait: false, cancellationToken);
            return booked.Problem == BookingRefusals.Full ? SlotRefusals.Gone : booked;
        }, cancellationToken);
    }

    private async Task<bool> RegisterAsync(Db db, Actor actor, Input input, CancellationToken cancellationToken)
    {
        var place = await db.Registrations.SingleOrDefaultAsync(r => r.OfferingId == input.OfferingId && r.PersonId == input.PersonId, cancellationToken);
        if (place is { Status: RegistrationStatus.Registered })
            return true;
        if (await db.ExecuteAsync("update offering set registered = registered + 1 where workspace_id = @ws and id = @id and (capacity is null or registered < capacity)", cancellationToken, ("id", input.OfferingId)) == 0)
            return false;
        if (place is null)
            db.Add(place = new Registration { WorkspaceId = db.WorkspaceId, OfferingId = input.OfferingId, PersonId = input.PersonId, Source = RegistrationSource.Direct, CreatedAt = database.Now });
        else // A place by a code that was taken back does not come from the code any more.
            await db.ExecuteAsync("update registration set status = 'Registered', source = 'Direct', redemption_id = null where workspace_id = @ws and id = @id", cancellationToken, ("id", place.Id));
        db.Add(AuditEntry.By(actor, database.Now, "registration.reinstated", "person", input.PersonId, new { registrationId = place.Id, input.OfferingId }));
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
