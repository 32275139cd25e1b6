using System.Globalization;
using Latchstring.Agreements;
using Latchstring.Server.Offerings;

namespace Latchstring.Server.Partners;

/// <summary>A package as it was typed. Days are days of the workspace's zone; the last one is included.</summary>
public sealed class PackageForm
{
    private const string Day = "yyyy-MM-dd";

    public string? Name { get; set; }
    public string? Category { get; set; }
    public string? InvitationQuota { get; set; }
    public string? Price { get; set; }
    public string? MostHeld { get; set; }
    public string? AvailableFrom { get; set; }
    public string? AvailableTill { get; set; }
    public int? Version { get; set; }

    public static PackageForm Of(PackageRow row, TimeZoneInfo zone) => new()
    {
        Name = row.Name,
        Category = row.Category,
        InvitationQuota = row.InvitationQuota?.ToString(CultureInfo.InvariantCulture),
        Price = row.Price is { } price ? MoneyText.Of(price) : null,
        MostHeld = row.MostHeld?.ToString(CultureInfo.InvariantCulture),
        AvailableFrom = row.AvailableFrom is { } from ? Days.Of(from, zone).ToString(Day, CultureInfo.InvariantCulture) : null,
        AvailableTill = row.AvailableTill is { } till ? Days.LastOf(till, zone).ToString(Day, CultureInfo.InvariantCulture) : null,
        Version = row.Version,
    };

    public Result<PackageFields> Read(TimeZoneInfo zone, string currency)
    {
        var problems = new List<Problem>();
        var (from, till) = (Date(AvailableFrom, "availableFrom", problems), Date(AvailableTill, "availableTill", problems));
        var fields = new PackageFields(
            Name, Category, Whole(InvitationQuota, "invitationQuota", problems), MoneyText.Read(Price, currency, "price", problems), Whole(MostHeld, "mostHeld", problems),
            from is { } first ? Days.StartOf(first, zone) : null, till is { } last ? Days.EndOf(last, zone) : null);
        return problems.Count == 0 ? fields : problems[0] with { Also = problems[1..] };
    }

    private static DateOnly? Date(string? text, string field, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DateOnly.TryParseExact(text.Trim(), Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and < 9000)
            return day;
        problems.Add(Problem.Invalid(field, "“{0}” is not a date. Write 2027-06-30.", text.Length > 40 ? text[..40] : text));
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
