using Microsoft.AspNetCore.Diagnostics;
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
        builder.Services.AddScoped(typeof(Acts<>));
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
        app.UseResponseCompression();
        app.UseWhen(IsForPeople, people =>
        {
            people.UseExceptionHandler(new ExceptionHandlerOptions
            {
                ExceptionHandlingPath = "/status",
                CreateScopeForErrors = true,
                StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
            });
            people.UseStatusCodePagesWithReExecute("/status/{0}", createScopeForStatusCodePages: true);
            people.Use(AsGet);
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

    /// <summary>The kind page for a form that was refused is only shown: its fields and its stale token are not looked at again.</summary>
    private static Task AsGet(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IExceptionHandlerFeature>() is not null || context.Features.Get<IStatusCodeReExecuteFeature>() is not null)
            context.Request.Method = HttpMethods.Get;
        return next(context);
    }

    private static bool IsForPeople(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/metrics", StringComparison.Ordinal) && !context.Request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal);
}
