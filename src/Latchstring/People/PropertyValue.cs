using System.Globalization;
using System.Text;

namespace Latchstring.People;

/// <summary>What is typed for a property, in any of the ways in which people write it, becomes the one way in which it is stored; and the other way round for files.</summary>
public static class PropertyValue
{
    public const int Longest = 500;

    private static readonly HashSet<string> Yes = new(StringComparer.Ordinal) { "yes", "y", "true", "1", "x", "on", "ja", "j", "wahr", "oui", "o", "vrai" };
    private static readonly HashSet<string> No = new(StringComparer.Ordinal) { "no", "n", "false", "0", "off", "nein", "falsch", "non", "faux" };

    /// <summary>Without a year in front the day comes first, as everywhere but in the United States; there it is written with slashes and a day above twelve tells.</summary>
    private static readonly string[] DateFormats =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "d.M.yyyy", "d. M. yyyy", "d/M/yyyy", "d-M-yyyy", "d M yyyy", "M/d/yyyy",
        "d.M.yy", "d/M/yy", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss",
    ];

    private static readonly CultureInfo[] Months = [CultureInfo.InvariantCulture, CultureInfo.GetCultureInfo("de-DE"), CultureInfo.GetCultureInfo("fr-FR")];

    /// <summary>The name of its field in forms, files and problems.</summary>
    public static string FieldOf(Guid property) => $"property-{property}";

    /// <summary>As it is stored; null when nothing was typed.</summary>
    public static Result<string?> Read(Property property, string? typed)
    {
        if (typed.OrNull() is not { } text)
            return (string?)null;
        var field = FieldOf(property.Id);
        if (new Check().Line(text, field, Longest).Problem is { } problem)
            return problem;
        return property.Type switch
        {
            PropertyType.YesNo => YesNo(text) is { } yes ? yes : Problem.Invalid(field, "Write yes or no."),
            PropertyType.Choice => Choice(property, text) is { } choice ? choice : Problem.Invalid(field, "{0} is none of the choices. Choose one of {1}.", text, string.Join(", ", ChoicesOf(property).Take(10))),
            PropertyType.Date => Date(text) is { } date ? date : Problem.Invalid(field, "{0} is no date. Write it as 2026-11-30 or 30.11.2026.", text),
            PropertyType.Number => Number(text) is { } number ? number : Problem.Invalid(field, "{0} is no number, or can be read in two ways. Write it as 1234.5.", text),
            _ => text.Normalize(NormalizationForm.FormC),
        };
    }

    public static IReadOnlyList<string> ChoicesOf(Property property) =>
        (property.Choices ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? YesNo(string text) => Yes.Contains(text.ToLowerInvariant()) ? "true" : No.Contains(text.ToLowerInvariant()) ? "false" : null;

    private static string? Choice(Property property, string text) =>
        ChoicesOf(property).FirstOrDefault(choice => choice == text) ?? ChoicesOf(property).FirstOrDefault(choice => string.Equals(choice, text, StringComparison.OrdinalIgnoreCase));

    private static string? Date(string text)
    {
        if (!DateOnly.TryParseExact(text, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            && !Array.Exists(Months, culture => DateOnly.TryParseExact(text, ["d MMMM yyyy", "d. MMMM yyyy", "d MMM yyyy", "d. MMM yyyy", "MMMM d, yyyy"], culture, DateTimeStyles.None, out day)))
            return null;
        return day.Year is < 1800 or > 2200 ? null : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// One point or comma is the decimal sign; the last of two kinds is it, and the other groups thousands, as do spaces and apostrophes.
    /// "1,234" means a thousand to one reader and one to the next, so it is refused.
    /// </summary>
    private static string? Number(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c is not ('\'' or '’'))).Replace('−', '-');
        var (points, commas) = (plain.Count(c => c == '.'), plain.Count(c => c == ','));
        if (points == 0 && commas == 1 && plain.Length - plain.IndexOf(',') == 4 && plain.TrimStart('-', '+') is { } digits && digits.IndexOf(',') is >= 1 and <= 3 && digits[0] != '0')
            return null;
        if (points > 1 && commas > 1)
            return null;
        var sign = points > 0 && commas > 0 ? plain[Math.Max(plain.LastIndexOf('.'), plain.LastIndexOf(','))] : points == 1 ? '.' : commas == 1 ? ',' : '\0';
        if (sign != '\0' && plain.Count(c => c == sign) > 1)
            return null;
        var whole = string.Concat(plain.Where(c => c is not ('.' or ',') || c == sign)).Replace(',', '.');
        return whole.Length <= 30 && decimal.TryParse(whole, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? (number / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) : null;
    }
}
