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
        return await database.WriteAsync<Price>(actor.WorkspaceId, async db =>
        {
            var price = await db.Prices.SingleOrDefaultAsync(p => p.Id == input.Id, cancellationToken);
            if (price is null || !actor.May(Permission.ManagePrices, price.OfferingId))
                return Problem.NotFound("price");
            if (input.Fields.Refusal(agreed: price.AgreementId is not null) is { } problem)
                return problem;
            var offering = await db.Offerings.SingleAsync(o => o.Id == price.OfferingId, cancellationToken);
            if ((input.Fields.Amount ?? offering.BasePrice) is not { } amount)
                return Problem.Invalid("price", "The offering has no base price. Enter an amount.");
            if (await input.Fields.TakenAsync(db, price.OfferingId, price.AgreementId, price.Id, cancellationToken) is { } taken)
                return taken;
            var before = PriceFields.Of(price);
            price.Name = input.Fields.Name!.Trim();
            price.Code = input.Fields.Code.OrNull();
            (price.Amount, price.Currency) = (amount.Amount, amount.Currency);
            if (await input.Fields.ApplyMoreAsync(db, price, cancellationToken) is { } wrong)
                return wrong;
            if (input.Version is { } version)
                db.Entry(price).Property(p => p.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "price.edited", price.AgreementId is null ? "offering" : "agreement", price.AgreementId ?? price.OfferingId, new { price.Id, before, after = PriceFields.Of(price) }));
            await db.SaveChangesAsync(cancellationToken);
            return price;
        }, cancellationToken);
    }
}
