using Latchstring.Participants;
using Latchstring.People;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Participants;

public sealed partial class CsvTemplatePage(ListCsvTemplates templates, ListProperties properties, SaveCsvTemplate save, ReadCsvHeader header, CurrentActor me, PageDoor door)
{
    private CsvTemplateRow? _row;
    private TemplateForm? _form;
    private Problem? _problem;
    private IReadOnlyList<(string, string)> _holds = [];
    private IReadOnlyList<(string, string)> _matches = [];

    [Parameter] public string Workspace { get; set; } = "";
    [Parameter] public Guid? Id { get; set; }
    [SupplyParameterFromQuery] public string? Ask { get; set; }
    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    private string Here => Shell.Admin($"csv-templates/{Id}");
    private ProblemText Problems => door.Problems;

    protected override async Task OnInitializedAsync()
    {
        if (Id is { } id)
        {
            var found = await templates.FindAsync(me.Value, id);
            if (!found.Ok)
            {
                door.Navigation.NotFound();
                return;
            }
            _row = found.Value;
        }
        if (await properties.RunAsync(me.Value) is { Ok: true, Value: var known })
            (_holds, _matches) = (TemplateForm.Holdings(T, known), TemplateForm.Matches(T, known));
        _form = Context.Request.HasFormContentType && Context.Request.Form.ContainsKey("heading") ? TemplateForm.Read(Context.Request.Form)
            : _row is not null ? TemplateForm.Of(_row) : TemplateForm.Blank();
    }

    private async Task ReadFileAsync()
    {
        if (Context.Request.Form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            _problem = Problem.Invalid("file", "Choose a file that is not empty.");
            return;
        }
        await using var stream = file.OpenReadStream();
        var read = await header.RunAsync(me.Value, stream);
        _problem = read.Problem;
        if (read.Ok)
            _form = new TemplateForm(Path.GetFileNameWithoutExtension(file.FileName), null, read.Value.Columns, read.Value.Match, null);
    }

    private async Task SaveAsync()
    {
        if (Context.Request.Form.ContainsKey("more"))
        {
            _form = _form! with { Columns = [.. _form!.Columns, .. TemplateForm.Blank().Columns] };
            return;
        }
        var saved = await save.RunAsync(me.Value, new CsvTemplateInput(Id, _form!.Name, _form.Description, new TemplateLayout(_form.Columns, _form.Match), _form.Version));
        _problem = saved.Problem;
        if (!saved.Ok)
            return;
        door.Flash.Done(T["Saved."]);
        door.Navigation.NavigateTo(Shell.Admin("csv-templates"));
    }
}

/// <summary>What pages with many dependencies share: where to go next and what to say there.</summary>
public sealed class PageDoor(NavigationManager navigation, Flash flash, ProblemText problems)
{
    public NavigationManager Navigation => navigation;
    public Flash Flash => flash;
    public ProblemText Problems => problems;
}
