using Latchstring.Server.Accounts;
using Microsoft.AspNetCore.Authorization;

namespace Latchstring.Server.Http;

/// <summary>The REST API: everything under /api/v1 passes sign-in by key, permission, rate limit, body check and idempotency, in this order.</summary>
public static class ApiFeature
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ApiOptions>().BindConfiguration("Api");
        builder.Services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        builder.Services.AddScoped(services => services.GetRequiredService<IHttpContextAccessor>().HttpContext!.ApiActor());
        builder.Services.AddRateLimits();
        builder.Services.AddApiDescription();
        builder.Services.AddSingleton<KnownApiKeys>();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication().AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.Scheme, null);
    }

    /// <summary>Right behind UseRouting, before sign-in.</summary>
    public static void UseApiErrors(this WebApplication app) => app.UseMiddleware<ApiErrors>();

    /// <summary>Behind UseAuthorization.</summary>
    public static void UseApi(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api/v1", StringComparison.OrdinalIgnoreCase), api =>
        {
            api.Use(next => context => ApiPermission.CheckAsync(context, next));
            api.Use(next => context => RateLimits.CheckAsync(context, next));
            api.Use(next => context => StrictQuery.CheckAsync(context, next));
            api.Use(next => context => StrictBody.CheckAsync(context, next));
            api.UseMiddleware<Idempotency>();
        });
    }

    public static RouteGroupBuilder MapApiGroup(this WebApplication app)
    {
        app.MapOpenApi().AllowAnonymous();
        var api = app.MapGroup("/api/v1").RequireAuthorization(new AuthorizationPolicyBuilder(ApiKeyHandler.Scheme).RequireAuthenticatedUser().Build());
        OpenApi.DescribeRefusals(api);
        return api;
    }
}
