using System.Globalization;
using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Bookings;

/// <summary>The acts of a guest on the way to an appointment: showing whose the address is, signing in, saying what is missing, confirming.</summary>
public sealed class GuestBooking(
    RegisterGuest register, SaveGuestDetails save, EmailProof proof, MailEmailProof mail, RedeemCode redeem, BecomeParticipant become, AccountSignIn signIn, Guest guest, SeeGuest see, IPaymentProvider payments, Database database,
    CurrentWorkspace here, CurrentActor me)
{
    public bool ByCard(Agreement? agreement) => payments.Configured && agreement is { Payment: PaymentMode.Card };

    public async Task<Offering> OfferingAsync(Guid id)
    {
        await using var db = database.Read(here.Id);
        return await db.Offerings.SingleAsync(o => o.Id == id);
    }

    /// <summary>The appointment that this person has by this code already.</summary>
    public async Task<Guid?> OfCodeAsync(Guid person, Guid code)
    {
        await using var db = database.Read(here.Id);
        return await db.Bookings.Where(b => b.PersonId == person && b.Status == BookingStatus.Booked && db.Redemptions.Any(r => r.Id == b.RedemptionId && r.CodeId == code && r.ReversedAt == null)).Select(b => (Guid?)b.Id).FirstOrDefaultAsync();
    }

    /// <summary>Who stands there: the person of the account, staff by their account, else whoever a strong link names.</summary>
    public async Task<KnownGuest> KnownAsync(FoundCode found) =>
        me.Account is not { } account ? await see.ByCodeAsync(here.Id, found.Code.Id)
        : account.PersonId is { } person ? await see.ByPersonAsync(here.Id, person)
        : new KnownGuest(new Person { FirstName = account.Name, Email = account.Email }, []);

    public Task<Result<GuestDraft>> DraftAsync(GuestDetails details, IReadOnlyList<RegistrationField> fields, IReadOnlyDictionary<Guid, Property> properties, GuestForm form, FoundCode found) =>
        register.DraftAsync(here.Id, new(details, fields, properties, form.Password, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, guest.Source(form.Proof), found));

    public Task<Problem?> MailDigitsAsync(GuestDraft draft) => mail.RunAsync(here.Id, draft);

    /// <summary>Null = the digits were right, and they are signed in.</summary>
    public async Task<Problem?> EnterAsync(GuestDraft draft, string? digits)
    {
        if (await proof.RefusalAsync(here.Id, draft, digits) is { } wrong)
            return wrong;
        var registered = await register.FinishAsync(here.Id, draft);
        if (!registered.Ok)
            return registered.Problem;
        await signIn.FinishAsync(registered.Value, stay: false, "registration");
        return null;
    }

    public async Task<Problem?> SaveAsync(GuestDetails details, IReadOnlyList<RegistrationField> fields, IReadOnlyDictionary<Guid, Property> properties) =>
        (await save.RunAsync(me.Value, await PersonAsync(), details, fields, properties)).Problem;

    /// <summary>Where to go on when it is booked.</summary>
    public async Task<Result<string>> ConfirmAsync(string code, Wish wish, FoundCode found)
    {
        var person = await PersonAsync();
        var redeemed = await redeem.RunAsync(me.Value, TryCode.CodeOf(code), person, ByCard(found.Agreement) ? wish with { Provider = payments.Name } : wish);
        if (!redeemed.Ok)
            return redeemed.Problem;
        if (await OfCodeAsync(person, redeemed.Value.Redemption.CodeId) is not { } booking)
            return here.Path($"me/opened/{redeemed.Value.Redemption.Id}");
        return here.Path($"me/bookings/{booking}") + (ByCard(found.Agreement) && redeemed.Value.Redemption.PriceAmount > 0 ? "/payment" : "");
    }

    private async Task<Guid> PersonAsync() => me.Account!.PersonId ?? await become.RunAsync(me.Value, me.Account.Id);
}
