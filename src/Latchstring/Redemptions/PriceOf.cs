namespace Latchstring.Redemptions;

/// <summary>
/// The price in force and why (X11): the price of the code, or else the base price of the offering, or else nothing.
/// A redemption freezes it.
/// </summary>
public readonly record struct PriceOf(Money? Amount, PriceReason Reason)
{
    public static PriceOf Code(Money? codePrice, Money? basePrice) =>
        codePrice is not null ? new(codePrice, PriceReason.CodePrice)
        : basePrice is not null ? new(basePrice, PriceReason.BasePrice)
        : new(null, PriceReason.None);

    /// <summary>For people who ask why, an English sentence that doors use as the key of its translation.</summary>
    public string Explanation => Explain(Reason, Amount);

    public static string Explain(PriceReason reason, Money? amount) => (reason, amount) switch
    {
        (PriceReason.CodePrice, { Amount: 0 }) => "This code makes it free. The price of a code comes before the base price.",
        (PriceReason.CodePrice, _) => "This is the price of the code. It comes before the base price.",
        (PriceReason.BasePrice, { Amount: 0 }) => "The base price is zero, and the code has no price of its own.",
        (PriceReason.BasePrice, _) => "This is the base price. The code has no price of its own.",
        _ => "There is nothing to pay: neither the code nor the offering has a price.",
    };
}
