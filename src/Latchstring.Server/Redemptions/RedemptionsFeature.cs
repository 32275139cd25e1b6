using Latchstring.Redemptions;

namespace Latchstring.Server.Redemptions;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class RedemptionsFeature
{
    public static void AddRedemptions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RedeemCode>();
    }

    public static void MapRedemptions(this WebApplication app, RouteGroupBuilder api)
    {
    }
}
