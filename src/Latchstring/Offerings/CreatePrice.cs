using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Adds a named amount to an offering, for batches and codes to carry (S0.7), or to an offering of a contract (S0.47).</summary>
public sealed class CreatePrice(Database database)
{
    public static readonly Problem NotOpened = Problem.Invalid("offeringId", "The contract does not open this offering.");

    public sealed record Input(Guid OfferingId, PriceFields Fields, Guid? AgreementId = null);

    public async Task<Result<Price>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((actor.Refusal(Permission.ManagePrices, input.OfferingId) ?? input.Fields.Refusal(agreed: input.AgreementId is not null)) is { } wrong)
            return wrong;
        var fields = input.Fields;
        return await database.WriteAsync<Price>(actor.WorkspaceId, async db =>
        {
            if (await db.Offerings.SingleOrDefaultAsync(o => o.Id == input.OfferingId, cancellationToken) is not { } offering)
                return Problem.NotFound("offering");
            if (input.AgreementId is { } id && !await db.Agreements.AnyAsync(a => a.Id == id && (a.OfferingId == offering.Id || db.ProgrammeOfferings.Any(l => l.ProgrammeId == a.ProgrammeId && l.OfferingId == offering.Id)), cancellationToken))
                return NotOpened;
            if ((fields.Amount ?? offering.BasePrice) is not { } amount)
                return Problem.Invalid("price", "The offering has no base price. Enter an amount.");
            if (await fields.TakenAsync(db, input.OfferingId, input.AgreementId, null, cancellationToken) is { } taken)
                return taken;
            var price = new Price
            {
                WorkspaceId = actor.WorkspaceId,
                OfferingId = offering.Id,
                AgreementId = input.AgreementId,
                Name = fields.Name!.Trim(),
                Code = fields.Code.OrNull(),
                Amount = amount.Amount,
                Currency = amount.Currency,
                CreatedAt = database.Now,
            };
            db.Add(price);
            if (await fields.ApplyMoreAsync(db, price, cancellationToken) is { } problem)
                return problem;
            db.Add(AuditEntry.By(actor, database.Now, "price.created", price.AgreementId is null ? "offering" : "agreement", price.AgreementId ?? price.OfferingId, new { price.Id, price.Name, price.Amount, price.Currency }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return price;
        }, cancellationToken);
    }
}
