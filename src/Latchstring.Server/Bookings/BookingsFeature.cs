using Latchstring.Accounts;
using Latchstring.Bookings;
using Latchstring.Invitations;
using Latchstring.Redemptions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quartz;

namespace Latchstring.Server.Bookings;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class BookingsFeature
{
    public static void AddBookings(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<CreateSession>().AddSingleton<CreateSeries>().AddSingleton<EditSession>().AddSingleton<CancelSession>();
        services.AddSingleton<ListSessions>().AddSingleton<ListBookings>().AddSingleton<SeeMySessions>().AddSingleton<SeeCalendarFeed>();
        services.AddSingleton<BookSession>().AddSingleton<CancelBooking>().AddSingleton<MoveBooking>().AddSingleton<MarkAttendance>().AddSingleton<FreeSeats>();
        services.AddSingleton<CreateAvailability>().AddSingleton<EditAvailability>().AddSingleton<DeleteAvailability>().AddSingleton<SetDay>().AddSingleton<UnsetDay>();
        services.AddSingleton<ListAvailabilities>().AddSingleton<SeeSlots>().AddSingleton<HoldSlot>().AddSingleton<ReleaseHold>().AddSingleton<FreeHolds>().AddSingleton<SeeHold>();
        services.AddSingleton<MoveToSlot>().AddSingleton<BookSlot>().AddSingleton<AttachCode>().AddSingleton<SeeAppointment>();
        services.AddSingleton<SeeGuest>().AddSingleton<RegisterGuest>().AddSingleton<SaveGuestDetails>().AddSingleton<EmailProof>().AddScoped<GuestBooking>();
        services.AddSingleton(builder.Configuration.GetSection("Payment:Stripe").Get<StripeOptions>() ?? new StripeOptions());
        services.AddSingleton<StripeCheckout>().AddSingleton<IPaymentProvider>(all => all.GetRequiredService<StripeCheckout>());
        services.AddSingleton<StartPayment>().AddSingleton<SettlePayment>().AddSingleton<ReleaseUnpaid>();
        services.AddQuartz(schedule => schedule.ScheduleJob<UnpaidJob>(trigger => trigger.WithIdentity("unpaid").StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever())));
        services.AddQuartz(schedule => schedule.ScheduleJob<HoldJob>(trigger => trigger.WithIdentity("holds").StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever())));
        services.AddQuartz(schedule => schedule.ScheduleJob<FreeSeatsJob>(trigger => trigger.WithIdentity("free-seats").StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever())));
        services.TryAddSingleton<LimitTries>();
        services.AddSingleton<FindInvite>().AddSingleton<JoinApp>();
        services.AddScoped<Joining>().AddScoped<Member>();
    }

    public static void MapBookings(this WebApplication app, RouteGroupBuilder api)
    {
        SessionsApi.Map(api);
        BookingsApi.Map(api);
        AvailabilityApi.Map(api);
        AvailabilityActions.Map(app);
        AppointmentActions.Map(app);
        StripeHook.Map(app);
        SessionActions.Map(app);
        AppActions.Map(app);
        AppFiles.Map(app);
    }
}
