using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>Takes a person out of an offering, or back in. The seat is freed and taken by guarded updates; the redemption stays as it was.</summary>
public sealed class CancelRegistration(Database database)
{
    public static readonly Problem NotReinstated = new("registration.not_cancelled", 409, "Only a cancelled registration can be taken back in.");

    public sealed record Input(Guid Id, bool Cancelled = true);

    public async Task<Result<Registration>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        return await database.WriteAsync<Registration>(actor.WorkspaceId, async db =>
        {
            var registration = await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.Id == input.Id, cancellationToken);
            if (registration is null || actor.Refusal(Permission.ManagePeople, registration.OfferingId) is not null)
                return Problem.NotFound("registration");
            var wanted = input.Cancelled ? RegistrationStatus.Cancelled : RegistrationStatus.Registered;
            if (registration.Status == wanted)
                return registration;
            if (!input.Cancelled && registration.Status != RegistrationStatus.Cancelled)
                return NotReinstated;
            if (await db.ExecuteAsync("update registration set status = @to where workspace_id = @ws and id = @id and status = @from",
                cancellationToken, ("to", wanted), ("id", input.Id), ("from", registration.Status)) == 0)
                return new Problem("edit.conflict", 409, "Somebody else changed this in the meantime. Reload the page to see it, then try again.");
            if (!await SeatAsync(db, registration, input.Cancelled, cancellationToken))
                return CodeRefusals.OfferingFull;
            db.Add(AuditEntry.By(actor, database.Now, input.Cancelled ? "registration.cancelled" : "registration.reinstated", "person", registration.PersonId, new { registrationId = registration.Id, registration.OfferingId }));
            await db.SaveChangesAsync(cancellationToken);
            registration.Status = wanted;
            return registration;
        }, cancellationToken);
    }

    private static async Task<bool> SeatAsync(Db db, Registration registration, bool free, CancellationToken cancellationToken)
    {
        if (free && registration.Status != RegistrationStatus.Registered)
            return true;
        var sql = free
            ? "update offering set registered = registered - 1 where workspace_id = @ws and id = @offering"
            : "update offering set registered = registered + 1 where workspace_id = @ws and id = @offering and (capacity is null or registered < capacity)";
        return await db.ExecuteAsync(sql, cancellationToken, ("offering", registration.OfferingId)) == 1;
    }
}
