using Latchstring.Offerings;
using Latchstring.Partners;

namespace Latchstring.Server.Events;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class EventsFeature
{
    public static void AddEvents(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ListRegistrationPages>().AddSingleton<CreateRegistrationPage>().AddSingleton<EditRegistrationPage>().AddSingleton<DeleteRegistrationPage>();
        services.AddScoped<EventActions.Acts>();
        services.AddSingleton<SeePartnerSettings>().AddSingleton<SetPartnerSettings>();
    }

    public static void MapEvents(this WebApplication app, RouteGroupBuilder api)
    {
        EventActions.Map(app);
        RegistrationPagesApi.Map(api);
        PartnerSettingsApi.Map(api);
    }
}
