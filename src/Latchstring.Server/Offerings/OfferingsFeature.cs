namespace Latchstring.Server.Offerings;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class OfferingsFeature
{
    public static void AddOfferings(this WebApplicationBuilder builder)
    {
    }

    public static void MapOfferings(this WebApplication app, RouteGroupBuilder api)
    {
    }
}
