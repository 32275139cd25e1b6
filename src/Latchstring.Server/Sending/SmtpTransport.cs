using System.Collections.Concurrent;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Latchstring.Sending;

namespace Latchstring.Server.Sending;

/// <summary>
/// SMTP through System.Net.Mail. Each client keeps its connection; a few of them stand ready, because one sends some twenty mails a second.
/// What the server answered, and how far we had come when it did not, decides what becomes of the mail.
/// </summary>
public sealed class SmtpTransport(MailOptions options, MailOrigin origin) : ITransport, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentDictionary<string, ConcurrentBag<SmtpClient>> _idle = new(StringComparer.Ordinal);

    public int AtOnce => options.Connections;

    public string? Host => options.Host;

    public async Task<Delivery> SendAsync(Mail mail, CancellationToken cancellationToken)
    {
        var first = await TryAsync(mail, fresh: false, cancellationToken);
        // A kept connection that the server has closed meanwhile says nothing about this mail.
        return first is { Delivery.Outcome: Outcome.Down, Reused: true } ? (await TryAsync(mail, fresh: true, cancellationToken)).Delivery : first.Delivery;
    }

    private async Task<(Delivery Delivery, bool Reused)> TryAsync(Mail mail, bool fresh, CancellationToken cancellationToken)
    {
        var route = options.RouteOf(mail.Stream);
        var idle = _idle.GetOrAdd(mail.Stream, _ => []);
        SmtpClient? kept = null;
        var reused = !fresh && idle.TryTake(out kept);
        var client = kept ?? NewClient(route);
        using var body = new WatchedPart(mail.Html);
        using var calendar = mail.Calendar is null ? null : new WatchedPart(mail.Calendar);
        using var message = Message(mail, route.From ?? "no-reply@" + origin.Host, body, calendar);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await client.SendMailAsync(message, patience.Token);
            idle.Add(client);
            return (new Delivery(Outcome.Sent), reused);
        }
        catch (Exception exception) when (exception is SmtpException or OperationCanceledException or IOException or InvalidOperationException or System.Security.Authentication.AuthenticationException)
        {
            client.Dispose();
            return (Judge(exception, (calendar ?? body).WasRead), reused);
        }
    }

    /// <summary>
    /// A recipient refused for good is a bounce; 4xx is "later"; refusals before the body that are not about the recipient are ours to mend, so the
    /// mail waits. Silence after the whole body was written is unknown.
    /// </summary>
    internal static Delivery Judge(Exception exception, bool bodyWritten)
    {
        var smtp = exception as SmtpException;
        var (code, reply) = ((int)(smtp?.StatusCode ?? SmtpStatusCode.GeneralFailure), Reply(exception));
        return (code, smtp) switch
        {
            ( >= 500 and < 600, SmtpFailedRecipientException) => new Delivery(Outcome.Bounced, reply),
            ( >= 400 and < 500, _) => new Delivery(Outcome.Later, reply),
            ( >= 500 and < 600, _) when bodyWritten => new Delivery(Outcome.Failed, reply),
            ( < 0, _) when bodyWritten => new Delivery(Outcome.Unknown, reply),
            _ => new Delivery(Outcome.Down, reply),
        };
    }

    private static string Reply(Exception exception)
    {
        var text = new StringBuilder();
        if (exception is SmtpException answered && answered.StatusCode != SmtpStatusCode.GeneralFailure)
            text.Append((int)answered.StatusCode).Append(' ');
        for (var inner = exception; inner is not null; inner = inner.InnerException)
            text.Append(TemplateText.OneLine(inner.Message)).Append(inner.InnerException is null ? "" : " ");
        return text.ToString();
    }

    private static SmtpClient NewClient(MailRoute route)
    {
        var client = new SmtpClient(route.Host, route.Port ?? 25) { EnableSsl = route.StartTls == true, DeliveryMethod = SmtpDeliveryMethod.Network, UseDefaultCredentials = false };
        if (!string.IsNullOrEmpty(route.User))
            client.Credentials = new NetworkCredential(route.User, route.Password);
        return client;
    }

    private static MailMessage Message(Mail mail, string from, Stream html, Stream? calendar)
    {
        var message = new MailMessage
        {
            From = new MailAddress(mail.From ?? from, mail.FromName, Encoding.UTF8),
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(new MailAddress(mail.To));
        if (mail.ReplyTo is not null)
            message.ReplyToList.Add(new MailAddress(mail.ReplyTo));
        message.Headers.Add("Message-ID", mail.MessageId);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (mail.Unsubscribe is not null)
        {
            message.Headers.Add("List-Unsubscribe", $"<{mail.Unsubscribe}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        message.AlternateViews.Add(AlternateView.CreateAlternateViewFromString(mail.Text, Encoding.UTF8, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(new AlternateView(html, new ContentType("text/html; charset=utf-8")) { TransferEncoding = TransferEncoding.Base64 });
        if (calendar is not null)
            message.Attachments.Add(new Attachment(calendar, new ContentType("text/calendar; charset=utf-8; method=PUBLISH") { Name = Mail.CalendarFile }) { TransferEncoding = TransferEncoding.Base64 });
        return message;
    }

    public void Dispose()
    {
        foreach (var client in _idle.Values.SelectMany(clients => clients))
            client.Dispose();
    }

    /// <summary>The last part of a mail; once it was read to its end, the server may have everything.</summary>
    private sealed class WatchedPart(string text) : MemoryStream(Encoding.UTF8.GetBytes(text), writable: false)
    {
        public bool WasRead => Position == Length;
    }
}
