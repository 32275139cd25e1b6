using Latchstring.Offerings;

namespace Latchstring.Codes;

public enum PriceReason { None, BasePrice, CodePrice, AgreementRule, AgreementDefault }

/// <summary>The price in force and why: the code's own, else the base price of what it opens (X11). A bundle costs the sum of its offerings.</summary>
public sealed record CodePrice(Money Amount, PriceReason Reason)
{
    /// <summary>Null = nothing to pay and nothing to show.</summary>
    public static CodePrice? Of(Price? codePrice, IReadOnlyList<Offering> opens)
    {
        if (codePrice is not null)
            return new CodePrice(new Money(codePrice.Amount, codePrice.Currency), PriceReason.CodePrice);
        var bases = opens.Where(o => o.BasePrice is not null).Select(o => o.BasePrice!.Value).ToList();
        return bases.Count > 0 && bases.TrueForAll(price => price.Currency == bases[0].Currency)
            ? new CodePrice(new Money(bases.Sum(price => price.Amount), bases[0].Currency), PriceReason.BasePrice)
            : null;
    }
}
