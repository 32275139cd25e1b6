using System.Data.Common;
using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Deletes a price that no batch and no code carries.</summary>
public sealed class DeletePrice(Database database)
{
    public async Task<Result<Guid>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePrices))
            return Problem.Forbidden;
        try
        {
            return await database.WriteAsync<Guid>(actor.WorkspaceId, async db =>
            {
                var price = await db.Prices.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
                if (price is null || !actor.May(Permission.ManagePrices, price.OfferingId))
                    return Problem.NotFound("price");
                await db.ExecuteAsync("delete from price where workspace_id = @ws and id = @id", cancellationToken, ("id", id));
                db.Add(AuditEntry.By(actor, database.Now, "price.deleted", "offering", price.OfferingId, new { price.Id, price.Name }));
                await db.SaveChangesAsync(cancellationToken);
                return id;
            }, cancellationToken);
        }
        catch (DbException exception) when (database.IsReferenceViolation(exception))
        {
            return OfferingRefusals.PriceInUse;
        }
    }
}
