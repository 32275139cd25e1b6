using System.Globalization;
using Latchstring.Codes;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Codes;

public sealed partial class NewCodesPage
{
    private List<(string Value, string Text)> _targets = [];
    private List<CodeTargets.Choice> _prices = [];
    private CodeStrength? _strength;
    private Problem? _problem;

    [Parameter] public string Workspace { get; set; } = "";
    [SupplyParameterFromQuery] public Guid? OfferingId { get; set; }
    [SupplyParameterFromQuery] public Guid? ProgrammeId { get; set; }
    [SupplyParameterFromForm(FormName = "new-codes")] private NewCodesForm Input { get; set; } = null!;

    private Problem? _target => FieldControl.ProblemOf(_problem, "offeringId") is { } one ? one with { Field = "target" } : FieldControl.ProblemOf(_problem, "programmeId") is { } two ? two with { Field = "target" } : null;

    private (string, string)[] Namings =>
    [
        (nameof(Naming.Random), T["Random letters and digits (safest)"]), (nameof(Naming.NamePlusRandom), T["Name and a random part: MATHS-7KQ4-W9XD-3TBFX"]), (nameof(Naming.Sequential), T["Name and running number: MATHS1, MATHS2 (guessable)"]),
    ];

    protected override async Task OnInitializedAsync()
    {
        Input ??= new NewCodesForm { Target = OfferingId is { } offering ? "o:" + offering : ProgrammeId is { } programme ? "p:" + programme : null };
        var (offerings, bundles) = await Targets.OpenAsync(Me.Value);
        _targets = [.. offerings.Select(choice => (choice.Value, choice.Text)), .. bundles.Select(choice => (choice.Value, T["{0} (bundle)", choice.Text].Value))];
        _prices = await Targets.PricesAsync(Me.Value);
        _strength = await Input.StrengthAsync(MeasureStrength, Me.Value.WorkspaceId);
    }

    private async Task SubmitAsync()
    {
        var batch = Input.ToBatch(TimeZoneInfo.FindSystemTimeZoneById(Here.Value.TimeZone));
        if (!batch.Ok)
        {
            _problem = batch.Problem;
            return;
        }
        var made = await IssueCodes.RunAsync(Me.Value, batch.Value);
        _problem = made.Problem;
        if (!made.Ok)
            return;
        if (made.Value.Status == BatchStatus.Ready)
            Flash.Done(T.Plural(made.Value.Quantity, "Made 1 code.", "Made {0} codes."));
        Navigation.NavigateTo(Shell.Admin($"batches/{made.Value.Id}"));
    }
}

/// <summary>What was typed, as text, so that nothing typed is lost.</summary>
internal sealed class NewCodesForm
{
    public string? Target { get; set; }
    public string? Quantity { get; set; }
    public string? Naming { get; set; }
    public string? CustomName { get; set; }
    public string? Usage { get; set; }
    public string? MaxUses { get; set; }
    public bool Unlimited { get; set; }
    public string? ValidFrom { get; set; }
    public string? ValidTill { get; set; }
    public string? PriceId { get; set; }
    public string? Note { get; set; }
    public bool AcceptGuessable { get; set; }

    private Naming Named => Enum.TryParse<Naming>(Naming, out var naming) && Enum.IsDefined(naming) ? naming : Latchstring.Codes.Naming.Random;

    public Task<CodeStrength> StrengthAsync(MeasureStrength measure, Guid workspaceId) =>
        measure.RunAsync(workspaceId, Named, int.TryParse(Quantity, out var quantity) ? Math.Clamp(quantity, 1, 100_000_000) : 1, CustomName);

    public Result<NewBatch> ToBatch(TimeZoneInfo zone)
    {
        var problems = new List<Problem>();
        var quantity = Number(Quantity, "quantity", problems) ?? 0;
        if (quantity == 0 && problems.Count == 0)
            problems.Add(Problem.Invalid("quantity", "Say how many codes to make."));
        var maxUses = Number(MaxUses, "maxUses", problems);
        var from = Day(ValidFrom, "validFrom", problems);
        var till = Day(ValidTill, "validTill", problems);
        if (problems.Count > 0)
            return problems[0] with { Also = problems[1..] };
        var (offering, programme) = CodeTargets.Parse(Target);
        return new NewBatch(
            offering, programme, quantity, Named, string.IsNullOrWhiteSpace(CustomName) ? null : CustomName, Usage == nameof(Latchstring.Codes.Usage.Multiple) ? Latchstring.Codes.Usage.Multiple : Latchstring.Codes.Usage.Single,
            maxUses, Unlimited, from is { } first ? Days.StartOf(first, zone) : null, till is { } last ? Days.EndOf(last, zone) : null, Guid.TryParse(PriceId, out var price) ? price : null, Note, AcceptGuessable);
    }

    internal static int? Number(string? text, string field, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        problems.Add(Problem.Invalid(field, "Write a whole number in digits."));
        return null;
    }

    internal static DateOnly? Day(string? text, string field, List<Problem> problems)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9000)
            return day;
        problems.Add(Problem.Invalid(field, "This is not a date."));
        return null;
    }
}
