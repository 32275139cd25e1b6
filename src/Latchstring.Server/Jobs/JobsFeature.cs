using Latchstring.Jobs;

namespace Latchstring.Server.Jobs;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class JobsFeature
{
    public static void AddJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<JobQueue>();
        builder.Services.AddSingleton<RunJobs>().AddSingleton<FindJob>();
        builder.Services.AddHostedService<JobWorker>();
    }

    public static void MapJobs(this WebApplication app, RouteGroupBuilder api)
    {
        JobsApi.Map(api);
    }
}
