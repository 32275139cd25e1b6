namespace Latchstring;

/// <summary>How numbers are called: international, with a plus and digits only.</summary>
public static class PhoneNumber
{
    /// <summary><c>0049 (170) 123 45-67</c> becomes <c>+491701234567</c>; null where the country is not said and not known, or the length cannot be right.</summary>
    /// <param name="home">Country of numbers that name none, as <see cref="CountryOf"/> says it: with <c>+49</c>, <c>0170 1234567</c> is the same number.</param>
    public static string? Normalize(string? typed, string? home = null)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        var text = typed.Trim().Replace("(0)", "", StringComparison.Ordinal);
        if (!text.All(c => char.IsAsciiDigit(c) || " +-()/.\u00A0".Contains(c, StringComparison.Ordinal)))
            return null;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (text.StartsWith("00", StringComparison.Ordinal))
            digits = digits[2..];
        else if (!text.StartsWith('+') && !text.StartsWith("(+", StringComparison.Ordinal))
            digits = National(digits, home);
        return digits.Length is >= 8 and <= 15 && digits[0] != '0' ? "+" + digits : null;
    }

    /// <summary>The country code that a place's clock tells; null where we do not know it.</summary>
    /// <param name="zone">IANA zone.</param>
    public static string? CountryOf(string zone) => zone switch
    {
        "Europe/Berlin" or "Europe/Busingen" => "+49",
        "Europe/Vienna" => "+43",
        "Europe/Zurich" => "+41",
        "Europe/Paris" => "+33",
        "Europe/London" => "+44",
        "Europe/Dublin" => "+353",
        "Europe/Brussels" => "+32",
        "Europe/Amsterdam" => "+31",
        "Europe/Luxembourg" => "+352",
        "Europe/Madrid" or "Atlantic/Canary" => "+34",
        "Europe/Lisbon" => "+351",
        "Europe/Rome" => "+39",
        "Europe/Copenhagen" => "+45",
        "Europe/Stockholm" => "+46",
        "Europe/Oslo" => "+47",
        "Europe/Helsinki" => "+358",
        "Europe/Warsaw" => "+48",
        "Europe/Prague" => "+420",
        "Australia/Sydney" or "Australia/Melbourne" or "Australia/Brisbane" or "Australia/Adelaide" or "Australia/Perth" or "Australia/Hobart" => "+61",
        "Pacific/Auckland" => "+64",
        "America/New_York" or "America/Chicago" or "America/Denver" or "America/Phoenix" or "America/Los_Angeles" or "America/Anchorage" or "America/Detroit" or "America/Toronto" or "America/Vancouver" => "+1",
        _ => null,
    };

    /// <summary>Where people dial a 0 before numbers of their own country, it is no part of the number; elsewhere none of these begins with it.</summary>
    private static string National(string digits, string? home) => home is null || digits.Length == 0 ? ""
        : home == "+1" ? "1" + (digits.Length == 11 && digits[0] == '1' ? digits[1..] : digits)
        : home[1..] + (digits[0] == '0' && home != "+39" ? digits[1..] : digits);
}
