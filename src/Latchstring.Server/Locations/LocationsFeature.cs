using Latchstring.Locations;

namespace Latchstring.Server.Locations;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class LocationsFeature
{
    public static void AddLocations(this WebApplicationBuilder builder) => builder.Services
        .AddSingleton<ListLocations>().AddSingleton<FindLocation>().AddSingleton<CreateLocation>().AddSingleton<EditLocation>().AddSingleton<ArchiveLocation>();

    public static void MapLocations(this WebApplication app, RouteGroupBuilder api)
    {
        LocationsApi.Map(api);
        LocationActions.Map(app);
    }
}
