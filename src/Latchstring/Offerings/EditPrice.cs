using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Changes a price for codes not yet redeemed; what a redemption froze stays (I7).</summary>
public sealed class EditPrice(Database database)
{
    public sealed record Input(Guid Id, PriceFields Fields, int? Version = null);

    public async Task<Result<Price>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePrices))
            return Problem.Forbidden;
        if (input.Fields.Refusal() is { } problem)
            return problem;
        return await database.WriteAsync<Price>(actor.WorkspaceId, async db =>
        {
            var price = await db.Prices.SingleOrDefaultAsync(p => p.Id == input.Id, cancellationToken);
            if (price is null || !actor.May(Permission.ManagePrices, price.OfferingId))
                return Problem.NotFound("price");
            if (await input.Fields.TakenAsync(db, price.OfferingId, price.Id, cancellationToken) is { } taken)
                return taken;
            var before = PriceFields.Of(price);
            price.Name = input.Fields.Name!.Trim();
            price.Code = input.Fields.Code.OrNull();
            (price.Amount, price.Currency) = (input.Fields.Amount!.Value.Amount, input.Fields.Amount.Value.Currency);
            if (input.Version is { } version)
                db.Entry(price).Property(p => p.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "price.edited", "offering", price.OfferingId, new { price.Id, before, after = PriceFields.Of(price) }));
            await db.SaveChangesAsync(cancellationToken);
            return price;
        }, cancellationToken);
    }
}
