using Latchstring.Accounts;
using Latchstring.Redemptions;
using Latchstring.Server.Ui.Lists;

namespace Latchstring.Server.Ui;

/// <summary>Razor components, rendered statically; languages, themes, headers, kind pages for errors.</summary>
public static class UiFeature
{
    public static void AddUi(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorComponents();
        builder.Services.AddCascadingValue(services => services.GetRequiredService<IHttpContextAccessor>().HttpContext);
        builder.Services.AddLocalization();
        builder.Services.AddScoped<Shell>();
        builder.Services.AddScoped<Flash>();
        builder.Services.AddSingleton<ProblemText>();
        builder.Services.AddSingleton<SaveView>();
        builder.Services.AddSingleton<DeleteView>();
        builder.Services.AddSingleton<SeeDashboard>();
        builder.Services.AddSingleton<FindAnything>();
    }

    /// <summary>Stands before everything: headers, and kind pages for what went wrong outside the API.</summary>
    public static void UseUi(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseWhen(IsForPeople, people =>
        {
            people.UseExceptionHandler("/status/500", createScopeForErrors: true);
            people.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
        });
    }

    /// <summary>Stands after routing and sign-in, which it needs to know the workspace and the reader's language.</summary>
    public static void UseLanguage(this WebApplication app)
    {
        app.UseRequestLocalization(Language.Options());
    }

    public static void MapUi(this WebApplication app)
    {
        app.MapPreferences();
        app.MapViews();
        app.MapGo();
        app.MapRazorComponents<App>();
    }

    private static bool IsForPeople(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal);
}
