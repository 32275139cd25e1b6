using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Sending;
using Latchstring.Server.Ui;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Codes;

public sealed partial class CodesPage
{
    private ListState _state = null!;
    private Page<CodeRow>? _page;
    private Count _count;
    private List<ListFilter> _filters = [];
    private Question? _ask;
    private bool _nothing;
    private SendCodesInput? _send;

    [Parameter] public string Workspace { get; set; } = "";

    /// <summary>deactivate, delete, hand-out, or one:Delete:id — what the page asks about before it is done.</summary>
    [SupplyParameterFromQuery] public string? Ask { get; set; }

    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    protected override void OnInitialized() => _state = CodeListState.Of(Context.Request);

    protected override async Task OnInitializedAsync()
    {
        var filter = CodeListState.FilterOf(_state);
        var page = await Codes.PageAsync(Me.Value, filter, _state.Page);
        _page = page.Ok ? page.Value : new Page<CodeRow>([], null, null);
        _count = await Codes.CountAsync(Me.Value, filter);
        _filters = await CodeFilters.OfAsync(T, Targets, Me.Value, _state);
        if (Ask is not null && Me.May(Permission.ManageCodes))
            _ask = await AskAsync(filter);
    }

    private async Task<Question?> AskAsync(CodeFilter filter)
    {
        if (Ask is "deactivate" or "delete")
        {
            var (change, about) = Ask == "delete" ? (CodeChange.Delete, filter with { Status = CodeStatus.Inactive }) : (CodeChange.Deactivate, filter with { Used = false, Status = filter.Status ?? CodeStatus.Valid });
            var count = await Codes.CountAsync(Me.Value, about);
            _nothing = count.Rows == 0;
            if (_nothing)
                return null;
            return Question.All(T, change, count, about.Query);
        }
        return Ask!.Split(':') is ["one", var verb, var id] && Enum.TryParse<CodeChange>(verb, out var one) && Guid.TryParse(id, out var code)
            ? Question.Chosen(T, one, [code], _page!.Items.FirstOrDefault(row => row.Id == code)?.Text) : null;
    }

    /// <summary>What can be undone is done at once; what cannot, and what concerns everything, is asked first.</summary>
    private async Task BulkAsync(BulkRequest bulk)
    {
        if (bulk.Verb == "send" && !bulk.IsEmpty)
        {
            if (bulk.All)
                Navigation.NavigateTo(Shell.Admin("codes/send?" + (bulk.Filter.Length > 0 ? bulk.Filter : "status=valid")));
            else
                _send = new SendCodesInput { Ids = string.Join(',', bulk.Ids), Filter = _state.FilterQuery };
            return;
        }
        if (bulk.IsEmpty || !Enum.TryParse<CodeChange>(bulk.Verb, out var change))
            return;
        if (bulk.All)
            _ask = Question.All(T, change, await Codes.CountAsync(Me.Value, CodeListState.FilterOf(bulk.Filter)), bulk.Filter);
        else if (change == CodeChange.Delete)
            _ask = Question.Chosen(T, change, bulk.Ids, null);
        else
            Navigation.NavigateTo(Door.Say(change, await ChangeCodes.RunAsync(Me.Value, new CodesToChange(change, bulk.Ids)), _state.Url()));
    }

    private IReadOnlyList<BulkVerb>? Bulk => !Me.May(Permission.ManageCodes) ? null :
    [
        new BulkVerb("send", T["Send 1 code by e-mail"], T["Send {0} codes by e-mail", "{0}"], "mail"),
        new BulkVerb(nameof(CodeChange.Deactivate), T["Deactivate 1 code"], T["Deactivate {0} codes", "{0}"], "ban"),
        new BulkVerb(nameof(CodeChange.Reactivate), T["Reactivate 1 code"], T["Reactivate {0} codes", "{0}"], "check"),
        new BulkVerb(nameof(CodeChange.Archive), T["Archive 1 code"], T["Archive {0} codes", "{0}"], "archive"),
        new BulkVerb(nameof(CodeChange.Restore), T["Restore 1 code"], T["Restore {0} codes", "{0}"], "undo"),
        new BulkVerb(nameof(CodeChange.Delete), T["Delete 1 code"], T["Delete {0} codes", "{0}"], "trash", Danger: true),
    ];

    private string WithFilter(string path, string? more = null) =>
        string.Join('?', new[] { Shell.Admin(path), string.Join('&', new[] { more, _state.FilterQuery }.Where(part => !string.IsNullOrEmpty(part))) }.Where(part => part.Length > 0));
}
