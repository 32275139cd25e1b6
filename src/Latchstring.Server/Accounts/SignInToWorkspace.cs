using Latchstring.Accounts;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Identity;

namespace Latchstring.Server.Accounts;

public enum SignedIn { Done, NeedsCode }

/// <summary>Password, then the second factor where there is one. Tries are limited by who tries, so that no stranger can lock anybody out.</summary>
public sealed class SignInToWorkspace(AccountSignIn signIn, UserManager<Account> accounts, LimitTries tries, FailureLimits failures, KnownDevice device, CurrentWorkspace workspace)
{
    public static readonly Problem Wrong = new("account.wrong_password", 401, "E-mail address or password is not right.", "password");

    public static Problem TooMany(TimeSpan wait) => new("rate.limited", 429, "Too many tries. Please wait {0} seconds, then try again.", null, (int)Math.Ceiling(wait.TotalSeconds))
    {
        Extensions = new Dictionary<string, object?> { ["retryAfter"] = (int)Math.Ceiling(wait.TotalSeconds) },
    };

    /// <summary>One answer, after the same time, for a wrong password, an unknown e-mail and an account without a password.</summary>
    public async Task<Result<SignedIn>> PasswordAsync(string? email, string? password, bool stay)
    {
        var name = accounts.NormalizeEmail(email?.Trim()) ?? "";
        var account = name.Length is > 0 and <= 254 ? await accounts.FindByEmailAsync(name) : null;
        var sources = device.SourcesOf(name, account);
        if (await tries.SpendAsync(workspace.Id, sources) is { Ticks: > 0 } wait)
            return TooMany(wait);
        if (!Passwords.Verify(account?.PasswordHash, password is { Length: <= Passwords.MaxLength } ? password : null) || account is null)
            return Wrong;
        if (account.Status != AccountStatus.Active)
            return new Problem("account.blocked", 403, "This account is blocked. Please ask {0}.", null, workspace.Value.SupportContact ?? workspace.Value.Name);
        await ForgiveAsync(sources);
        return await signIn.StartAsync(account, stay) ? SignedIn.NeedsCode : SignedIn.Done;
    }

    /// <summary>The account whose password was right just now, waiting for its second factor.</summary>
    public Task<Account?> WaitingAsync() => signIn.GetTwoFactorAuthenticationUserAsync();

    /// <summary>The six digits of the authenticator app, or one recovery code.</summary>
    public async Task<Result<SignedIn>> CodeAsync(string? code, bool stay)
    {
        var typed = (code ?? "").Replace(" ", "", StringComparison.Ordinal).Trim();
        if (await WaitingAsync() is not { Status: AccountStatus.Active } account)
            return new Problem("signin.ended", 401, "Please sign in again.");
        var sources = new[] { new TrySource(SignInLimits.Code, failures.Hash(account.Id.ToString())) };
        if (await tries.SpendAsync(workspace.Id, sources) is { Ticks: > 0 } wait)
            return TooMany(wait);
        var right = typed.Length == 6 && typed.All(char.IsAsciiDigit) ? await IsFreshAsync(account, typed) : typed.Length is > 6 and < 40 && await accounts.RedeemTwoFactorRecoveryCodeAsync(account, typed) is { Succeeded: true };
        if (!right)
            return new Problem("account.wrong_code", 401, "This code is not right. Codes change every 30 seconds; try the one shown now.", "code");
        await tries.ForgiveAsync(workspace.Id, sources);
        await signIn.FinishAsync(account, stay);
        return SignedIn.Done;
    }

    /// <summary>A code of the app works once (ASVS 6.5.1): the second use finds the first one's mark.</summary>
    private async Task<bool> IsFreshAsync(Account account, string code) =>
        await accounts.VerifyTwoFactorTokenAsync(account, TokenOptions.DefaultAuthenticatorProvider, code)
        && await failures.TakeAsync(workspace.Id, $"signin.once:{failures.Hash($"{account.Id}|{code}")}", TimeSpan.FromMinutes(5));

    private async Task ForgiveAsync(IReadOnlyList<TrySource> sources)
    {
        await tries.ForgiveAsync(workspace.Id, sources.Where(source => source.Limit != SignInLimits.Address));
        await tries.RefundAsync(workspace.Id, sources.Where(source => source.Limit == SignInLimits.Address));
    }
}
