using Latchstring.Data;

namespace Latchstring;

/// <summary>Forgiving search. SQLite folds the case of ASCII letters only, so the first letter is tried both ways ("özdemir" finds Özdemir).</summary>
internal static class Search
{
    /// <summary>Every word of the query stands somewhere in one of the columns.</summary>
    public static Where Contains(this Where where, string? query, params ReadOnlySpan<string> columns) => where.Words(query, "%", columns);

    /// <summary>Every word of the query begins one of the columns.</summary>
    public static Where Begins(this Where where, string? query, params ReadOnlySpan<string> columns) => where.Words(query, "", columns);

    private static Where Words(this Where where, string? query, string before, ReadOnlySpan<string> columns)
    {
        var words = (query ?? "").Split((char[]?)null, 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var i = 0; i < words.Length; i++)
        {
            var conditions = new List<string>();
            foreach (var column in columns)
                conditions.Add($"lower({column}) like @word{i} escape '\\' or {column} like @name{i} escape '\\'");
            where.And($"({string.Join(" or ", conditions)})",
                ($"word{i}", before + Escape(words[i].ToLowerInvariant()) + "%"),
                ($"name{i}", before + Escape(char.ToUpperInvariant(words[i][0]) + words[i][1..].ToLowerInvariant()) + "%"));
        }
        return where;
    }

    public static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
