using Latchstring.Codes;
using Latchstring.Data;
using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Codes;

public sealed partial class CodePage
{
    private CodeDetail? _code;
    private Problem? _problem;
    private Problem? _assignProblem;
    private List<CodeTargets.Choice> _prices = [];
    private IReadOnlyList<Latchstring.Bookings.BookingRow> _bookings = [];

    [Parameter] public string Workspace { get; set; } = "";
    [Parameter] public Guid Id { get; set; }
    [SupplyParameterFromForm(FormName = "edit")] private EditCodeInput Input { get; set; } = null!;
    [SupplyParameterFromForm(FormName = "assign")] private AssignInput Assign { get; set; } = null!;

    private string Link => BaseUrl.Of($"/{Here.Slug}/i/{Uri.EscapeDataString(_code!.Row.Text)}");

    private TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Here.Value.TimeZone);

    protected override async Task OnInitializedAsync()
    {
        var found = await SeeCode.RunAsync(Me.Value, Id);
        if (!found.Ok)
        {
            Navigation.NotFound();
            return;
        }
        if (Me.May(Permission.SeePeople) && await Bookings.RunAsync(Me.Value, new(CodeId: Id), new PageRequest(Limit: 20)) is { Ok: true, Value: var booked })
            _bookings = booked.Items;
        _code = found.Value;
        Input ??= EditCodeInput.Of(_code, Zone);
        Assign ??= new AssignInput();
        _prices = Me.May(Permission.ManageCodes) ? await Targets.PricesAsync(Me.Value, _code.Found.Batch) : [];
    }

    /// <summary>There is a use left, and what it opens is booked by the hour.</summary>
    private bool MayAttach => Me.May(Permission.ManageCodes) && Me.May(Permission.SeePeople) && _code!.Row.State == CodeState.Active && (_code.Row.MaxUses is null || _code.Row.UseCount < _code.Row.MaxUses)
        && _code.Found.Opens.Any(one => one.Kind == Latchstring.Offerings.OfferingKind.Appointment);

    private async Task SaveAsync()
    {
        var edit = Input.ToEdit(_code!, Zone);
        var saved = edit.Ok ? await EditCode.RunAsync(Me.Value, edit.Value) : edit.Problem;
        _problem = saved.Problem;
        if (saved.Ok)
            Saved(T["Saved. The change stands in the timeline."]);
    }

    private async Task AssignAsync()
    {
        var assigned = await AssignCode.RunAsync(Me.Value, new CodeAssignment(Id, null, Assign.Email));
        _assignProblem = assigned.Problem;
        if (assigned.Ok)
            Saved(assigned.Value.AssigneeId is null ? T["The code is nobody's now."] : T["Assigned."]);
    }

    private void Saved(string text)
    {
        Flash.Done(text);
        Navigation.NavigateTo(Shell.Admin($"codes/{Id}"));
    }

    private string NextStep(CodeRow row) => row.StatusAt(Database.Now) switch
    {
        CodeStatus.Valid => row.Assignee is null ? T["Give the code or its link to whoever may use it."] : T["Send it to {0}.", row.Assignee],
        CodeStatus.Inactive => row.UseCount == 0 ? T["Reactivate it, or delete it."] : T["It has been used, so its record stays. Archive it when you no longer want to see it."],
        CodeStatus.Expired => T["Set a later day below, and it opens again."],
        CodeStatus.NotYetValid => T["Wait for its first day, or set an earlier one below."],
        CodeStatus.UsedUp => T["Nothing is left to do. Reverse a redemption if it was a mistake."],
        _ => T["Restore it if you need it again."],
    };

    internal sealed class AssignInput
    {
        public string? Email { get; set; }
    }
}

/// <summary>What the edit form shows and takes, as text.</summary>
public sealed class EditCodeInput
{
    public string? Code { get; set; }
    public string? AliasUntil { get; set; }
    public string? Usage { get; set; }
    public string? MaxUses { get; set; }
    public bool Unlimited { get; set; }
    public string? ValidFrom { get; set; }
    public string? ValidTill { get; set; }
    public string? PriceId { get; set; }
    public int Version { get; set; }

    public static EditCodeInput Of(CodeDetail code, TimeZoneInfo zone) => new()
    {
        Code = code.Row.Text,
        Usage = code.Row.Usage.ToString(),
        MaxUses = code.Row.Usage == Latchstring.Codes.Usage.Multiple ? code.Row.MaxUses?.ToString() : null,
        Unlimited = code.Row.MaxUses is null,
        ValidFrom = code.Row.ValidFrom is { } from ? Iso(Days.Of(from, zone)) : null,
        ValidTill = code.Row.ValidTill is { } till ? Iso(Days.LastOf(till, zone)) : null,
        PriceId = code.Row.PriceId?.ToString(),
        Version = code.Version,
    };

    public Result<CodeEdit> ToEdit(CodeDetail code, TimeZoneInfo zone)
    {
        var problems = new List<Problem>();
        var max = NewCodesForm.Number(MaxUses, "maxUses", problems);
        var from = NewCodesForm.Day(ValidFrom, "validFrom", problems);
        var till = NewCodesForm.Day(ValidTill, "validTill", problems);
        var alias = NewCodesForm.Day(AliasUntil, "aliasUntil", problems);
        if (string.IsNullOrWhiteSpace(Code))
            problems.Add(Problem.Invalid("code", "A code needs a text."));
        if (problems.Count > 0)
            return problems[0] with { Also = problems[1..] };
        var multiple = Usage == nameof(Latchstring.Codes.Usage.Multiple);
        // A day that was not touched keeps its exact instant.
        var shown = Of(code, zone);
        return new CodeEdit(
            code.Row.Id, Code, alias is { } last ? Days.EndOf(last, zone) : null, multiple ? Latchstring.Codes.Usage.Multiple : Latchstring.Codes.Usage.Single,
            multiple && (Unlimited || max is not null) ? new Set<int?>(Unlimited ? null : max) : null,
            shown.ValidFrom == Blank(ValidFrom) ? null : new Set<DateTimeOffset?>(from is { } first ? Days.StartOf(first, zone) : null),
            shown.ValidTill == Blank(ValidTill) ? null : new Set<DateTimeOffset?>(till is { } end ? Days.EndOf(end, zone) : null),
            new Set<Guid?>(Guid.TryParse(PriceId, out var price) ? price : null), Version);
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
