using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Latchstring.Server.Redemptions;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class RedemptionsFeature
{
    public static void AddRedemptions(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<FindCode>();
        services.TryAddSingleton<FailureLimits>();
        services.AddSingleton<ProofOfWork>();
        services.AddSingleton<CodeTries>();
        services.AddSingleton<TryCode>();
        services.TryAddSingleton<RedeemCode>();
        services.AddSingleton<RedeemForPerson>();
        services.AddSingleton<ReverseRedemption>();
        services.AddSingleton<RegisterParticipant>();
        services.AddSingleton<RequestCode>();
        services.AddSingleton<HandleRequests>();
        services.AddSingleton<ListRedemptions>();
        services.AddSingleton<SeeMyAccess>();
        services.AddSingleton<BecomeParticipant>();
        services.AddSingleton<EditProfile>();
        services.AddScoped<Guest>();
        services.AddScoped<Enter>();
        services.AddScoped<Visits>();
    }

    public static void MapRedemptions(this WebApplication app, RouteGroupBuilder api)
    {
        api.MapRedemptionsApi();
        app.MapRequests();
        app.MapRedemptionFiles();
    }
}
