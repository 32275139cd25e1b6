using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Redemptions;
using Latchstring.Server.Http;
using Latchstring.Server.Redemptions;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Events;

/// <summary>
/// A guest of a partner says yes or no, on a phone, without an account and without a script. Opening the page changes nothing; pressing its buttons
/// changes nothing either until somebody has chosen an answer (X6).
/// </summary>
public sealed partial class InvitationPage(SeeInvitation see, RegisterInvited register, DeclineInvitation decline, SendMyLink link, Visits visits, Database database, NavigationManager navigation, Flash flash)
{
    private InvitedGuest? _guest;
    private Problem? _refusal, _problem;
    private bool _declined;
    private int _step;
    private List<int> _screens = [0];
    private GuestDetails _shown = GuestDetails.Read(null);

    [Parameter] public string Workspace { get; set; } = "";
    [Parameter] public string Token { get; set; } = "";
    [SupplyParameterFromQuery] public string? Again { get; set; }
    [SupplyParameterFromForm(FormName = "invitation")] private InvitationForm Form { get; set; } = null!;
    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    private bool IsMine => _guest is { Registration: { Status: RegistrationStatus.Registered or RegistrationStatus.AwaitingApproval or RegistrationStatus.Waiting } mine } && mine.InvitationId == _guest.Invitation.Id;
    private bool Full => _guest is { Event: { WaitingList: true, NeedsApproval: false } one } && one.Registered >= one.Capacity;

    private string? Note => Full ? T["All places are taken. You can be put on the waiting list; we write to you as soon as a place is free."].Value
        : _guest!.Event.NeedsApproval ? T["The organizer looks at each registration; we write to you as soon as yours is approved."].Value : null;

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        if (await see.RunAsync(Here.Id, Token) is not { } guest)
        {
            navigation.NotFound();
            return;
        }
        await visits.NoteAsync(guest.Invitation.CodeId);
        _refusal = guest.RefusalAt(database.Now) ?? (guest.Event is { WaitingList: false, NeedsApproval: false } one && one.Registered >= one.Capacity ? InvitationRefusals.Full : null);
        _declined = guest.Invitation.DeclinedAt is not null && Again is null;
        _shown = guest.Known;
        _guest = guest;
        if (_refusal is null)
            Look(guest.Known);
    }

    private IReadOnlyList<RegistrationField> Visible(int step) => RegistrationSteps.Shown(_guest!.Steps[step].Fields, key => Sure[key]);

    /// <summary>What was typed, with what stands fast in its place.</summary>
    private GuestDetails Sure => _shown.Over(_guest!.Known, _guest.Fields);

    private void Look(GuestDetails shown)
    {
        _shown = shown;
        _screens = [.. Enumerable.Range(0, _guest!.Steps.Count).Where(step => step == 0 || Visible(step).Count > 0)];
    }

    private async Task NextAsync()
    {
        if (_guest is null || _refusal is not null)
            return;
        _declined = false;
        _step = Math.Clamp(Form.Step, 0, _guest.Steps.Count - 1);
        Look(Form.Details(Context.Request.Form, _guest.Fields));
        if (Form.Go == "back")
            _step = _screens.FindLast(screen => screen < _step);
        else if (Form.Coming == "no")
            await DeclineAsync();
        else if (Form.Coming != "yes")
            (_problem, _step) = (InvitationRefusals.Say, 0);
        else
            await GoOnAsync(_guest);
    }

    private async Task GoOnAsync(InvitedGuest guest)
    {
        // A question that has just come up because of an answer on this very screen is asked before anything is called missing.
        if (Visible(_step).Any(field => field.OnlyIf is not null && !GuestDetails.IsFixed(field, guest.Known) && !Context.Request.Form.ContainsKey(InvitationForm.NameOf(field))))
            return;
        var found = RegisterInvited.Check(guest, _shown).Problem;
        List<Problem> all = found is null ? [] : [found with { Also = [] }, .. found.Also];
        foreach (var screen in _screens.Where(screen => screen <= _step))
        {
            var here = all.FindAll(problem => guest.Steps[screen].Fields.Any(field => InvitationForm.ProblemOf(field) == problem.Field));
            if (here.Count == 0)
                continue;
            (_problem, _step) = (here[0] with { Also = here[1..] }, screen);
            return;
        }
        if (_screens.Find(screen => screen > _step) is var next and > 0)
        {
            _step = next;
            return;
        }
        var registered = await register.RunAsync(Here.Id, new(Token, _shown));
        _problem = registered.Problem is { } problem ? problem with { Field = null } : null;
        if (registered.Ok)
            navigation.NavigateTo(Here.Path($"registration/{SignedId.Of(database.Keys, SignedId.Registration, Here.Id, registered.Value.Id)}"));
    }

    private async Task DeclineAsync()
    {
        _problem = (await decline.RunAsync(Here.Id, Token)).Problem;
        if (_problem is null)
            navigation.NavigateTo(Here.Path($"invitation/{Token}"));
    }

    private async Task LinkAsync()
    {
        _problem = await link.RunAsync(Here.Id, Token);
        if (_problem is not null)
            return;
        flash.Done(T["The mail is on its way."]);
        navigation.NavigateTo(Here.Path($"invitation/{Token}"));
    }
}
