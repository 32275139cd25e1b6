namespace Latchstring;

/// <summary>How numbers are called: international, with a plus and digits only.</summary>
public static class PhoneNumber
{
    /// <summary><c>0049 (170) 123 45-67</c> becomes <c>+491701234567</c>; null where the country is not said or the length cannot be right.</summary>
    public static string? Normalize(string? typed)
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
            return null;
        return digits.Length is >= 8 and <= 15 && digits[0] != '0' ? "+" + digits : null;
    }
}
