using Latchstring.Accounts;
using Latchstring.Sending;
using Latchstring.Server.Options;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Latchstring.Server.Sending;

/// <summary>Registers the feature: services, routes, jobs, menu entries.</summary>
public static class SendingFeature
{
    public static void AddSending(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton<FailureLimits>();
        services.AddSingleton(provider => new MailOrigin(() => provider.GetRequiredService<BaseUrl>().Value));
        services.TryAddSingleton<ITransport, OutboxTransport>();
        services.AddSingleton<ComposeMails>().AddSingleton<ClaimMessages>().AddSingleton<HandOverMessages>().AddSingleton<RecordDeliveries>().AddSingleton<DispatchMessages>();
        services.AddSingleton<SendCodes>().AddSingleton<CancelMessages>().AddSingleton<ResendMessage>().AddSingleton<ListMessages>().AddSingleton<SeeMail>();
        services.AddSingleton<SaveTemplate>().AddSingleton<TryTemplate>().AddSingleton<NoteVisit>().AddSingleton<ChangeSuppression>();
        services.AddHostedService<Postman>();
    }
}
