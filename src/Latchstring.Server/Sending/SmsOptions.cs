using Latchstring.Sending;
using Latchstring.Server.Options;

namespace Latchstring.Server.Sending;

/// <summary>How the gateway wants to be spoken to.</summary>
public enum GatewayStyle
{
    /// <summary>Kannel's sendsms, and the many gateways that take the same: <c>http://host:13013/cgi-bin/sendsms</c>.</summary>
    Kannel,

    /// <summary>Twilio's Messages, and who copied it: <c>https://api.twilio.com/2010-04-01/Accounts/AC…/Messages.json</c>.</summary>
    Twilio,
}

/// <summary>How text messages leave (section <c>Sms</c>, or the environment: <c>Sms__Url</c>). Without an address they stay in the outbox.</summary>
public sealed class SmsOptions
{
    public GatewayStyle Style { get; set; }
    public string? Url { get; set; }
    public string? User { get; set; }
    public string? Password { get; set; }

    /// <summary>The sender that phones show: a number, a name of at most 11 letters, or Twilio's MessagingServiceSid.</summary>
    public string? From { get; set; }

    /// <summary>Where the gateway reaches this server for its delivery reports; default the installation's address.</summary>
    public string? ReportBase { get; set; }

    /// <summary>At most so many a day for each workspace; the rest waits.</summary>
    public int PerDay { get; set; } = SmsBudget.Usual;

    public SmsOptions Checked()
    {
        if (PerDay < 1)
            throw new StartException("Sms:PerDay must be 1 or more.");
        foreach (var (name, url) in new[] { ("Url", Url), ("ReportBase", ReportBase) })
        {
            if (!string.IsNullOrEmpty(url) && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
                throw new StartException($"Sms:{name} must be an address that starts with http:// or https://, not '{url}'.");
        }
        return this;
    }
}
