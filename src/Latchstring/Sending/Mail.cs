namespace Latchstring.Sending;

/// <summary>A finished mail, as it leaves. Text and HTML say the same. On <see cref="Channel.Sms"/> it is a text message, which has no HTML and no subject.</summary>
/// <param name="From">null = the address that the installation sends this stream from.</param>
/// <param name="Unsubscribe">Address for RFC 8058 one-click; only mails to many carry one.</param>
/// <param name="Stream">invitation or account: each may leave by a route of its own (S2.3).</param>
/// <param name="Calendar">Attached as <see cref="CalendarFile"/> (RFC 5545).</param>
public sealed record Mail(
    string To, string? From, string FromName, string? ReplyTo, string Subject, string Text, string Html, string MessageId, string? Unsubscribe, string Stream, Channel Channel = Channel.Email, string? Calendar = null)
{
    public const string CalendarFile = "booking.ics";
}

public enum Outcome
{
    Sent,

    /// <summary>Refused for now (4xx): try again later.</summary>
    Later,

    /// <summary>No server, or one that takes nothing from us: not this mail's fault.</summary>
    Down,

    /// <summary>This recipient does not exist (5xx): never again.</summary>
    Bounced,

    /// <summary>This mail was refused for good.</summary>
    Failed,

    /// <summary>It was all handed over, but the answer was lost.</summary>
    Unknown,
}

/// <summary>What became of one hand-over. <paramref name="Reply"/> is the server's answer, for people; <paramref name="ProviderId"/> what a gateway calls the message.</summary>
public readonly record struct Delivery(Outcome Outcome, string? Reply = null, string? ProviderId = null);

/// <summary>The way out: SMTP, or the outbox page when there is none.</summary>
public interface ITransport
{
    /// <summary>Hand-overs that may run side by side.</summary>
    int AtOnce { get; }

    /// <summary>Shown in the product: where mails go.</summary>
    string? Host { get; }

    Task<Delivery> SendAsync(Mail mail, CancellationToken cancellationToken);
}

/// <summary>No mail server is set up: the mail stays where it is, to be read in the outbox.</summary>
public sealed class OutboxTransport : ITransport
{
    public int AtOnce => 4;

    public string? Host => null;

    public Task<Delivery> SendAsync(Mail mail, CancellationToken cancellationToken) => Task.FromResult(new Delivery(Outcome.Sent));
}

/// <summary>A finished text message, as it leaves.</summary>
/// <param name="To">International, digits only, with a plus in front.</param>
/// <param name="Reference">The same for all tries of one message.</param>
/// <param name="ReportPath">Where the gateway may say what became of it.</param>
public sealed record Sms(string To, string Text, string Reference, string ReportPath);

/// <summary>The way out for text messages: a gateway, or the outbox page when there is none.</summary>
public interface ISmsTransport
{
    /// <summary>Shown in the product: where text messages go.</summary>
    string? Host { get; }

    Task<Delivery> SendAsync(Sms sms, CancellationToken cancellationToken);
}

/// <summary>No gateway is set up: the text stays where it is, to be read in the outbox.</summary>
public sealed class OutboxSms : ISmsTransport
{
    public string? Host => null;

    public Task<Delivery> SendAsync(Sms sms, CancellationToken cancellationToken) => Task.FromResult(new Delivery(Outcome.Sent));
}

/// <summary>What the installation says about itself in mails.</summary>
/// <param name="BaseUrl">Links start with it; never taken from a request.</param>
public sealed record MailOrigin(Func<Uri> BaseUrl)
{
    public string Link(string path) => BaseUrl().ToString().TrimEnd('/') + "/" + path.TrimStart('/');

    /// <summary>The right side of Message-IDs.</summary>
    public string Host => BaseUrl().Host;
}
