using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>A named amount. Name and internal code are each unique within the contract, or else within the offering, so that a CSV value means one price.</summary>
/// <param name="Amount">Null = for a contract, the base price of the offering.</param>
/// <param name="Extras">What extras cost under it, by their id; the others cost what they cost anyway. Null leaves them as they are.</param>
/// <param name="Default">Whether it is what its contract asks where no rule holds; null leaves that as it is.</param>
public sealed record PriceFields(string? Name, Money? Amount, string? Code = null, IReadOnlyDictionary<Guid, long>? Extras = null, bool? Default = null)
{
    public static PriceFields Of(Price price) => new(price.Name, new Money(price.Amount, price.Currency), price.Code);

    internal Problem? Refusal(bool agreed = false) => new Check()
        .Required(Name, "name", 100)
        .Line(Code, "code", 40)
        .That(Amount is not null || agreed, "price", "Please fill this in.")
        .Price(Amount, "price")
        .That(Extras is null || Extras.Values.All(amount => amount is >= 0 and <= OfferingRules.MostMoney), "extras", "Enter an amount of 0 or more.")
        .That(agreed || Default is not true, "default", "Only a price of a contract can be its default.")
        .Problem;

    internal async Task<Problem?> TakenAsync(Db db, Guid offeringId, Guid? agreementId, Guid? except, CancellationToken cancellationToken)
    {
        var (name, code) = (Name!.Trim(), Code.OrNull());
        var others = db.Prices.Where(p => p.Id != except && p.AgreementId == agreementId && (agreementId != null || p.OfferingId == offeringId));
        if (await others.AnyAsync(p => p.Name == name || p.Code == name, cancellationToken))
            return Problem.Invalid("name", agreementId is null ? "Another price of this offering has this name already." : "Another price of this contract has this name already.");
        return code is not null && await others.AnyAsync(p => p.Name == code || p.Code == code, cancellationToken)
            ? Problem.Invalid("code", agreementId is null ? "Another price of this offering has this code already." : "Another price of this contract has this code already.")
            : null;
    }

    /// <summary>Sets what extras cost under the price, and its contract's default.</summary>
    internal async Task<Problem?> ApplyMoreAsync(Db db, Price price, CancellationToken cancellationToken)
    {
        if (Default is { } isDefault && isDefault != price.IsDefault)
        {
            if (isDefault)
                await db.ExecuteAsync("update price set is_default = @no where workspace_id = @ws and agreement_id = @agreement and offering_id = @offering", cancellationToken, ("no", false), ("agreement", price.AgreementId), ("offering", price.OfferingId));
            price.IsDefault = isDefault;
        }
        if (Extras is null)
            return null;
        var known = await db.Extras.Where(e => e.OfferingId == price.OfferingId).Select(e => e.Id).ToListAsync(cancellationToken);
        if (Extras.Keys.Except(known).Any())
            return Problem.Invalid("extras", "One of these extras is not offered here.");
        await db.PriceExtras.Where(e => e.PriceId == price.Id).ExecuteDeleteAsync(cancellationToken);
        foreach (var (extra, amount) in Extras)
            db.Add(new PriceExtra { WorkspaceId = price.WorkspaceId, PriceId = price.Id, ExtraId = extra, Amount = amount });
        return null;
    }
}
