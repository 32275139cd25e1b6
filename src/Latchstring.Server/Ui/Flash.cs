using System.Security.Cryptography;
using System.Text.Json;
using Latchstring.Server.Options;
using Microsoft.AspNetCore.DataProtection;

namespace Latchstring.Server.Ui;

/// <summary>
/// A message for the next page, after a redirect. <paramref name="UndoAction"/> is the address of a form that takes the act back,
/// with <paramref name="UndoFields"/> as its hidden fields.
/// </summary>
public sealed record FlashMessage(string Text, bool Good = true, string? UndoAction = null, IReadOnlyDictionary<string, string>? UndoFields = null);

/// <summary>Carries one <see cref="FlashMessage"/> over one redirect in a sealed cookie; no state on the server.</summary>
public sealed class Flash(IHttpContextAccessor accessor, IDataProtectionProvider protection, InstallationOptions installation)
{
    private readonly IDataProtector _protector = protection.CreateProtector("Latchstring.Flash");
    private FlashMessage? _taken;

    private string Cookie => installation.Cookie("ls-flash");

    /// <summary>Says on the next page that something was done. The text is already in the reader's language.</summary>
    public void Done(string text, string? undoAction = null, IReadOnlyDictionary<string, string>? undoFields = null) =>
        Keep(new FlashMessage(text, true, undoAction, undoFields));

    /// <summary>Says on the next page that something could not be done.</summary>
    public void Failed(string text) => Keep(new FlashMessage(text, false));

    /// <summary>The message of the page before, once.</summary>
    public FlashMessage? Take()
    {
        var context = accessor.HttpContext;
        if (_taken is not null || context is null || context.Request.Cookies[Cookie] is not { Length: > 0 } sealedText)
            return _taken;
        if (!context.Response.HasStarted)
            context.Response.Cookies.Delete(Cookie, Options);
        try
        {
            _taken = JsonSerializer.Deserialize<FlashMessage>(_protector.Unprotect(sealedText));
        }
        catch (CryptographicException)
        {
            // Sealed under a key that is gone: the message is lost, the page is not.
        }
        return _taken;
    }

    private void Keep(FlashMessage message) =>
        accessor.HttpContext!.Response.Cookies.Append(Cookie, _protector.Protect(JsonSerializer.Serialize(message)), Options);

    private static CookieOptions Options => new() { HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true, Path = "/", MaxAge = TimeSpan.FromMinutes(2) };
}
