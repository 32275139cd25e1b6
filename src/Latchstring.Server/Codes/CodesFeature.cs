using Latchstring.Codes;
using Latchstring.Jobs;

namespace Latchstring.Server.Codes;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class CodesFeature
{
    public static void AddCodes(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<FindCode>();
        builder.Services.AddSingleton<IssueCodes>();
        builder.Services.AddSingleton<IJobHandler>(services => services.GetRequiredService<IssueCodes>());
    }

    public static void MapCodes(this WebApplication app, RouteGroupBuilder api)
    {
    }
}
