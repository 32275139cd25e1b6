using System.Data.Common;
using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Deletes an offering on which nothing hangs, with its prices and resources. The foreign keys decide, so no race can slip past.</summary>
public sealed class DeleteOffering(Database database)
{
    public async Task<Result<Guid>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManageOfferings, id) is { } problem)
            return problem;
        try
        {
            return await database.WriteAsync<Guid>(actor.WorkspaceId, async db =>
            {
                if (await db.Offerings.AnyAsync(o => o.Id == id && o.LocationId != null, cancellationToken))
                    return OfferingRefusals.OfLocation;
                await db.ExecuteAsync("delete from price where workspace_id = @ws and offering_id = @id", cancellationToken, ("id", id));
                if (await db.ExecuteAsync("delete from offering where workspace_id = @ws and id = @id", cancellationToken, ("id", id)) == 0)
                    return Problem.NotFound("offering");
                db.Add(AuditEntry.By(actor, database.Now, "offering.deleted", "offering", id));
                await db.SaveChangesAsync(cancellationToken);
                return id;
            }, cancellationToken);
        }
        catch (DbException exception) when (database.IsReferenceViolation(exception))
        {
            return OfferingRefusals.InUse;
        }
    }
}
