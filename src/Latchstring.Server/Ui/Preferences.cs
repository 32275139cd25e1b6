using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Ui;

/// <summary>What a reader chose for this browser: theme and language. Two small forms, no script needed.</summary>
public static class Preferences
{
    public const string ThemeCookie = "ls-theme";
    public const string ZoneCookie = "ls-zone";
    public static readonly IReadOnlyList<string> Languages = ["en", "de", "fr"];
    public static readonly IReadOnlyList<string> Themes = ["auto", "light", "dark"];

    public static void MapPreferences(this WebApplication app)
    {
        app.MapPost("/preferences/theme", Theme).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/preferences/language", Language).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Theme(HttpContext context, [FromForm] string? theme, [FromForm] string? returnTo)
    {
        if (Themes.Contains(theme))
            context.Response.Cookies.Append(ThemeCookie, theme!, Kept);
        return Back(returnTo);
    }

    private static IResult Language(HttpContext context, [FromForm] string? language, [FromForm] string? returnTo)
    {
        Remember(context, language);
        return Back(returnTo);
    }

    /// <summary>This browser shows its pages in this language from now on.</summary>
    public static void Remember(HttpContext context, string? language)
    {
        if (Languages.Contains(language))
            context.Response.Cookies.Append(CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language!)), Kept);
    }

    private static CookieOptions Kept => new() { MaxAge = TimeSpan.FromDays(365), HttpOnly = true, SameSite = SameSiteMode.Lax, IsEssential = true, Path = "/" };

    /// <summary>Only addresses of this site.</summary>
    private static IResult Back(string? to) => Results.LocalRedirect(IsLocal(to) ? to! : "/");

    public static bool IsLocal(string? url) =>
        url is { Length: > 0 and < 4000 } && url[0] == '/' && !(url.Length > 1 && url[1] is '/' or '\\') && !url.Any(char.IsControl);
}
