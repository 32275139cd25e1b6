using System.Text;
using Latchstring.Data;

namespace Latchstring.Server.Ui.Lists;

/// <summary>The whole state of a list, which is its URL: search, filters, sort, page, columns (X10).</summary>
public sealed class ListState
{
    /// <summary>Names that the list keeps for itself; a filter cannot be called so.</summary>
    private static readonly string[] Own = ["q", "sort", "after", "before", "cols", "limit"];

    private readonly Dictionary<string, string> _filters = new(StringComparer.Ordinal);

    private ListState(string path, string list) => (Path, List) = (path, list);

    /// <summary>What stands beside a list and carries its filter in its links: exchanged with the list, so that an export or a question means what is seen.</summary>
    public const string Beside = "#page-actions,#list-tabs";

    public string Path { get; }

    /// <summary>Name of the list, under which views are saved: "codes".</summary>
    public string List { get; }
    public string? Search { get; private set; }
    public string? Sort { get; private set; }
    public string? After { get; private set; }
    public string? Before { get; private set; }
    public int Limit { get; private set; } = 50;

    /// <summary>The chosen columns; empty = those shown by default.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];
    public IReadOnlyDictionary<string, string> Filters => _filters;

    public string? this[string filter] => _filters.GetValueOrDefault(filter);

    public PageRequest Page => new(Sort, Limit, After, Before);

    /// <summary>True when search or a filter narrows the list: an empty result then means "nothing matches".</summary>
    public bool Narrowed => Search is not null || _filters.Count > 0;

    /// <summary>Reads the state from an address. Only the named filters are kept; over-long values are cut.</summary>
    public static ListState From(HttpRequest request, string list, params ReadOnlySpan<string> filters) => From(request.Path, request.Query, list, filters);

    /// <summary>Reads it from a query string, as "all that match" and saved views carry it.</summary>
    public static ListState From(string path, string query, string list, params ReadOnlySpan<string> filters) =>
        From(path, new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query)), list, filters);

    /// <summary>The address with changes; null removes. Any change but a cursor goes back to the first page.</summary>
    public string Url(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var query = Query(changes);
        return query.Length == 0 ? Path : Path + "?" + query;
    }

    /// <summary>The query string without cursors and without its question mark: what a saved view keeps.</summary>
    public string Query(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal) { ["q"] = Search };
        foreach (var (name, value) in _filters)
            all[name] = value;
        all["sort"] = Sort;
        all["cols"] = Columns.Count == 0 ? null : string.Join('.', Columns);
        all["limit"] = Limit == 50 ? null : Limit.ToString(System.Globalization.CultureInfo.InvariantCulture);
        foreach (var (name, value) in changes)
            all[name] = value;
        return Join(all);
    }

    /// <summary>Search and filters only: what "all that match" and an export mean.</summary>
    public string FilterQuery => Query(("sort", null), ("cols", null), ("limit", null));

    /// <summary>What an export needs: the filter and the order.</summary>
    public string ExportQuery => Query(("cols", null), ("limit", null));

    private static ListState From(string path, IQueryCollection query, string list, ReadOnlySpan<string> filters)
    {
        var state = new ListState(path, list)
        {
            Search = Text(query, "q", 200),
            Sort = Text(query, "sort", 40),
            After = Text(query, "after", 2000),
            Before = Text(query, "before", 2000),
            Columns = Text(query, "cols", 400)?.Split('.', StringSplitOptions.RemoveEmptyEntries) ?? [],
        };
        if (int.TryParse(Text(query, "limit", 4), out var limit))
            state.Limit = Math.Clamp(limit, 1, ListQuery<object>.MaxLimit);
        foreach (var name in filters)
        {
            if (!Own.Contains(name, StringComparer.Ordinal) && Text(query, name, 200) is { } value)
                state._filters[name] = value;
        }
        return state;
    }

    private static string? Text(IQueryCollection query, string name, int length)
    {
        var values = query[name];
        // A multiple choice sends its name several times.
        var text = string.Join('.', values.Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value!.Trim()));
        return text.Length == 0 ? null : text.Length > length ? text[..length] : text;
    }

    private static string Join(Dictionary<string, string?> all)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in all.Where(pair => !string.IsNullOrEmpty(pair.Value)))
            text.Append(text.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value!));
        return text.ToString();
    }
}
