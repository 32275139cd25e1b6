namespace Latchstring.Server.Accounts;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class AccountsFeature
{
    public static void AddAccounts(this WebApplicationBuilder builder)
    {
    }

    public static void MapAccounts(this WebApplication app, RouteGroupBuilder api)
    {
    }
}
