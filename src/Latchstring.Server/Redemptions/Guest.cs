using System.Security.Cryptography;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Server.Http;
using Latchstring.Server.Options;
using Microsoft.AspNetCore.DataProtection;

namespace Latchstring.Server.Redemptions;

/// <summary>
/// Whoever stands before the door with a code. A browser that once named a right code keeps a pass for it, so that nobody who came that far
/// is held up half way by what others on the network do.
/// </summary>
public sealed class Guest(IHttpContextAccessor accessor, CurrentWorkspace here, CurrentActor me, TryCode tryCode, FindCode find, IDataProtectionProvider protection, InstallationOptions installation)
{
    private readonly ITimeLimitedDataProtector _passes = protection.CreateProtector("Latchstring.CodePass").ToTimeLimitedDataProtector();

    private string BrowserCookie => installation.Cookie("ls-browser");
    private string PassCookie => installation.Cookie("ls-code");
    private HttpContext Context => accessor.HttpContext!;

    public CodeSource Source(string? proof = null) => new(Context.Connection.RemoteIpAddress, Context.Request.Cookies[BrowserCookie] is { Length: <= 64 } id ? id : null, me.SignedIn, proof);

    /// <summary>Looks a code up. Changes nothing but counters of failures.</summary>
    public async Task<Result<FoundCode>> TryAsync(string? typed, string? proof = null)
    {
        var code = TryCode.CodeOf(typed);
        if (CodeText.TryParse(code, out var text) && HasPass(text))
            return await find.ForGuestAsync(here.Id, code, me.Account?.PersonId, Context.RequestAborted);
        var found = await tryCode.RunAsync(here.Id, typed, Source(proof), me.Account?.PersonId, Context.RequestAborted);
        if (found.Ok)
            Keep(PassCookie, _passes.Protect($"{here.Id:N}{text.Canonical}", TimeSpan.FromHours(2)), TimeSpan.FromHours(2));
        else if (Context.Request.Cookies[BrowserCookie] is null)
            Keep(BrowserCookie, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), TimeSpan.FromDays(30));
        if (found.Problem is { Status: 429 } limited && !Context.Response.HasStarted)
        {
            Context.Response.StatusCode = 429;
            Context.Response.Headers.RetryAfter = Convert.ToString(limited.Extensions?[Problems.RetryAfter], System.Globalization.CultureInfo.InvariantCulture);
        }
        return found;
    }

    private bool HasPass(CodeText text)
    {
        if (Context.Request.Cookies[PassCookie] is not { Length: > 0 } pass)
            return false;
        try
        {
            return _passes.Unprotect(pass) == $"{here.Id:N}{text.Canonical}";
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private void Keep(string name, string value, TimeSpan life)
    {
        if (!Context.Response.HasStarted)
            Context.Response.Cookies.Append(name, value, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true, MaxAge = life, Path = "/" });
    }
}
