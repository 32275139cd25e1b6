using Latchstring.Codes;
using Latchstring.Data;

namespace Latchstring.Server.Http;

/// <summary>What every request passes: database, errors, headers, sign-in, and the group that all API routes stand in.</summary>
public static class HttpFeature
{
    public static void AddHttp(this WebApplicationBuilder builder)
    {
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddSingleton(TimeProvider.System);
    }

    public static void UseHttp(this WebApplication app)
    {
        app.UseStaticFiles();
        app.UseRouting();
        app.UseAntiforgery();
    }

    /// <summary>/api/v1; every route in it wants an API key.</summary>
    public static RouteGroupBuilder MapApi(this WebApplication app) => app.MapGroup("/api/v1");
}
