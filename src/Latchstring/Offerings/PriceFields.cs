using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>A named amount. Name and internal code are each unique within the offering, so that a CSV value means one price.</summary>
public sealed record PriceFields(string? Name, Money? Amount, string? Code = null)
{
    public static PriceFields Of(Price price) => new(price.Name, new Money(price.Amount, price.Currency), price.Code);

    internal Problem? Refusal() => new Check()
        .Required(Name, "name", 100)
        .Line(Code, "code", 40)
        .That(Amount is not null, "price", "Please fill this in.")
        .Price(Amount, "price")
        .Problem;

    internal async Task<Problem?> TakenAsync(Db db, Guid offeringId, Guid? except, CancellationToken cancellationToken)
    {
        var (name, code) = (Name!.Trim(), Code.OrNull());
        var others = db.Prices.Where(p => p.OfferingId == offeringId && p.Id != except);
        if (await others.AnyAsync(p => p.Name == name || p.Code == name, cancellationToken))
            return Problem.Invalid("name", "Another price of this offering has this name already.");
        return code is not null && await others.AnyAsync(p => p.Name == code || p.Code == code, cancellationToken)
            ? Problem.Invalid("code", "Another price of this offering has this code already.")
            : null;
    }
}
