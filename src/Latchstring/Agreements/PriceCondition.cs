using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Latchstring.Agreements;

/// <summary>What a condition asks about.</summary>
public enum ConditionSubject { Property, Segment, EmailDomain, Offering, Date, Redeemed }

public enum ConditionOperator { Is, IsNot, OneOf, Below, AtLeast, Before, From, AgeBelow, AgeAtLeast }

/// <summary>One thing that a price rule asks, such as "department is Sales" or "fewer than 50 redeemed".</summary>
/// <param name="Values">One, or several for <see cref="ConditionOperator.OneOf"/>; as properties store them: <c>true</c>, <c>2026-11-30</c>, <c>-12.5</c>.</param>
/// <param name="PropertyId">Which property, when that is the subject.</param>
public sealed record PriceCondition(ConditionSubject Subject, ConditionOperator Operator, IReadOnlyList<string> Values, Guid? PropertyId = null)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) }, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public static string ToJson(IReadOnlyList<PriceCondition> conditions) => JsonSerializer.Serialize(conditions, Format);

    public static IReadOnlyList<PriceCondition> FromJson(string json) => JsonSerializer.Deserialize<PriceCondition[]>(json, Format)!;

    /// <summary>Whether it is so. What is not known of a person is neither this nor that, not below and not above; it "is not" everything.</summary>
    public bool Holds(PriceFacts facts)
    {
        var has = facts.Of(this);
        return Operator switch
        {
            ConditionOperator.Is or ConditionOperator.OneOf => Values.Any(value => Same(has, value)),
            ConditionOperator.IsNot => !Values.Any(value => Same(has, value)),
            ConditionOperator.Below => Number(has) < Number(Values[0]),
            ConditionOperator.AtLeast => Number(has) >= Number(Values[0]),
            ConditionOperator.Before => Day(has) < Day(Values[0]),
            ConditionOperator.From => Day(has) >= Day(Values[0]),
            ConditionOperator.AgeBelow => Age(Day(has), facts.Day) < Number(Values[0]),
            ConditionOperator.AgeAtLeast => Age(Day(has), facts.Day) >= Number(Values[0]),
            _ => false,
        };
    }

    /// <summary>Upper and lower case, and spaces around, make no difference.</summary>
    private static bool Same(string? has, string value) => string.Equals(has?.Trim(), value, StringComparison.OrdinalIgnoreCase);

    internal static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <summary>Full years; who is born on 29 February grows older on 1 March in other years.</summary>
    internal static int? Age(DateOnly? born, DateOnly day) =>
        born is not { } from || from > day ? null : day.Year - from.Year - ((day.Month, day.Day).CompareTo((from.Month, from.Day)) < 0 ? 1 : 0);
}
