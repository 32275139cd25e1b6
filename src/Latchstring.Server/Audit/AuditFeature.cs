using Latchstring.Audit;
using Latchstring.Server.Accounts;

namespace Latchstring.Server.Audit;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class AuditFeature
{
    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ListAudit>();
        builder.Services.AddSingleton<SeeChain>();
    }

    public static void MapAudit(this WebApplication app, RouteGroupBuilder api)
    {
        AuditApi.Map(api);
        app.MapGet("/{workspace}/admin/settings/audit.csv", AuditQuery.Export).RequireAuthorization(Policies.SeeAudit).ExcludeFromDescription();
    }
}
