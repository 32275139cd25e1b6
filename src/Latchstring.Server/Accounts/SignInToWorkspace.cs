using Latchstring.Accounts;
using Latchstring.People;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Identity;

namespace Latchstring.Server.Accounts;

/// <summary>Signed in as this account; or, without one, the second factor is still to come.</summary>
public readonly record struct SignedIn(Account? Account);

/// <summary>Password, then the second factor where there is one; or a passkey. Tries are limited by who tries, so that no stranger can lock anybody out.</summary>
public sealed class SignInToWorkspace(AccountSignIn signIn, UserManager<Account> accounts, LimitTries tries, FailureLimits failures, KnownDevice device, CurrentWorkspace workspace)
{
    private static readonly Problem Wrong = new("account.wrong_password", 401, "E-mail address or password is not right.");
    private static readonly Problem WrongCode = new("account.wrong_code", 401, "This code is not right. Codes change every 30 seconds; try the one shown now.", "code");
    private static readonly Problem WrongPasskey = new("account.wrong_passkey", 401, "This passkey belongs to no account here. Use your password.");

    /// <summary>Where to go now: back to where they came from, else to their place.</summary>
    public string Onward(string? returnUrl, Account account) => ReturnUrl.Or(returnUrl, workspace.Path(account.Staff != StaffRole.None ? "admin" : account.Partner != PartnerRole.None ? "partner" : "me"));

    /// <summary>One answer, after the same time, for a wrong password, an unknown e-mail and an account without a password.</summary>
    public async Task<Result<SignedIn>> PasswordAsync(string? email, string? password, bool stay)
    {
        var name = Person.NormalizeEmail(email)?.ToUpperInvariant() ?? "";
        var account = name.Length is > 0 and <= 254 ? await accounts.FindByEmailAsync(name) : null;
        var sources = device.SourcesOf(name, account);
        if (await tries.SpendAsync(workspace.Id, sources) is { Ticks: > 0 } wait)
            return TooMany(wait);
        if (!Passwords.Verify(account?.PasswordHash, password is { Length: <= Passwords.MaxLength } ? password : null) || account is null)
            return Wrong;
        if (account.Status != AccountStatus.Active)
            return Blocked;
        await tries.ForgiveAsync(workspace.Id, sources.Where(source => source.Limit != SignInLimits.Address));
        await tries.RefundAsync(workspace.Id, sources.Where(source => source.Limit == SignInLimits.Address));
        return new SignedIn(await signIn.StartAsync(account, stay) ? null : account);
    }

    /// <summary>The account whose password was right just now, waiting for its second factor.</summary>
    public Task<Account?> WaitingAsync() => signIn.GetTwoFactorAuthenticationUserAsync();

    /// <summary>The six digits of the authenticator app, or one recovery code.</summary>
    public async Task<Result<SignedIn>> CodeAsync(string? code, bool stay)
    {
        var typed = (code ?? "").Replace(" ", "", StringComparison.Ordinal);
        if (await WaitingAsync() is not { Status: AccountStatus.Active } account)
            return new Problem("signin.ended", 401, "That took too long. Please sign in again.");
        // Only who knows the password gets here, so counting by account locks out nobody else.
        var sources = new[] { new TrySource(SignInLimits.Code, failures.Hash(account.Id.ToString())) };
        if (await tries.SpendAsync(workspace.Id, sources) is { Ticks: > 0 } wait)
            return TooMany(wait);
        if (!await IsRightAsync(account, typed))
            return WrongCode;
        await tries.ForgiveAsync(workspace.Id, sources);
        await signIn.FinishAsync(account, stay, "code");
        return new SignedIn(account);
    }

    /// <summary>The device has checked finger, face or PIN: nothing more is asked.</summary>
    public async Task<Result<SignedIn>> PasskeyAsync(string? credential)
    {
        if (string.IsNullOrEmpty(credential) || credential.Length > 20_000)
            return WrongPasskey;
        var result = await signIn.PerformPasskeyAssertionAsync(credential);
        if (!result.Succeeded)
            return WrongPasskey;
        if (result.User.Status != AccountStatus.Active)
            return Blocked;
        await accounts.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        await signIn.FinishAsync(result.User, stay: true, "passkey");
        return new SignedIn(result.User);
    }

    private Problem Blocked => new("account.blocked", 403, "This account is blocked. Please ask {0}.", null, workspace.Value.SupportContact ?? workspace.Value.Name);

    /// <summary>A code of the app works once (ASVS 6.5.1): the second use finds the first one's mark.</summary>
    private async Task<bool> IsRightAsync(Account account, string typed)
    {
        if (typed.Length != 6 || !typed.All(char.IsAsciiDigit))
            return typed.Length is > 6 and < 40 && (await accounts.RedeemTwoFactorRecoveryCodeAsync(account, typed)).Succeeded;
        return await accounts.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, typed)
            && await failures.TakeAsync(workspace.Id, $"signin.once:{failures.Hash($"{account.Id}|{typed}")}", TimeSpan.FromMinutes(5));
    }

    private static Problem TooMany(TimeSpan wait) => new("rate.limited", 429, "Too many tries. Please wait {0} seconds, then try again.", null, (int)Math.Ceiling(wait.TotalSeconds))
    {
        Extensions = new Dictionary<string, object?> { ["retryAfter"] = (int)Math.Ceiling(wait.TotalSeconds) },
    };
}
