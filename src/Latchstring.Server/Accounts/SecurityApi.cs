using System.Buffers.Text;
using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Accounts;

/// <summary>
/// POST /{workspace}/me/security/passkey          a new one
/// POST /{workspace}/me/security/passkey/rename
/// POST /{workspace}/me/security/passkey/delete
/// POST /{workspace}/me/security/authenticator    a new key, not yet in force
/// POST /{workspace}/me/security/authenticator/off
/// POST /{workspace}/me/security/sessions/end     all but this one
/// </summary>
public static class SecurityApi
{
    public static void MapSecurity(this WebApplication app)
    {
        var security = app.MapGroup("/{workspace}/me/security").RequireAuthorization(Policies.Participant).AddEndpointFilter(FreshAsync).ExcludeFromDescription();
        security.MapPost("/passkey", AddPasskeyAsync);
        security.MapPost("/passkey/rename", RenamePasskeyAsync);
        security.MapPost("/passkey/delete", DeletePasskeyAsync);
        security.MapPost("/authenticator", BeginAsync);
        security.MapPost("/authenticator/off", OffAsync);
        security.MapPost("/sessions/end", EndSessionsAsync);
    }

    /// <summary>Who left the browser open an hour ago proves first who they are.</summary>
    internal static async ValueTask<object?> FreshAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        return services.GetRequiredService<CurrentActor>().IsFresh(services.GetRequiredService<Database>().Now) ? await next(context) : Results.LocalRedirect(AgainPath(services.GetRequiredService<CurrentWorkspace>()));
    }

    public static string AgainPath(CurrentWorkspace workspace) => $"{workspace.Path("sign-in")}?again=1&returnUrl={Uri.EscapeDataString(workspace.Path("me/security"))}";

    private static async Task<IResult> AddPasskeyAsync([FromForm] string? credential, [FromForm] string? name, [AsParameters] Doors doors)
    {
        var made = string.IsNullOrEmpty(credential) || credential.Length > 40_000 ? null : await doors.SignIn.PerformPasskeyAttestationAsync(credential);
        if (made is not { Succeeded: true } || made.UserEntity.Id != doors.Account.Id.ToString())
            return doors.Back(failed: doors.Texts["The passkey could not be saved. Please try again."]);
        made.Passkey.Name = NameOf(name) ?? doors.Texts["Passkey"];
        await doors.Accounts.AddOrUpdatePasskeyAsync(doors.Account, made.Passkey);
        return doors.Back(doors.Texts["The passkey is saved. You can sign in with it from now on."]);
    }

    private static async Task<IResult> RenamePasskeyAsync([FromForm] string? id, [FromForm] string? name, [AsParameters] Doors doors)
    {
        if (await FindAsync(doors, id) is not { } key)
            return Results.NotFound();
        if (NameOf(name) is not { } wanted)
            return doors.Back(failed: doors.Texts["A passkey needs a name of at most {0} characters.", 60]);
        key.Name = wanted;
        await doors.Accounts.AddOrUpdatePasskeyAsync(doors.Account, key);
        return doors.Back(doors.Texts["The passkey is now called “{0}”.", wanted]);
    }

    private static async Task<IResult> DeletePasskeyAsync([FromForm] string? id, [AsParameters] Doors doors)
    {
        if (await FindAsync(doors, id) is not { } key)
            return Results.NotFound();
        if (doors.Account.PasswordHash is null && (await doors.Accounts.GetPasskeysAsync(doors.Account)).Count == 1)
            return doors.Back(failed: doors.Texts["This is your only way in. Set a password first."]);
        await doors.Accounts.RemovePasskeyAsync(doors.Account, key.CredentialId);
        return doors.Back(doors.Texts["The passkey is deleted. Delete it on your device too."]);
    }

    private static async Task<IResult> BeginAsync([FromForm] string? _, [AsParameters] Doors doors)
    {
        if (doors.Account.TwoFactorEnabled)
            return doors.Back(failed: doors.Texts["Turn the authenticator app off first, then set it up anew."]);
        await doors.Accounts.ResetAuthenticatorKeyAsync(doors.Account);
        return await doors.StayAsync(null);
    }

    private static async Task<IResult> OffAsync([FromForm] string? _, [AsParameters] Doors doors)
    {
        (doors.Account.AuthenticatorKey, doors.Account.RecoveryCodeHashes) = (null, null);
        await doors.Accounts.SetTwoFactorEnabledAsync(doors.Account, false);
        return await doors.StayAsync(doors.Texts["The authenticator app is turned off. Signing in takes your password alone."]);
    }

    private static async Task<IResult> EndSessionsAsync([FromForm] string? _, [AsParameters] Doors doors)
    {
        await doors.Accounts.UpdateSecurityStampAsync(doors.Account);
        return await doors.StayAsync(doors.Texts["You are signed out on all other devices."]);
    }

    private static async Task<UserPasskeyInfo?> FindAsync(Doors doors, string? id) =>
        id is { Length: > 0 and < 2000 } && Base64Url.IsValid(id) ? await doors.Accounts.GetPasskeyAsync(doors.Account, Base64Url.DecodeFromChars(id)) : null;

    private static string? NameOf(string? name) => string.IsNullOrWhiteSpace(name) || name.Trim().Length > 60 ? null : name.Trim();

    /// <summary>What each of these acts needs.</summary>
    internal sealed record Doors(UserManager<Account> Accounts, AccountSignIn SignIn, CurrentActor Me, CurrentWorkspace Here, Flash Flash, IStringLocalizer<AccountsText> Texts)
    {
        public Account Account => Me.Account!;

        public IResult Back(string? done = null, string? failed = null)
        {
            if (done is not null)
                Flash.Done(done);
            if (failed is not null)
                Flash.Failed(failed);
            return Results.LocalRedirect(Here.Path("me/security"));
        }

        /// <summary>A new security stamp ends all sessions; this one goes on under it.</summary>
        public async Task<IResult> StayAsync(string? done)
        {
            await SignIn.RefreshSignInAsync(Account);
            return Back(done);
        }
    }
}
