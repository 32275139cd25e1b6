namespace Latchstring.Agreements;

/// <summary>Why a price is what it is, for the person who would otherwise phone (X11): English sentences that doors use as the keys of their translations.</summary>
public static class WhyPrice
{
    public static string Sentence(CodePrice? price) => Sentence(price?.Reason ?? PriceReason.None, price?.Amount.Amount);

    /// <param name="amount">In minor units; null = no price.</param>
    public static string Sentence(PriceReason reason, long? amount) => (reason, amount) switch
    {
        (PriceReason.CodePrice, 0) => "This code makes it free. The price of a code comes before the base price.",
        (PriceReason.CodePrice, _) => "This is the price of the code. It comes before the base price.",
        (PriceReason.AgreementRule, 0) => "A rule of the contract behind this code makes it free for you.",
        (PriceReason.AgreementRule, _) => "This is your price by a rule of the contract behind this code.",
        (PriceReason.AgreementDefault, 0) => "The contract behind this code makes it free.",
        (PriceReason.AgreementDefault, _) => "This is the price agreed in the contract behind this code.",
        (PriceReason.BasePrice, 0) => "The base price is zero, and the code has no price of its own.",
        (PriceReason.BasePrice, _) => "This is the base price. The code has no price of its own.",
        _ => "There is nothing to pay: neither the code nor the offering has a price.",
    };
}
