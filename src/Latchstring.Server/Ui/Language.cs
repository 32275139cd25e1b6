using System.Globalization;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Localization;

namespace Latchstring.Server.Ui;

/// <summary>The reader's language: the cookie of the switch, else the account's, else the browser's, else the workspace's.</summary>
public static class Language
{
    public static RequestLocalizationOptions Options()
    {
        var options = new RequestLocalizationOptions { DefaultRequestCulture = new RequestCulture("en"), ApplyCurrentCultureToResponseHeaders = true };
        options.AddSupportedCultures([.. Preferences.Languages]).AddSupportedUICultures([.. Preferences.Languages]);
        options.RequestCultureProviders =
        [
            new CookieRequestCultureProvider(),
            new CustomRequestCultureProvider(context => Chosen(context.RequestServices.GetRequiredService<CurrentActor>().Account?.Locale)),
            new AcceptLanguageHeaderRequestCultureProvider(),
            new CustomRequestCultureProvider(context => Chosen(context.RequestServices.GetRequiredService<Shell>().Workspace?.Locale)),
        ];
        return options;
    }

    /// <summary>The language's name in itself.</summary>
    public static string NameOf(string language) => language switch { "de" => "Deutsch", "fr" => "Français", _ => "English" };

    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    private static Task<ProviderCultureResult?> Chosen(string? language) =>
        Task.FromResult(language is not null && Preferences.Languages.Contains(language) ? new ProviderCultureResult(language) : null);
}
