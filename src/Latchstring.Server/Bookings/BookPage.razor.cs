using System.Text.Json;
using Latchstring.Agreements;
using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Server.Http;
using Latchstring.Server.Redemptions;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;

namespace Latchstring.Server.Bookings;

/// <summary>A held slot becomes an appointment: who are you, is the address yours, is all this right. Nothing is consumed before the last button.</summary>
public sealed partial class BookPage(
    Guest guest, SeeHold seeHold, SeeGuest see, GuestBooking booking, NavigationManager navigation, Flash flash, IDataProtectionProvider protection)
{
    private enum Step { Register, Digits, Details, Confirm }

    private readonly ITimeLimitedDataProtector _drafts = protection.CreateProtector("Latchstring.GuestDraft").ToTimeLimitedDataProtector();
    private Step _step;
    private FoundCode? _found;
    private HeldSlot? _held;
    private Problem? _refusal, _stop, _problem;
    private CodePrice? _price;
    private GuestDraft? _draft;
    private KnownGuest _guest = KnownGuest.Nobody;
    private IReadOnlyList<RegistrationField> _all = [], _fields = [];
    private IReadOnlyDictionary<Guid, Property> _properties = new Dictionary<Guid, Property>();
    private GuestDetails _known = GuestDetails.Of(KnownGuest.Nobody), _shown = GuestDetails.Of(KnownGuest.Nobody);

    [Parameter] public string Workspace { get; set; } = "";
    [Parameter] public string Code { get; set; } = "";
    [Parameter] public Guid Hold { get; set; }

    /// <summary>Ids of the chosen extras with commas; null = not asked yet.</summary>
    [SupplyParameterFromQuery(Name = "x")] public string? Extras { get; set; }
    [SupplyParameterFromQuery(Name = "change")] public string? Change { get; set; }
    [SupplyParameterFromForm] private GuestForm Form { get; set; } = null!;
    [CascadingParameter] private HttpContext Context { get; set; } = null!;

    private string Here_ => Links.Code(Here, Code) + $"/book/{Hold}";
    private string SignIn => Here.Path($"sign-in?returnUrl={Uri.EscapeDataString(Here_)}");
    private string? Challenge => _problem?.Extensions?.GetValueOrDefault("challenge") as string;
    private bool ByCard => booking.ByCard(_found?.Agreement) && _price is { Amount.Amount: > 0 };
    private Offer? Offer => _found?.Choices.FirstOrDefault(offer => offer.Offering.Id == _held?.OfferingId);
    private IReadOnlyList<OfferExtra> Offered => Offer?.Extras ?? [];
    private IReadOnlyList<Guid> Chosen => [.. (Extras ?? "").Split(',').Select(text => Guid.TryParse(text, out var id) ? id : Guid.Empty).Where(id => Offered.Any(extra => extra.Id == id))];

    private IEnumerable<(string Label, string? Value)> Given =>
        _fields.Select(one => (one.Key == RegistrationField.Phone ? T["Telephone number"].Value : one.PropertyId is { } id && _properties.TryGetValue(id, out var property) ? property.Label : "", Word(one))).Where(pair => !string.IsNullOrEmpty(pair.Item2));

    private string? Word(RegistrationField field) =>
        field.PropertyId is { } id && _properties.TryGetValue(id, out var property) && property.Type == PropertyType.YesNo && _known[field.Key] is { } value ? (value == "true" ? T["yes"].Value : T["no"].Value) : _known[field.Key];

    protected override async Task OnInitializedAsync()
    {
        Form ??= new();
        var found = await guest.TryAsync(Code);
        (_found, _refusal) = (found.Ok ? found.Value : null, found.Problem);
        if (_found is null)
            return;
        if (Me.Account?.PersonId is { } used && await booking.OfCodeAsync(used, _found.Code.Id) is { } mine)
        {
            navigation.NavigateTo(Here.Path($"me/bookings/{mine}"));
            return;
        }
        _held = await seeHold.RunAsync(Here.Id, Hold);
        if (_held is null || (_held.Hold.CodeId is { } only && only != _found.Code.Id))
        {
            _stop = SlotRefusals.Gone;
            return;
        }
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        _all = RegistrationFields.Of(await booking.OfferingAsync(_held!.OfferingId));
        _properties = await see.PropertiesAsync(Here.Id);
        var price = Offer?.With(Chosen);
        _price = price is { Ok: true } known ? known.Value : _found!.Price;
        _guest = await booking.KnownAsync(_found!);
        if (Me.SignedIn && _found!.Code.AssigneeId is { } assignee && assignee != Me.Account!.PersonId && _found.Agreement is not { StrictAssignee: false })
            _stop = CodeRefusals.NotYours;
        _known = _shown = GuestDetails.Of(_guest);
        // Name and address of somebody who is signed in are those of the account.
        _fields = !Me.SignedIn ? _all : [.. _all.Where(field => field.Key is not (RegistrationField.FirstName or RegistrationField.LastName or RegistrationField.Email))];
        var incomplete = _fields.Any(field => field.Required && string.IsNullOrWhiteSpace(_known[field.Key]));
        _step = !Me.SignedIn ? Step.Register : incomplete || Change is not null || (Extras is null && Offered.Count > 0) ? Step.Details : Step.Confirm;
        // The form that was sent has to stand on the page again.
        if (!Me.SignedIn && !string.IsNullOrEmpty(Form.Draft))
            (_draft, _step) = (Open(), Step.Digits);
    }

    private async Task RegisterAsync()
    {
        if (_stop is not null || _held is null || Me.SignedIn)
            return;
        var typed = Form.Details(Context.Request.Form, _all);
        (_shown, _step) = (typed, Step.Register);
        var drafted = await booking.DraftAsync(typed.Over(_guest, _all), _all, _properties, Form, _found!);
        _problem = drafted.Problem;
        if (drafted.Ok)
            await ShowDigitsAsync(drafted.Value);
    }

    private async Task ShowDigitsAsync(GuestDraft draft)
    {
        _problem = await booking.MailDigitsAsync(draft);
        if (_problem is not null && _draft is null)
            return;
        (_draft, _step) = (draft, Step.Digits);
        Form.Draft = _drafts.Protect(JsonSerializer.Serialize(draft), EmailProof.Lifetime);
    }

    private async Task DigitsAsync()
    {
        if (Open() is not { } draft)
            return;
        (_draft, _step) = (draft, Step.Digits);
        _problem = await booking.EnterAsync(draft, Form.Digits);
        if (_problem is null)
            navigation.NavigateTo(Here_);
    }

    private async Task AgainAsync()
    {
        if (Open() is not { } draft)
            return;
        (_draft, _step) = (draft, Step.Digits);
        await ShowDigitsAsync(draft with { Nonce = Guid.NewGuid() });
    }

    private GuestDraft? Open()
    {
        try
        {
            var draft = _held is null || string.IsNullOrEmpty(Form.Draft) ? null : JsonSerializer.Deserialize<GuestDraft>(_drafts.Unprotect(Form.Draft));
            return draft is not null && draft.CodeId == _found?.Code.Id ? draft : null;
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            _problem = EmailProof.TooOld;
            return null;
        }
    }

    private async Task DetailsAsync()
    {
        if (_stop is not null || _held is null || !Me.SignedIn)
            return;
        var typed = Form.Details(Context.Request.Form, _fields);
        (_shown, _step) = (typed, Step.Details);
        _problem = await booking.SaveAsync(typed.Over(_guest, _fields), _fields, _properties);
        if (_problem is null)
            navigation.NavigateTo($"{Here_}?x={string.Join(',', Form.ChosenExtras)}");
    }

    private async Task ConfirmAsync()
    {
        if (_stop is not null || _held is null || !Me.SignedIn)
            return;
        var confirmed = await booking.ConfirmAsync(Code, new Wish(_held.OfferingId, Form.ChosenExtras, Form.Shown, Hold), _found!);
        if (confirmed.Ok)
        {
            flash.Done(T["Your appointment is booked."]);
            navigation.NavigateTo(confirmed.Value);
            return;
        }
        _problem = confirmed.Problem;
        if (_problem.Code is "slot.gone" or "code.not_yours")
            _stop = _problem;
        else if (_problem.Code == "price.changed" && await guest.TryAsync(Code) is { Ok: true } again)
        {
            _found = again.Value;
            Extras = string.Join(',', Form.ChosenExtras);
            _price = Offer?.With(Chosen) is { Ok: true } price ? price.Value : _found.Price;
        }
    }
}
