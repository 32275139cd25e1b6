using System.Globalization;
using System.Security.Cryptography;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Options;
using Latchstring.Server.Redemptions;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.DataProtection;

namespace Latchstring.Server.Bookings;

/// <summary>
/// The way into the booking app, from page to page: whoever has shown their code keeps a sealed pass for half an hour, so that nothing secret
/// stands in an address and no step can be skipped.
/// </summary>
public sealed class Joining(IHttpContextAccessor accessor, CurrentWorkspace here, IDataProtectionProvider protection, InstallationOptions installation, FindInvite find, JoinApp join, RedeemCode redeem, MailWelcome welcome)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);
    private readonly ITimeLimitedDataProtector _passes = protection.CreateProtector("Latchstring.JoinPass").ToTimeLimitedDataProtector();

    private string PassCookie => installation.Cookie("ls-join");
    private string DeviceCookie => installation.Cookie("ls-browser");
    private HttpContext Context => accessor.HttpContext!;

    private sealed record Pass(Guid InvitationId, int Generation, string Email, string Code);

    /// <summary>The code beside the link or the contact. A right one gives the pass; a wrong one counts.</summary>
    public async Task<Result<Invited>> ShowCodeAsync(string? token, string? contact, string? code)
    {
        var device = Context.Request.Cookies[DeviceCookie] is { Length: > 0 and <= 64 } known ? known : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Keep(DeviceCookie, device, TimeSpan.FromDays(30));
        var found = await find.RunAsync(here.Id, token, contact, code, new JoinSource(Context.Connection.RemoteIpAddress, device), Context.RequestAborted);
        if (found.Ok && CodeText.TryParse(code, out var text))
            Keep(PassCookie, _passes.Protect($"{here.Id:N}|{found.Value.Id:N}|{found.Value.Generation}|{text.Canonical}|{found.Value.Email}", Life), Life);
        if (found.Problem is { Status: 429 } limited && !Context.Response.HasStarted)
        {
            Context.Response.StatusCode = 429;
            Context.Response.Headers.RetryAfter = Convert.ToString(limited.Extensions?[Problems.RetryAfter], CultureInfo.InvariantCulture);
        }
        return found;
    }

    /// <summary>The invitation of the pass, as it is now; null = no pass, or it has been replaced since.</summary>
    public async Task<Invited?> PassedAsync() =>
        Read() is { } pass && await find.ByIdAsync(here.Id, pass.InvitationId, Context.RequestAborted) is { } invited && invited.Generation == pass.Generation && invited.CodeIsActive && invited.Email == pass.Email ? invited : null;

    /// <summary>The account, signed in, with the password they chose.</summary>
    public async Task<Result<Account>> ChooseAsync(string? password, string? firstName, string? lastName) =>
        Read() is { } pass
            ? await join.RunAsync(here.Id, new(pass.InvitationId, pass.Generation, pass.Email, password, firstName, lastName, Language.Current), Context.RequestAborted)
            : JoinRefusals.TooLong;

    /// <summary>Uses the code of the pass for this account: registered, welcomed, and the pass is gone.</summary>
    public async Task<Result<Redeemed>> EnterAsync(Account account, Invited invited)
    {
        if (Read() is not { } pass || account.PersonId is not { } person)
            return JoinRefusals.TooLong;
        var redeemed = await redeem.RunAsync(new Actor(account.WorkspaceId, ActorKind.Account, account.Id, account.Name, account.Permissions), pass.Code, person);
        if (redeemed is { Ok: true, Value.Repeated: false })
            await welcome.RunAsync(account.WorkspaceId, person, invited.OfferingId, Context.RequestAborted);
        if (redeemed.Ok && !Context.Response.HasStarted)
            Context.Response.Cookies.Delete(PassCookie);
        return redeemed;
    }

    private Pass? Read()
    {
        if (Context.Request.Cookies[PassCookie] is not { Length: > 0 and < 4000 } cookie)
            return null;
        try
        {
            return _passes.Unprotect(cookie).Split('|', 5) is [var workspace, var id, var generation, var code, var email] && workspace == here.Id.ToString("N")
                ? new Pass(Guid.ParseExact(id, "N"), int.Parse(generation, CultureInfo.InvariantCulture), email, code) : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private void Keep(string name, string value, TimeSpan life)
    {
        if (!Context.Response.HasStarted)
            Context.Response.Cookies.Append(name, value, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true, MaxAge = life, Path = "/" });
    }
}
