namespace Latchstring;

/// <summary>How addresses are compared, and what counts as one.</summary>
public static class EmailAddress
{
    /// <summary>Trimmed and lower-cased; null when nothing is left.</summary>
    public static string? Normalize(string? email) => string.IsNullOrWhiteSpace(email) ? null : email.Trim().ToLowerInvariant();

    /// <summary>One @, a dot after it, no spaces or control characters, at most 254 characters (RFC 5321).</summary>
    public static bool IsOne(string? email)
    {
        if (email is null || email.Length is < 3 or > 254 || email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or '"'))
            return false;
        var at = email.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64 && email.LastIndexOf('@') == at && email.IndexOf('.', at) > at + 1 && !email.EndsWith('.');
    }
}
