using System.Globalization;
using Latchstring.Offerings;

namespace Latchstring.Server.Offerings;

/// <summary>What was typed, as text, so that nothing is lost when something does not fit.</summary>
public sealed class OfferingForm
{
    private const string LocalTime = "yyyy-MM-ddTHH:mm";

    public string? Kind { get; set; }
    public string? Name { get; set; }
    public string? Description { get; set; }
    public string? StartsAt { get; set; }
    public string? EndsAt { get; set; }
    public string? TimeZone { get; set; }
    public string? Price { get; set; }
    public string? Currency { get; set; }
    public string? Capacity { get; set; }
    public string? AccessDays { get; set; }
    public string? HowToUrl { get; set; }
    public string? Venue { get; set; }
    public bool NeedsApproval { get; set; }
    public bool WaitingList { get; set; }
    public string? MostCompanions { get; set; }
    public string? Version { get; set; }

    public static OfferingForm Of(Offering o, TimeZoneInfo workspaceZone)
    {
        var zone = ZoneOf(o.TimeZone) ?? workspaceZone;
        return new OfferingForm
        {
            Kind = o.Kind.ToString(),
            Name = o.Name,
            Description = o.Description,
            StartsAt = Local(o.StartsAt, zone),
            EndsAt = Local(o.EndsAt, zone),
            TimeZone = o.TimeZone,
            Price = o.BasePrice is { } price ? MoneyText.Of(price) : null,
            Currency = o.PriceCurrency,
            Capacity = o.Capacity?.ToString(CultureInfo.InvariantCulture),
            AccessDays = o.AccessDays?.ToString(CultureInfo.InvariantCulture),
            HowToUrl = o.HowToUrl,
            Venue = o.Venue,
            NeedsApproval = o.NeedsApproval,
            WaitingList = o.WaitingList,
            MostCompanions = o.MostCompanions == 0 ? null : o.MostCompanions.ToString(CultureInfo.InvariantCulture),
            Version = o.Version.ToString(CultureInfo.InvariantCulture),
        };
    }

    public OfferingKind? ChosenKind => Enum.TryParse<OfferingKind>(Kind, out var kind) && Enum.IsDefined(kind) ? kind : null;

    public int? ReadVersion => int.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;

    /// <summary>The fields as the verb takes them. What is no number or no date is a problem of its field.</summary>
    public Result<OfferingFields> Read(TimeZoneInfo workspaceZone, string currency)
    {
        var problems = new List<Problem>();
        var zone = ZoneOf(TimeZone) ?? workspaceZone;
        var fields = new OfferingFields(
            Name, Description, Moment(StartsAt, "startsAt", zone, problems), Moment(EndsAt, "endsAt", zone, problems), TimeZone,
            MoneyText.Read(Price, Currency ?? currency, "price", problems), Whole(Capacity, "capacity", problems), Whole(AccessDays, "accessDays", problems), HowToUrl,
            Venue, NeedsApproval, WaitingList, Whole(MostCompanions, "mostCompanions", problems) ?? 0);
        return problems.Count == 0 ? fields : problems[0] with { Also = problems[1..] };
    }

    private static TimeZoneInfo? ZoneOf(string? id) => !string.IsNullOrWhiteSpace(id) && TimeZoneInfo.TryFindSystemTimeZoneById(id.Trim(), out var zone) ? zone : null;

    private static string? Local(DateTimeOffset? at, TimeZoneInfo zone) => at is { } time ? TimeZoneInfo.ConvertTime(time, zone).ToString(LocalTime, CultureInfo.InvariantCulture) : null;

    private static DateTimeOffset? Moment(string? text, string field, TimeZoneInfo zone, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DateTime.TryParseExact(text.Trim(), [LocalTime, "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year is >= 1900 and < 9000 && !zone.IsInvalidTime(time))
            return new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
        problems.Add(Problem.Invalid(field, "Enter a date and a time that exist in this zone."));
        return null;
    }

    private static int? Whole(string? text, string field, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        problems.Add(Problem.Invalid(field, "Enter a whole number."));
        return null;
    }
}

/// <summary>Amounts as people type them: 12.50 and 12,50 are the same.</summary>
internal static class MoneyText
{
    public static string Of(Money money) => money.Major.ToString(money.Digits == 0 ? "0" : "0." + new string('0', money.Digits), CultureInfo.InvariantCulture);

    public static Money? Read(string? text, string currency, string field, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        var unit = new Money(0, currency.Trim().ToUpperInvariant());
        var typed = text.Trim().Replace(',', '.');
        if (decimal.TryParse(typed, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var major) && Math.Abs(major) < 1_000_000_000_000m
            && major * (decimal)Math.Pow(10, unit.Digits) is var minor && minor == decimal.Truncate(minor))
            return unit with { Amount = (long)minor };
        problems.Add(Problem.Invalid(field, "Enter an amount such as 12.50."));
        return null;
    }
}
