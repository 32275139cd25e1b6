using Latchstring.Audit;

namespace Latchstring.Server.Audit;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class AuditFeature
{
    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ListAudit>();
    }

    public static void MapAudit(this WebApplication app, RouteGroupBuilder api)
    {
        AuditApi.Map(api);
    }
}
