using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Components;

namespace Latchstring.Server.Events;

/// <summary>The own registration, by the link in the mail: see it, change it, bring somebody, give it up. What gives something up wants a tick that no program sets (X6).</summary>
public sealed partial class MyRegistrationPage(SeeMyRegistration see, ChangeMyRegistration change, Database database, NavigationManager navigation, Flash flash)
{
    private static readonly Problem Tick = Problem.Invalid("yes", "Please tick this, so that nothing is given up by mistake.");
    private MyRegistration? _mine;
    private Problem? _problem, _bringProblem;
    private bool _open, _bring;
    private GuestDetails _shown = GuestDetails.Read(null);

    [Parameter] public string Workspace { get; set; } = "";
    [Parameter] public string Token { get; set; } = "";
    [SupplyParameterFromQuery] public string? Ask { get; set; }
    [SupplyParameterFromQuery] public string? Change { get; set; }
    [SupplyParameterFromQuery] public Guid? Leave { get; set; }
    [SupplyParameterFromForm(FormName = "details")] private InvitationForm? Form { get; set; }
    [SupplyParameterFromForm(FormName = "bring")] private BringForm? Bring { get; set; }
    [SupplyParameterFromForm(FormName = "cancel", Name = "Sure")] private SureForm? Cancels { get; set; }
    [SupplyParameterFromForm(FormName = "leave", Name = "Sure")] private SureForm? Leaves { get; set; }
    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    private string Url => Here.Path($"registration/{Token}");

    private string Ticket(MyRegistration mine) => Here.Path($"ticket/{SignedId.Of(database.Keys, SignedId.Ticket, Here.Id, mine.Registration.Id)}");

    private string InvitationToken(InvitedGuest guest) => InviteTokens.Of(database.Keys, Here.Id, guest.Invitation.Id, 0);

    private string Title(MyRegistration mine) => mine.Registration.Status switch
    {
        RegistrationStatus.Registered => T["You are registered"],
        RegistrationStatus.AwaitingApproval => T["Your registration has arrived"],
        RegistrationStatus.Waiting => T["You are on the waiting list"],
        RegistrationStatus.Refused => T["Your registration was not accepted"],
        _ => T["Your registration is cancelled"],
    };

    private string? Words(MyRegistration mine) => mine.Registration.Status switch
    {
        RegistrationStatus.AwaitingApproval => T["The organizer looks at it. We write to you as soon as it is approved."].Value,
        RegistrationStatus.Waiting => T["All places are taken. As soon as one is free we write to you, and it is yours."].Value,
        RegistrationStatus.Refused => T["If you think that this is a mistake, ask the organizer."].Value,
        _ => null,
    };

    private IEnumerable<(string Label, string Value)> Given(MyRegistration mine)
    {
        foreach (var field in mine.Guest.Fields)
        {
            if (mine.Answers[field.Key] is not { Length: > 0 } value)
                continue;
            var property = field.PropertyId is { } id ? mine.Guest.Properties.GetValueOrDefault(id) : null;
            yield return (FieldWords.Label(T, field.Key, mine.Guest.Properties.Values), property?.Type == PropertyType.YesNo ? (value == "true" ? T["yes"] : T["no"]) : value);
        }
    }

    protected override async Task OnInitializedAsync()
    {
        (Bring, Cancels, Leaves) = (Bring ?? new(), Cancels ?? new(), Leaves ?? new());
        if (await see.RunAsync(Here.Id, Token) is not { } mine)
        {
            navigation.NotFound();
            return;
        }
        (_shown, _open, _bring) = (mine.Answers, mine.IsOpenAt(database.Now), mine.MayBringAt(database.Now));
        _mine = mine;
    }

    private async Task DetailsAsync()
    {
        _shown = Form!.Details(Context.Request.Form, _mine!.Guest.Fields);
        Done(_problem = (await change.DetailsAsync(Here.Id, Token, _shown)).Problem, T["Your details are saved."]);
    }

    private async Task BringAsync() => Done(_bringProblem = (await change.BringAsync(Here.Id, Token, Bring!.FirstName, Bring.LastName)).Problem, T["Registered. Each of you has a place."]);

    private async Task LeaveAsync() => Done(_problem = Leaves is { Yes: true } && Leave is { } companion ? (await change.LeaveBehindAsync(Here.Id, Token, companion)).Problem : Tick, T["The place is free for others."]);

    private async Task CancelAsync() => Done(_problem = Cancels is { Yes: true } ? (await change.CancelAsync(Here.Id, Token)).Problem : Tick, T["Your place is free for others. Thank you for telling us."]);

    private void Done(Problem? problem, string words)
    {
        if (problem is not null)
            return;
        flash.Done(words);
        navigation.NavigateTo(Url);
    }

    private sealed class BringForm
    {
        public string? FirstName { get; set; }
        public string? LastName { get; set; }
    }

    private sealed class SureForm
    {
        public bool Yes { get; set; }
    }
}
