using Latchstring.Offerings;
using Latchstring.Partners;
using Quartz;

namespace Latchstring.Server.Events;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class EventsFeature
{
    public static void AddEvents(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<ListRegistrationPages>().AddSingleton<CreateRegistrationPage>().AddSingleton<EditRegistrationPage>().AddSingleton<DeleteRegistrationPage>();
        services.AddSingleton<SeePartnerSettings>().AddSingleton<SetPartnerSettings>();
        services.AddSingleton<SeeInvitation>().AddSingleton<RegisterInvited>().AddSingleton<DeclineInvitation>().AddSingleton<SendMyLink>().AddSingleton<MailGuests>().AddSingleton<AdmitGuest>();
        services.AddSingleton<SeeMyRegistration>().AddSingleton<ChangeMyRegistration>().AddSingleton<ListWaitingGuests>().AddSingleton<ApproveGuest>().AddSingleton<MoveUpGuests>();
        services.AddQuartz(schedule => schedule.ScheduleJob<MoveUpJob>(trigger => trigger.WithIdentity("move-up-guests").StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever())));
    }

    public static void MapEvents(this WebApplication app, RouteGroupBuilder api)
    {
        EventActions.Map(app);
        RegistrationPagesApi.Map(api);
        PartnerSettingsApi.Map(api);
        WaitingGuestsApi.Map(api);
    }
}
