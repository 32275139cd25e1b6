using Latchstring.Partners;
using Latchstring.Sending;

namespace Latchstring.Server.Partners;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class PartnersFeature
{
    public static void AddPartners(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SeeTeam>().AddSingleton<InviteColleague>().AddSingleton<WithdrawColleague>().AddSingleton<ChangeColleague>();
        builder.Services.AddSingleton<ArrangePartnerMenu>().AddSingleton<EditGuest>().AddSingleton<DeleteGuests>().AddSingleton<ChangeGuestStatus>();
        builder.Services.AddSingleton<GuestMails>().AddSingleton<AddGuests>().AddSingleton<CheckGuests>().AddSingleton<PasteGuests>().AddSingleton<SendGuests>().AddSingleton<SeeGuestLink>().AddSingleton<CancelGuest>();
        builder.Services.AddSingleton<SetMessage>().AddSingleton<ListGuests>().AddSingleton<SeeQuota>().AddSingleton<SeePartnerships>().AddScoped<PartnerEvent>().AddScoped<GuestFiles.Door>();
    }

    public static void MapPartners(this WebApplication app, RouteGroupBuilder api)
    {
        PartnerColours.Map(app);
        PartnerActions.Map(app);
        GuestForms.Map(app);
        GuestFiles.Map(app);
        GuestsApi.Map(api);
        TeamsApi.Map(api);
    }
}
