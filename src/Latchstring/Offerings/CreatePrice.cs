using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Adds a named amount to an offering, for batches and codes to carry (S0.7).</summary>
public sealed class CreatePrice(Database database)
{
    public sealed record Input(Guid OfferingId, PriceFields Fields);

    public async Task<Result<Price>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((actor.Refusal(Permission.ManagePrices, input.OfferingId) ?? input.Fields.Refusal()) is { } problem)
            return problem;
        var fields = input.Fields;
        var price = new Price
        {
            WorkspaceId = actor.WorkspaceId,
            OfferingId = input.OfferingId,
            Name = fields.Name!.Trim(),
            Code = fields.Code.OrNull(),
            Amount = fields.Amount!.Value.Amount,
            Currency = fields.Amount.Value.Currency,
            CreatedAt = database.Now,
        };
        return await database.WriteAsync<Price>(actor.WorkspaceId, async db =>
        {
            if (!await db.Offerings.AnyAsync(o => o.Id == input.OfferingId, cancellationToken))
                return Problem.NotFound("offering");
            if (await fields.TakenAsync(db, input.OfferingId, null, cancellationToken) is { } taken)
                return taken;
            db.Add(price);
            db.Add(AuditEntry.By(actor, database.Now, "price.created", "offering", price.OfferingId, new { price.Id, price.Name, price.Amount, price.Currency }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return price;
        }, cancellationToken);
    }
}
