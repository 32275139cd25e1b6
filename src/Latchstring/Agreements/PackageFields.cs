using Latchstring.Data;

namespace Latchstring.Agreements;

/// <summary>What staff may set on a package (S1.25, S1.80).</summary>
/// <param name="InvitationQuota">Invitations for each one held; null = it says nothing about them.</param>
/// <param name="MostHeld">Of one partner; null = any number.</param>
/// <param name="AvailableTill">Exclusive.</param>
public sealed record PackageFields(
    string? Name, string? Category = null, int? InvitationQuota = null, Money? Price = null, int? MostHeld = null, DateTimeOffset? AvailableFrom = null, DateTimeOffset? AvailableTill = null)
{
    public const int MostInvitations = 1_000_000;
    public const int MostOfOne = 1_000;

    public static PackageFields Of(Package p) => new(
        p.Name, p.Category, p.InvitationQuota, p.PriceAmount is { } amount ? new Money(amount, p.PriceCurrency!) : null, p.MostHeld, p.AvailableFrom, p.AvailableTill);

    internal Problem? Refusal() => new Check()
        .Required(Name, "name", 100)
        .Line(Category, "category", 100)
        .That(InvitationQuota is null or (>= 0 and <= MostInvitations), "invitationQuota", "Enter a whole number from 0 to {0}.", MostInvitations)
        .That(Price is not { } price || (price.Amount is >= 0 and <= Offerings.OfferingRules.MostMoney && Money.IsCurrency(price.Currency)), "price", "Enter an amount of 0 or more and its currency.")
        .That(MostHeld is null or (>= 1 and <= MostOfOne), "mostHeld", "Enter a whole number from 1 to {0}.", MostOfOne)
        .That(AvailableFrom is null or { Year: >= 2000 and < 2200 }, "availableFrom", "Choose a date between 2000 and 2199.")
        .That(AvailableTill is null or { Year: >= 2000 and < 2200 }, "availableTill", "Choose a date between 2000 and 2199.")
        .That(AvailableFrom is null || AvailableTill is null || AvailableFrom < AvailableTill, "availableTill", "The end must come after the start.")
        .Problem;

    internal void ApplyTo(Package p)
    {
        (p.Name, p.Category, p.InvitationQuota, p.MostHeld) = (Name!.Trim(), Category.OrNull(), InvitationQuota, MostHeld);
        (p.PriceAmount, p.PriceCurrency, p.AvailableFrom, p.AvailableTill) = (Price?.Amount, Price?.Currency, AvailableFrom, AvailableTill);
    }
}
