using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Takes an offering out of the lists, or back in. Codes and access stay as they are.</summary>
public sealed class ArchiveOffering(Database database)
{
    public sealed record Input(Guid Id, bool Archived = true);

    public async Task<Result<Offering>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManageOfferings, input.Id) is { } problem)
            return problem;
        return await database.WriteAsync<Offering>(actor.WorkspaceId, async db =>
        {
            if (await db.Offerings.SingleOrDefaultAsync(o => o.Id == input.Id, cancellationToken) is not { } offering)
                return Problem.NotFound("offering");
            if (offering.LocationId is not null)
                return OfferingRefusals.OfLocation;
            if (offering.ArchivedAt is not null == input.Archived)
                return offering;
            offering.ArchivedAt = input.Archived ? database.Now : null;
            db.Add(AuditEntry.By(actor, database.Now, input.Archived ? "offering.archived" : "offering.restored", "offering", offering.Id, new { offering.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return offering;
        }, cancellationToken);
    }
}
