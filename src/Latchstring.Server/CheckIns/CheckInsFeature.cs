using Latchstring.CheckIns;

namespace Latchstring.Server.CheckIns;

/// <summary>Tickets and the door: services, routes.</summary>
public static class CheckInsFeature
{
    public static void AddCheckIns(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<CheckInGuests>().AddSingleton<SeeDoor>().AddSingleton<SeeTicket>();
        builder.Services.AddSingleton(builder.Configuration.GetSection("Wallet").Get<WalletOptions>() ?? new WalletOptions());
        builder.Services.AddSingleton<WalletPass>().AddSingleton<TicketPdf>();
    }

    public static void MapCheckIns(this WebApplication app, RouteGroupBuilder api)
    {
        CheckInsApi.Map(api);
        DoorActions.Map(app);
        TicketFiles.Map(app);
    }
}
