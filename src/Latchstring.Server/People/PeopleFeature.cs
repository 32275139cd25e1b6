namespace Latchstring.Server.People;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class PeopleFeature
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
    }

    public static void MapPeople(this WebApplication app, RouteGroupBuilder api)
    {
    }
}
