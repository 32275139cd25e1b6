using System.Globalization;
using Latchstring.Bookings;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Bookings;

/// <summary>When an offering of the kind Appointment can be had: hours, a week as people see it, days that differ.</summary>
public sealed partial class AvailabilityPage(
    FindOffering find, ListAvailabilities list, SeeSlots see, CreateAvailability create, EditAvailability edit, SetDay set, Database database, CurrentActor me, NavigationManager navigation, Flash flash)
{
    private OfferingView? _view;
    private IReadOnlyList<AvailabilityRow> _hours = [];
    private IReadOnlyList<AvailabilityException> _days = [];
    private IReadOnlyList<SlotPlace> _places = [];
    private IReadOnlyList<FreeSlot> _slots = [];
    private List<(string Value, string Text)> _all = [];
    private SlotPlace? _place;
    private DateOnly _monday;
    private Problem? _problem, _editProblem, _dayProblem;

    [Parameter] public string Workspace { get; set; } = "";
    [Parameter] public Guid Id { get; set; }

    /// <summary>The hours that are being changed.</summary>
    [SupplyParameterFromQuery(Name = "edit")] public Guid? Editing { get; set; }

    /// <summary>A day of the week that is shown.</summary>
    [SupplyParameterFromQuery(Name = "week")] public string? Asked { get; set; }
    [SupplyParameterFromQuery(Name = "location")] public Guid? Location { get; set; }
    [SupplyParameterFromForm(FormName = "new-hours")] private AvailabilityForm? Form { get; set; }
    [SupplyParameterFromForm(FormName = "edit-hours", Name = "Form")] private AvailabilityForm? Changed { get; set; }
    [SupplyParameterFromForm(FormName = "set-day")] private DayForm? Day { get; set; }

    private string Here => Shell.Admin($"offerings/{Id}/availability");
    private bool CanEdit => me.May(Permission.ManageOfferings, Id);

    protected override async Task OnInitializedAsync()
    {
        var found = await find.RunAsync(me.Value, Id);
        if (!found.Ok || found.Value.Offering.Kind != OfferingKind.Appointment)
        {
            navigation.NotFound();
            return;
        }
        _hours = (await list.RunAsync(me.Value, Id, null, new PageRequest(Limit: 100))).Value.Items;
        _days = (await list.DaysAsync(me.Value, Id)).Value;
        _places = await see.PlacesAsync(me.Value.WorkspaceId, Id);
        await using (var db = database.Read(me.Value.WorkspaceId))
            _all = (await db.Locations.Where(l => l.ArchivedAt == null).OrderBy(l => l.Name).Select(l => new { l.Id, l.Name }).ToListAsync()).ConvertAll(l => (l.Id.ToString(), l.Name));
        Form ??= new() { LocationId = _all.FirstOrDefault().Value };
        Day ??= new() { LocationId = _all.FirstOrDefault().Value };
        Changed ??= _hours.FirstOrDefault(row => row.Id == Editing) is { } row ? AvailabilityForm.Of(row) : new();
        await ShowWeekAsync();
        // Last: the page is drawn at every wait.
        _view = found.Value;
    }

    private async Task ShowWeekAsync()
    {
        _place = _places.FirstOrDefault(place => place.Id == Location) ?? (_places.Count > 0 ? _places[0] : null);
        if (_place is null)
            return;
        var day = DateOnly.TryParseExact(Asked, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked) && asked.Year is > 2000 and < 2199 ? asked : Latchstring.Days.Of(database.Now, _place.Zone);
        _monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
        _slots = (await see.RunAsync(me.Value, new(Id, _place.Id, _monday, _monday.AddDays(6)))).Value;
    }

    private string Week(int days) => $"{Here}?week={AvailabilityWords.Iso(_monday.AddDays(days))}{(_places.Count > 1 ? $"&location={_place!.Id}" : "")}";

    private async Task AddAsync()
    {
        var made = await create.RunAsync(me.Value, new(Id, Form!.Fields));
        Go(made, ref _problem, T["Added. People can choose these times now."]);
    }

    private async Task EditAsync()
    {
        var saved = await edit.RunAsync(me.Value, new(Editing ?? Guid.Empty, Changed!.Fields, Changed.Version));
        Go(saved, ref _editProblem, T["Saved."]);
    }

    private async Task SetAsync()
    {
        var saved = await set.RunAsync(me.Value, Day!.Input(Id));
        Go(saved, ref _dayProblem, T["Saved."]);
    }

    private void Go<TDone>(Result<TDone> result, ref Problem? problem, string said)
    {
        problem = result.Problem;
        if (!result.Ok)
            return;
        flash.Done(said);
        navigation.NavigateTo(Here);
    }
}
