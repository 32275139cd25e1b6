namespace Latchstring.Server.Codes;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class CodesFeature
{
    public static void AddCodes(this WebApplicationBuilder builder)
    {
    }

    public static void MapCodes(this WebApplication app, RouteGroupBuilder api)
    {
    }
}
