using Latchstring.Accounts;
using Latchstring.Sending;
using Latchstring.Server.Options;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Quartz;

namespace Latchstring.Server.Sending;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class SendingFeature
{
    public static void AddSending(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<FailureLimits>();
        services.AddSingleton(provider => new MailOrigin(() => provider.GetRequiredService<BaseUrl>().Value));
        var mail = (builder.Configuration.GetSection("Mail").Get<MailOptions>() ?? new MailOptions()).Checked();
        services.AddSingleton(mail).AddSingleton(mail.Senders);
        if (string.IsNullOrWhiteSpace(mail.Host))
            services.TryAddSingleton<ITransport, OutboxTransport>();
        else
            services.TryAddSingleton<ITransport, SmtpTransport>();
        var sms = (builder.Configuration.GetSection("Sms").Get<SmsOptions>() ?? new SmsOptions()).Checked();
        services.AddSingleton(sms).AddSingleton(new SmsBudget(sms.PerDay)).AddSingleton<TrySms>().AddSingleton<RecordReport>().AddSingleton<NoteOpen>();
        if (string.IsNullOrWhiteSpace(sms.Url))
            services.TryAddSingleton<ISmsTransport, OutboxSms>();
        else
            services.TryAddSingleton<ISmsTransport, SmsTransport>();
        services.AddSingleton<ComposeMails>().AddSingleton<ClaimMessages>().AddSingleton<HandOverMessages>().AddSingleton<RecordDeliveries>().AddSingleton<DispatchMessages>();
        services.AddSingleton<SendCodes>().AddSingleton<CancelMessages>().AddSingleton<ResendMessage>().AddSingleton<ListMessages>().AddSingleton<SeeMail>();
        services.AddSingleton<ListMembers>().AddSingleton<InviteMembers>().AddSingleton<VoidInvites>().AddSingleton<ChangeCampaign>().AddSingleton<ListCampaigns>().AddSingleton<RemindInvited>();
        services.AddQuartz(schedule => schedule.ScheduleJob<RemindJob>(trigger => trigger.WithIdentity("remind").StartNow().WithSimpleSchedule(every => every.WithInterval(TimeSpan.FromMinutes(10)).RepeatForever())));
        services.AddSingleton<SaveTemplate>().AddSingleton<TryTemplate>().AddSingleton<NoteVisit>().AddSingleton<ChangeSuppression>().AddSingleton<MailPasswordLink>().AddSingleton<MailStaffInvite>().AddSingleton<MailWelcome>().AddSingleton<MailEmailProof>().AddSingleton<MailBookings>();
        // A node may leave the carrying to others.
        if (!string.Equals(builder.Configuration["Mail:Carry"], "false", StringComparison.OrdinalIgnoreCase))
            services.AddHostedService<Postman>();
    }

    public static void MapSending(this WebApplication app, RouteGroupBuilder api)
    {
        SendingForms.Map(app);
        DeliveryHooks.Map(app);
        CampaignForms.Map(app);
        SendingFiles.Map(app, api);
        MessagesApi.Map(api);
        CampaignsApi.Map(api);
    }
}
