using Latchstring.Codes;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Codes;

public sealed partial class ImportCodesPage
{
    private List<(string Value, string Text)> _targets = [];
    private CodeImportReport? _report;
    private string? _upload;
    private Problem? _problem;

    [Parameter] public string Workspace { get; set; } = "";
    [SupplyParameterFromForm] private ImportForm Input { get; set; } = null!;
    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        Input ??= new();
        var (offerings, bundles) = await Targets.OpenAsync(Me.Value);
        _targets = [.. offerings.Select(choice => (choice.Value, choice.Text)), .. bundles.Select(choice => (choice.Value, T["{0} (bundle)", choice.Text].Value))];
    }

    /// <summary>Both steps post the same form; the second names the file that the first has kept.</summary>
    private Task SubmitAsync() => Input.Upload is null ? CheckAsync() : CommitAsync();

    /// <summary>Reads the file and shows what would happen; nothing is imported yet.</summary>
    private async Task CheckAsync()
    {
        if (Context.Request.Form.Files.GetFile("file") is not { Length: > 0 } file)
        {
            _problem = Problem.Invalid("file", "Choose a file that is not empty.");
            return;
        }
        if (file.Length > CsvTable.MaxBytes)
        {
            _problem = Problem.Invalid("file", "The file is larger than {0} MB. Split it and import the parts.", CsvTable.MaxBytes / 1024 / 1024);
            return;
        }
        await using var stream = file.OpenReadStream();
        var report = await ImportAsync(stream, dryRun: true);
        (_problem, _report) = (report.Problem, report.Ok ? report.Value : null);
        if (report.Ok && report.Value.Good > 0)
            _upload = await Uploads.KeepAsync(Me.Value, stream);
    }

    private async Task CommitAsync()
    {
        await using var stream = await Uploads.OpenAsync(Me.Value, Input.Upload);
        if (stream is null)
        {
            _problem = Problem.Invalid("file", "The file is no longer here. Choose it again.");
            return;
        }
        var report = await ImportAsync(stream, dryRun: false);
        _problem = report.Problem;
        if (report is not { Ok: true, Value.BatchId: { } batch })
            return;
        Uploads.Forget(Input.Upload);
        Flash.Done(T.Plural(report.Value.Good, "Imported 1 code.", "Imported {0} codes."));
        Navigation.NavigateTo(Shell.Admin($"batches/{batch}"));
    }

    private async Task<Result<CodeImportReport>> ImportAsync(Stream stream, bool dryRun)
    {
        var problems = new List<Problem>();
        var (maxUses, till) = (NewCodesForm.Number(Input.MaxUses, "maxUses", problems), NewCodesForm.Day(Input.ValidTill, "validTill", problems));
        if (problems.Count > 0)
            return problems[0] with { Also = problems[1..] };
        var (offering, programme) = CodeTargets.Parse(Input.Target);
        return await ImportCodes.RunAsync(Me.Value, new CodeImport(
            stream, offering, programme, Input.Usage == nameof(Usage.Multiple) ? Usage.Multiple : Usage.Single, maxUses,
            ValidTill: till is { } last ? Days.EndOf(last, TimeZoneInfo.FindSystemTimeZoneById(Here.Value.TimeZone)) : null, Note: Input.Note, DryRun: dryRun));
    }

    internal sealed class ImportForm
    {
        public string? Target { get; set; }
        public string? Usage { get; set; }
        public string? MaxUses { get; set; }
        public string? ValidTill { get; set; }
        public string? Note { get; set; }
        public string? Upload { get; set; }

        public IEnumerable<(string Name, string? Value)> Fields() =>
            [("Input.Target", Target), ("Input.Usage", Usage), ("Input.MaxUses", MaxUses), ("Input.ValidTill", ValidTill), ("Input.Note", Note)];
    }
}
