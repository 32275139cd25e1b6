using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Ui.Lists;

/// <summary>One column of a list.</summary>
/// <param name="Key">Its name in the URL.</param>
/// <param name="Title">Its heading, in the reader's language.</param>
/// <param name="Cell">Draws a row's cell.</param>
/// <param name="Sort">Name of the sort of the list's query; null = cannot be sorted by.</param>
/// <param name="Shown">Shown when no columns were chosen.</param>
/// <param name="Number">Right-aligned.</param>
/// <param name="Has">Whether a row has something to show; when none of the page has, the column stays away until somebody chooses it.</param>
public sealed record Column<T>(string Key, string Title, RenderFragment<T> Cell, string? Sort = null, bool Shown = true, bool Number = false, Func<T, bool>? Has = null);

/// <summary>A choice above the list; its first option, with an empty value, means "any".</summary>
public sealed record ListFilter(string Name, string Label, IReadOnlyList<(string Value, string Text)> Options);

/// <summary>
/// What can be done to the selection. <paramref name="One"/> and <paramref name="Many"/> name the verb with the count:
/// "Deactivate 1 code", "Deactivate {0} codes".
/// </summary>
/// <param name="Action">Where it posts, when that is not the page; for files.</param>
public sealed record BulkVerb(string Verb, string One, string Many, string Icon = "check", bool Danger = false, string? Action = null);

/// <summary>An entry of the export menu; the list's filter and order are added to the address.</summary>
public sealed record ListExport(string Text, string Href, bool Post = false);

/// <summary>What was posted from a selection: single rows, or everything that matches <paramref name="Filter"/> (a query string).</summary>
public sealed record BulkRequest(string Verb, IReadOnlyList<Guid> Ids, bool All, string Filter)
{
    public bool IsEmpty => !All && Ids.Count == 0;

    public static BulkRequest From(IFormCollection form) => new(
        form["verb"].ToString(),
        [.. form["id"].Select(id => Guid.TryParse(id, out var parsed) ? parsed : Guid.Empty).Where(id => id != Guid.Empty).Distinct()],
        form["all"] == "1",
        form["filter"].ToString() is { Length: <= 4000 } filter ? filter : "");

    /// <summary>The same again as hidden fields, for a page that asks first.</summary>
    public IEnumerable<KeyValuePair<string, string>> Hidden()
    {
        yield return new("verb", Verb);
        yield return new("all", All ? "1" : "");
        yield return new("filter", Filter);
        foreach (var id in All ? [] : Ids)
            yield return new("id", id.ToString());
    }
}
