using Latchstring.Partners;

namespace Latchstring.Server.Partners;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class PartnersFeature
{
    public static void AddPartners(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SeeTeam>().AddSingleton<InviteColleague>().AddSingleton<WithdrawColleague>().AddSingleton<ChangeColleague>();
        builder.Services.AddSingleton<ArrangePartnerMenu>();
    }

    public static void MapPartners(this WebApplication app, RouteGroupBuilder api)
    {
        PartnerColours.Map(app);
        PartnerActions.Map(app);
    }
}
