using System.Text.Json;
using Latchstring.Offerings;

namespace Latchstring.Agreements;

/// <summary>Something that can be had beside an offering, at what it costs here.</summary>
public sealed record OfferExtra(Guid Id, string Name, Money Price);

/// <summary>What a code opens under an agreement, what it costs and why, and what can be had beside it.</summary>
/// <param name="Price">Null = nothing to pay and nothing to show.</param>
public sealed record Offer(Offering Offering, CodePrice? Price, IReadOnlyList<OfferExtra> Extras)
{
    public static readonly Problem NoSuchExtra = Problem.Invalid("extras", "One of these extras is not offered here.");

    /// <summary>The price with these extras; the one place where they are added.</summary>
    public Result<CodePrice?> With(IReadOnlyCollection<Guid>? chosen)
    {
        var extras = Extras.Where(extra => chosen?.Contains(extra.Id) == true).ToList();
        if (extras.Count < (chosen?.Distinct().Count() ?? 0))
            return NoSuchExtra;
        return Price is null || extras.Count == 0 ? Price : Price with { Amount = Price.Amount with { Amount = Price.Amount.Amount + extras.Sum(extra => extra.Price.Amount) }, Extras = extras };
    }
}

/// <summary>Names as they were when a code was redeemed: kept on the redemption, so that its statement never changes (I7).</summary>
/// <param name="Amount">Without extras.</param>
public sealed record PriceDetail(Guid OfferingId, string Offering, string? Price, string? Rule, int? Position, long? Amount, IReadOnlyList<PriceDetail.Extra> Extras)
{
    public sealed record Extra(Guid Id, string Name, long Amount);

    public static PriceDetail Of(Offering offering, CodePrice? price) => new(
        offering.Id, offering.Name, price?.Name, price?.Rule, price?.Position, price?.Amount.Amount - price?.Extras.Sum(extra => extra.Price.Amount),
        [.. price?.Extras.Select(extra => new Extra(extra.Id, extra.Name, extra.Price.Amount)) ?? []]);

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static PriceDetail FromJson(string json) => JsonSerializer.Deserialize<PriceDetail>(json, JsonSerializerOptions.Web)!;
}
