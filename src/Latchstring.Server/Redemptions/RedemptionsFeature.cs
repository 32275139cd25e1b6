using Latchstring.Redemptions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Latchstring.Server.Redemptions;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class RedemptionsFeature
{
    public static void AddRedemptions(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton<RedeemCode>();
    }

    public static void MapRedemptions(this WebApplication app, RouteGroupBuilder api)
    {
    }
}
