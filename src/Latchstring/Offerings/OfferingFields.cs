using Latchstring.Data;

namespace Latchstring.Offerings;

/// <summary>What staff may set on an offering. <paramref name="EndsAt"/> is exclusive; <paramref name="TimeZone"/> an IANA name, null = the workspace's.</summary>
public sealed record OfferingFields(
    string? Name,
    string? Description = null,
    DateTimeOffset? StartsAt = null,
    DateTimeOffset? EndsAt = null,
    string? TimeZone = null,
    Money? Price = null,
    int? Capacity = null,
    int? AccessDays = null,
    string? HowToUrl = null,
    string? Venue = null,
    bool NeedsApproval = false,
    bool WaitingList = false,
    int MostCompanions = 0)
{
    public const int TopCompanions = 20;

    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static OfferingFields Of(Offering offering) => new(
        offering.Name, offering.Description, offering.StartsAt, offering.EndsAt, offering.TimeZone, offering.BasePrice, offering.Capacity, offering.AccessDays, offering.HowToUrl,
        offering.Venue, offering.NeedsApproval, offering.WaitingList, offering.MostCompanions);

    internal Problem? Refusal() => new Check()
        .Line(Venue, "venue", 200)
        .That(MostCompanions is >= 0 and <= TopCompanions, "mostCompanions", "Enter a number between {0} and {1}.", 0, TopCompanions)
        .Required(Name, "name", 200)
        .Lines(Description, "description", 10_000)
        .That(StartsAt is null || (StartsAt > Earliest && StartsAt < Latest), "startsAt", "Choose a date between 2000 and 2199.")
        .That(EndsAt is null || (EndsAt > Earliest && EndsAt < Latest), "endsAt", "Choose a date between 2000 and 2199.")
        .That(StartsAt is null || EndsAt is null || StartsAt < EndsAt, "endsAt", "The end must come after the start.")
        .That(TimeZone.OrNull() is null || (TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone!, out var zone) && zone.HasIanaId), "timeZone", "Choose a time zone such as Europe/Berlin.")
        .Price(Price, "price")
        .That(Capacity is null or (> 0 and <= 10_000_000), "capacity", "Enter a number between {0} and {1}, or leave it empty.", 1, 10_000_000)
        .That(AccessDays is null or (> 0 and <= 36_500), "accessDays", "Enter a number between {0} and {1}, or leave it empty.", 1, 36_500)
        .That(HowToUrl.OrNull() is null || Texts.IsWebAddress(HowToUrl!), "howToUrl", "Enter a full address that begins with https://.")
        .Problem;

    internal void ApplyTo(Offering offering)
    {
        offering.Name = Name!.Trim();
        offering.Description = Description.OrNull();
        offering.StartsAt = StartsAt;
        offering.EndsAt = EndsAt;
        offering.TimeZone = TimeZone.OrNull();
        offering.PriceAmount = Price?.Amount;
        offering.PriceCurrency = Price?.Currency;
        offering.Capacity = Capacity;
        offering.AccessDays = AccessDays;
        offering.HowToUrl = HowToUrl.OrNull();
        offering.Venue = Venue.OrNull();
        (offering.NeedsApproval, offering.WaitingList, offering.MostCompanions) = (NeedsApproval, WaitingList, MostCompanions);
    }
}

internal static class OfferingRules
{
    public const long MostMoney = 1_000_000_000_000;

    public static Check Price(this Check check, Money? price, string field) => check
        .That(price is null || Money.IsCurrency(price.Value.Currency), field, "Choose a currency such as EUR.")
        .That(price is null or { Amount: >= 0 and <= MostMoney }, field, "Enter an amount of 0 or more.");

    /// <summary>Null = may. Out of scope looks the same as not there (I9).</summary>
    public static Problem? Refusal(this Actor actor, Permission permission, Guid offeringId) =>
        !actor.May(permission) ? Problem.Forbidden : actor.May(permission, offeringId) ? null : Problem.NotFound("offering");

    /// <summary>Narrows a list to the actor's offerings.</summary>
    public static Where InScope(this Where where, Actor actor, string offeringColumn)
    {
        if (actor.Offerings is not { } offerings)
            return where;
        var names = offerings.Select((id, i) => (Name: $"scope{i}", Value: (object?)id)).ToArray();
        return where.And(names.Length == 0 ? "1 = 0" : $"{offeringColumn} in ({string.Join(", ", names.Select(n => "@" + n.Name))})", names);
    }
}

/// <summary>Why something stays as it is.</summary>
public static class OfferingRefusals
{
    public static readonly Problem InUse = new("offering.in_use", 409, "Codes, bundles or registrations hang on this offering. Archive it instead; nothing is lost then.");
    public static readonly Problem BundleInUse = new("programme.in_use", 409, "Codes open this bundle. Archive it instead; nothing is lost then.");
    public static readonly Problem PriceInUse = new("price.in_use", 409, "Codes carry this price. Give them another price first.");
    public static readonly Problem OfLocation = new("offering.of_location", 409, "This is the booking app of a location. Archive the location instead; its app goes with it.");
    public static readonly Problem OnlySome = new("offering.scope", 403, "Your role covers certain offerings only. Ask an owner to make new ones.");
}
