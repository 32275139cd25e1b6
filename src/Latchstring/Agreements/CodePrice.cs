using Latchstring.Offerings;

namespace Latchstring.Agreements;

public enum PriceReason { None, BasePrice, CodePrice, AgreementRule, AgreementDefault }

/// <summary>
/// The price in force and why: the code's own, else what its agreement says, else the base price of what it opens (X11). Without an agreement a
/// bundle costs the sum of its offerings.
/// </summary>
/// <param name="Amount">With the chosen extras.</param>
/// <param name="Name">Of the named price; null = a base price.</param>
/// <param name="Rule">Of the rule that held, if it has a name.</param>
/// <param name="Position">Of that rule, from 1.</param>
public sealed record CodePrice(Money Amount, PriceReason Reason, string? Name = null, string? Rule = null, int? Position = null)
{
    /// <summary>What was chosen beside it; part of <see cref="Amount"/>.</summary>
    public IReadOnlyList<OfferExtra> Extras { get; init; } = [];

    /// <summary>For codes without an agreement. Null = nothing to pay and nothing to show.</summary>
    public static CodePrice? Of(Price? codePrice, IReadOnlyList<Offering> opens)
    {
        if (codePrice is not null)
            return Of(codePrice, PriceReason.CodePrice);
        var bases = opens.Where(o => o.BasePrice is not null).Select(o => o.BasePrice!.Value).ToList();
        return bases.Count > 0 && bases.TrueForAll(price => price.Currency == bases[0].Currency)
            ? new CodePrice(new Money(bases.Sum(price => price.Amount), bases[0].Currency), PriceReason.BasePrice)
            : null;
    }

    internal static CodePrice Of(Price price, PriceReason reason) => new(new Money(price.Amount, price.Currency), reason, price.Name);

    /// <summary>Whether a person was shown this price; nothing to pay is nothing in any currency.</summary>
    public static bool Same(CodePrice? price, Money shown) => price is null || price.Amount.Amount == 0 ? shown.Amount == 0 : price.Amount == shown;
}
