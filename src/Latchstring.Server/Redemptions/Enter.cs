using System.Globalization;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;

namespace Latchstring.Server.Redemptions;

/// <summary>The two acts of the participants' pages: making an account and being signed in, and using a code; each says where to go next.</summary>
public sealed class Enter(RegisterParticipant register, RedeemCode redeem, BecomeParticipant become, AccountSignIn signIn, Guest guest, CurrentWorkspace here, CurrentActor me, Flash flash, ProblemText problems, MailPasswordLink mail)
{
    public async Task<Result<Account>> RegisterAsync(ParticipantFields.Input form, FoundCode? with = null)
    {
        var input = new ParticipantInput(form.FirstName, form.LastName, form.Email, form.Password, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, guest.Source(form.Proof), with?.Code.Id);
        var registered = await register.RunAsync(me.Value, input);
        if (registered.Ok)
            await signIn.FinishAsync(registered.Value, stay: false, "registration");
        else if (registered.Problem == RegisterParticipant.PersonKnown)
            await mail.RunAsync(here.Id, form.Email, input.Locale ?? here.Value.Locale);
        return registered;
    }

    /// <summary>Uses the code for the account's person. The account stays whatever the answer is; a refusal is shown on the page it leads to.</summary>
    /// <param name="query">What was chosen on the page of the code, kept when it has to be looked at again.</param>
    public async Task<string> RedeemAsync(Account account, string? code, Wish? wish = null, string? query = null)
    {
        var actor = me.SignedIn ? me.Value : new Actor(account.WorkspaceId, ActorKind.Account, account.Id, account.Name, account.Permissions);
        var person = account.PersonId ?? await become.RunAsync(actor, account.Id);
        var redeemed = await redeem.RunAsync(actor, TryCode.CodeOf(code), person, wish ?? Wish.None);
        if (redeemed.Ok)
            return here.Path($"me/opened/{redeemed.Value.Redemption.Id}");
        var said = problems.Of(redeemed.Problem);
        if (redeemed.Problem.Code == "registration.exists")
        {
            flash.Done(said);
            return here.Path("me");
        }
        flash.Failed(said);
        return redeemed.Problem.Code == CodeRefusals.NotYours.Code ? here.Path("me") : Links.Code(here, code) + query;
    }
}
