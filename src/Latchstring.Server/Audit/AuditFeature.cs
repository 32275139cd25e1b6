using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Server.Accounts;
using Quartz;

namespace Latchstring.Server.Audit;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class AuditFeature
{
    public static void AddAudit(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ListAudit>().AddSingleton<RecordDownload>().AddSingleton<SeeChain>().AddSingleton<SealAudit>().AddSingleton<AnchorAudit>().AddSingleton<AnchorFile>().AddSingleton<ForgetStale>();
        services.AddHostedService<SealEverySecond>();
        // Both may run on every node: each node keeps its own anchors, and forgetting twice forgets once.
        services.AddQuartz(schedule =>
        {
            schedule.ScheduleJob<AnchorJob>(trigger => trigger.WithIdentity("anchor").StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromHours(1)).RepeatForever()));
            schedule.ScheduleJob<ForgetJob>(trigger => trigger.WithIdentity("forget").StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromHours(1)).RepeatForever()));
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }

    public static void MapAudit(this WebApplication app, RouteGroupBuilder api)
    {
        AuditApi.Map(api);
        app.MapGet("/{workspace}/admin/settings/audit.csv", AuditQuery.Export).RequireAuthorization(Policies.SeeAudit).ExcludeFromDescription();
    }
}
