using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Options;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Latchstring.Server.Http;

/// <summary>What every request passes: database, errors, headers, sign-in, and the group that all API routes stand in.</summary>
public static class HttpFeature
{
    public static void AddHttp(this WebApplicationBuilder builder)
    {
        // First of the hosted services: the key ring, which is one too, reads a table.
        builder.Services.AddHostedService<OpenDatabase>();
        builder.Services.AddHttpContextAccessor();
        builder.AddApi();
        builder.AddProxy();
        Compression.Add(builder.Services);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(InstallationOptions.From(builder.Configuration));
        builder.Services.AddSingleton<BaseUrl>();
        builder.Services.TryAddSingleton(services => InstallationSecret.Load(services.GetRequiredService<InstallationOptions>(), services.GetRequiredService<ILogger<InstallationOptions>>()));
        builder.Services.TryAddSingleton(services => Database.Open(
            services.GetRequiredService<InstallationOptions>().ConnectionString, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<CodeKeys>()));
        builder.Services.AddSingleton<PrometheusMetrics>().AddHostedService(services => services.GetRequiredService<PrometheusMetrics>());
        builder.Services.AddHealthChecks().AddCheck<DatabaseHealth>("database");
    }

    public static void UseHttp(this WebApplication app)
    {
        app.UseApiReader();
        app.UseRouting();
        app.UseApiErrors();
        app.Use(next => context => CurrentWorkspace.FindAsync(context, next));
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.Use(next => context => RequestCheck.CheckAsync(context, next));
        app.UseApi();
        // Compressed at build, and for ever in the browser's cache when linked as @Assets["lib/…"].
        app.MapStaticAssets().AllowAnonymous();
        app.MapHealth();
        PrometheusMetrics.Map(app);
    }

    /// <summary>/api/v1; every route in it wants an API key.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app) => app.MapApiGroup();
}
