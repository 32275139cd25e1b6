using System.Globalization;
using Latchstring.Data;
using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Ui.Lists;

public sealed partial class ListView<T>
{
    [Parameter, EditorRequired] public required ListState State { get; set; }
    [Parameter, EditorRequired] public required Page<T> Page { get; set; }
    [Parameter, EditorRequired] public required IReadOnlyList<Column<T>> Columns { get; set; }

    /// <summary>Says what the rows are, for screen readers: "Codes".</summary>
    [Parameter, EditorRequired] public required string Caption { get; set; }

    /// <summary>How many match; null where nobody asked.</summary>
    [Parameter] public Count? Count { get; set; }

    /// <summary>"1 code" and "{0} codes", in the reader's language.</summary>
    [Parameter] public string? One { get; set; }
    [Parameter] public string? Many { get; set; }

    /// <summary>Label and placeholder of the search box; null = no search.</summary>
    [Parameter] public string? SearchLabel { get; set; }
    [Parameter] public IReadOnlyList<ListFilter>? Filters { get; set; }

    /// <summary>The sort in force when the URL names none.</summary>
    [Parameter] public string? DefaultSort { get; set; }

    /// <summary>Needed for selection: the row's id, and its name for screen readers.</summary>
    [Parameter] public Func<T, Guid>? Key { get; set; }
    [Parameter] public Func<T, string>? RowName { get; set; }
    [Parameter] public IReadOnlyList<BulkVerb>? Bulk { get; set; }

    /// <summary>Where the selection is posted; without it to this page, whose <see cref="OnBulk"/> then runs.</summary>
    [Parameter] public string? BulkAction { get; set; }
    [Parameter] public EventCallback<BulkRequest> OnBulk { get; set; }
    [Parameter] public IReadOnlyList<ListExport>? Exports { get; set; }

    /// <summary>Shown when there is nothing at all yet.</summary>
    [Parameter] public RenderFragment? Empty { get; set; }

    [CascadingParameter] private HttpContext? Context { get; set; }

    private string Id => "list-" + State.List;
    private string BodyId => Id + "-body";
    private string FormId => Id + "-form";
    private string BulkId => Id + "-bulk";
    private bool HasBulk => Bulk is { Count: > 0 } && Key is not null;

    private IReadOnlyList<Column<T>> Visible
    {
        get
        {
            var chosen = State.Columns.Count == 0 ? Columns.Where(column => column.Shown && (column.Has is null || Page.Items.Any(column.Has))) : Columns.Where(column => State.Columns.Contains(column.Key));
            var list = chosen.ToList();
            return list.Count == 0 ? [.. Columns.Where(column => column.Shown)] : list;
        }
    }

    private IEnumerable<(string Name, string Value)> HiddenState
    {
        get
        {
            if (State.Sort is not null)
                yield return ("sort", State.Sort);
            if (State.Columns.Count > 0)
                yield return ("cols", string.Join('.', State.Columns));
            if (State.Limit != 50)
                yield return ("limit", State.Limit.ToString(CultureInfo.InvariantCulture));
            foreach (var (name, value) in State.Filters.Where(pair => Filters?.Any(filter => filter.Name == pair.Key) != true))
                yield return (name, value);
        }
    }

    private IEnumerable<(string Name, string Label, string Text)> Chips =>
        from filter in Filters ?? []
        let value = State[filter.Name]
        where value is not null
        select (filter.Name, filter.Label, filter.Options.FirstOrDefault(option => option.Value == value).Text ?? value);

    private string CountText => Count switch
    {
        null => "",
        { Exact: false } count => T_["More than {0}", Shown.Number(count.Rows)],
        { } count when One is not null && Many is not null => count.Rows == 1 ? string.Format(CultureInfo.CurrentCulture, One, "1") : string.Format(CultureInfo.CurrentCulture, Many, Shown.Number(count.Rows)),
        { } count => Shown.Number(count.Rows),
    };

    private string AllText => Count switch
    {
        { Exact: true } count => T_["All {0} that match", Shown.Number(count.Rows)],
        _ => T_["All that match"],
    };

    /// <summary>Without script nobody counts along, so the button says "selected".</summary>
    private string PlainVerb(BulkVerb verb) => string.Format(CultureInfo.CurrentCulture, verb.Many, "").Replace("  ", " ", StringComparison.Ordinal);

    private string SortNow => State.Sort ?? DefaultSort ?? "";

    private string NextSort(Column<T> column) => SortNow == column.Sort ? "-" + column.Sort : column.Sort!;

    private string? AriaSort(Column<T> column) => column.Sort is null || SortNow.TrimStart('-') != column.Sort ? null : SortNow[0] == '-' ? "descending" : "ascending";

    private string SortIcon(Column<T> column) => AriaSort(column) switch { "ascending" => "up", "descending" => "down", _ => "sort" };

    private string WithQuery(string href) => State.ExportQuery is { Length: > 0 } query ? href + (href.Contains('?', StringComparison.Ordinal) ? "&" : "?") + query : href;

    private Task SubmitBulkAsync() => Context is null ? Task.CompletedTask : OnBulk.InvokeAsync(BulkRequest.From(Context.Request.Form));
}
