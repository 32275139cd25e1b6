using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

public sealed class EditOffering(Database database)
{
    /// <param name="Version">The version that was read; null overwrites whatever is there.</param>
    public sealed record Input(Guid Id, OfferingFields Fields, int? Version = null);

    public async Task<Result<Offering>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((actor.Refusal(Permission.ManageOfferings, input.Id) ?? input.Fields.Refusal()) is { } problem)
            return problem;
        return await database.WriteAsync<Offering>(actor.WorkspaceId, async db =>
        {
            if (await db.Offerings.SingleOrDefaultAsync(o => o.Id == input.Id, cancellationToken) is not { } offering)
                return Problem.NotFound("offering");
            var before = OfferingFields.Of(offering);
            input.Fields.ApplyTo(offering);
            if (input.Version is { } version)
                db.Entry(offering).Property(o => o.Version).OriginalValue = version;
            var after = OfferingFields.Of(offering);
            if (before != after)
                db.Add(AuditEntry.By(actor, database.Now, "offering.edited", "offering", offering.Id, new { before, after }));
            await db.SaveChangesAsync(cancellationToken);
            return offering;
        }, cancellationToken);
    }
}
