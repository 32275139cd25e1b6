using Latchstring.Accounts;
using Latchstring.Server.Options;
using Microsoft.AspNetCore.DataProtection;

namespace Latchstring.Server.Accounts;

/// <summary>
/// A signed, long-lived cookie that remembers which accounts have signed in on this browser before. Strangers' failures do not slow a known device,
/// and its own failures do not slow others: nobody can lock a person out.
/// </summary>
public sealed class KnownDevice(IHttpContextAccessor http, IDataProtectionProvider protection, InstallationOptions options, FailureLimits failures)
{
    private const int Most = 10;
    private readonly IDataProtector _protector = protection.CreateProtector("latchstring.device.1");
    private string Name => options.Cookie("latchstring-device");

    /// <summary>What a try for this account is counted under.</summary>
    public IReadOnlyList<TrySource> SourcesOf(string email, Account? account)
    {
        var (device, accounts) = Read();
        if (account is not null && accounts.Contains(account.Id))
            return [new TrySource(SignInLimits.Device, failures.Hash($"{device}|{account.Id}"))];
        var address = failures.Hash(http.HttpContext!.Connection.RemoteIpAddress);
        return [new TrySource(SignInLimits.Account, failures.Hash($"{address}|{email}")), new TrySource(SignInLimits.Address, address)];
    }

    public void Remember(Account account)
    {
        var (device, accounts) = Read();
        var text = string.Join('|', accounts.Where(id => id != account.Id).Prepend(account.Id).Take(Most).Select(id => id.ToString("N")).Prepend(device));
        http.HttpContext!.Response.Cookies.Append(Name, _protector.Protect(text), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Lax,
            Path = "/",
            MaxAge = TimeSpan.FromDays(365),
            IsEssential = true,
        });
    }

    private (string Device, IReadOnlyList<Guid> Accounts) Read()
    {
        if (http.HttpContext!.Request.Cookies[Name] is { Length: > 0 and < 4000 } cookie)
        {
            try
            {
                var parts = _protector.Unprotect(cookie).Split('|');
                return (parts[0], [.. parts.Skip(1).Select(Guid.Parse)]);
            }
            catch (System.Security.Cryptography.CryptographicException)
            {
                // Forged or from before a lost key: a new device.
            }
        }
        return (Guid.NewGuid().ToString("N"), []);
    }
}

public static class SignInLimits
{
    /// <summary>A browser that has been in this account before: only its own failures slow it.</summary>
    public static readonly TryLimit Device = new("signin.device", 10, TimeSpan.FromHours(1), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(15));

    /// <summary>One account from one address.</summary>
    public static readonly TryLimit Account = new("signin.account", 10, TimeSpan.FromHours(1), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(15));

    /// <summary>All accounts from one address, which an office may share: short waits only.</summary>
    public static readonly TryLimit Address = new("signin.address", 30, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1));

    /// <summary>The second factor, after the right password.</summary>
    public static readonly TryLimit Code = new("signin.code", 5, TimeSpan.FromHours(1), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(15));
}
