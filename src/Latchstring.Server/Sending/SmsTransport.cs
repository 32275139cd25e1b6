using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Latchstring.Sending;

namespace Latchstring.Server.Sending;

/// <summary>
/// Text messages over HTTP, in Kannel's way or Twilio's. No connection and no right to send are our trouble and the message waits; a number
/// that does not exist is a bounce; silence after the question was asked is unknown, because the gateway may have it.
/// </summary>
public sealed class SmsTransport(SmsOptions options, MailOrigin origin) : ISmsTransport, IDisposable
{
    /// <summary>Twilio's codes for numbers that cannot get text messages, or whose owner does not want any (21610).</summary>
    private static readonly int[] NoSuchNumber = [21211, 21214, 21217, 21610, 21612, 21614];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10), PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(30) };

    public string? Host => new Uri(options.Url!).Host;

    public async Task<Delivery> SendAsync(Sms sms, CancellationToken cancellationToken)
    {
        var report = options.ReportBase is { Length: > 0 } own ? own.TrimEnd('/') + sms.ReportPath : origin.Link(sms.ReportPath);
        using var request = options.Style == GatewayStyle.Twilio ? Twilio(sms, report) : Kannel(sms, report);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return options.Style == GatewayStyle.Twilio ? JudgeTwilio(response.StatusCode, answer) : JudgeKannel(response.StatusCode, answer);
        }
        catch (HttpRequestException exception) when (exception.InnerException is SocketException || exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            return new Delivery(Outcome.Down, TemplateText.OneLine(exception.Message));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return new Delivery(Outcome.Unknown, TemplateText.OneLine(exception.Message));
        }
    }

    /// <summary>dlr-mask 19: delivered, not delivered, refused by the network. Kannel writes %d and %A itself, so they stay as they are.</summary>
    private HttpRequestMessage Kannel(Sms sms, string report)
    {
        var query = new StringBuilder(options.Url);
        var separator = options.Url!.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        foreach (var (name, value) in new (string, string?)[]
        {
            ("username", options.User), ("password", options.Password), ("from", options.From), ("to", sms.To), ("text", sms.Text), ("charset", "UTF-8"),
            ("coding", SmsText.Of(sms.Text).Gsm ? "0" : "2"), ("dlr-mask", "19"), ("dlr-url", report + "?status=%d&answer=%A"),
        })
        {
            if (string.IsNullOrEmpty(value))
                continue;
            query.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }
        return new HttpRequestMessage(HttpMethod.Get, query.ToString());
    }

    internal static Delivery JudgeKannel(HttpStatusCode status, string answer)
    {
        var reply = Reply(status, answer);
        return status switch
        {
            HttpStatusCode.Accepted or HttpStatusCode.OK => new Delivery(Outcome.Sent, reply),
            HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests => new Delivery(Outcome.Later, reply),
            // About the number; everything else it does not take is how we ask, and for the operator to mend.
            HttpStatusCode.BadRequest when answer.Contains("receiver", StringComparison.OrdinalIgnoreCase) => new Delivery(Outcome.Failed, reply),
            _ => new Delivery(Outcome.Down, reply),
        };
    }

    private HttpRequestMessage Twilio(Sms sms, string report)
    {
        var service = options.From?.StartsWith("MG", StringComparison.Ordinal) == true;
        var request = new HttpRequestMessage(HttpMethod.Post, options.Url)
        {
            Content = new FormUrlEncodedContent([new("To", sms.To), new(service ? "MessagingServiceSid" : "From", options.From), new("Body", sms.Text), new("StatusCallback", report)]),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.User}:{options.Password}")));
        return request;
    }

    internal static Delivery JudgeTwilio(HttpStatusCode status, string answer)
    {
        var (code, id, reply) = (Value(answer, "code"), Value(answer, "sid"), Reply(status, Value(answer, "message") ?? answer));
        return status switch
        {
            HttpStatusCode.Created or HttpStatusCode.OK => new Delivery(Outcome.Sent, null, id),
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => new Delivery(Outcome.Later, reply),
            HttpStatusCode.BadRequest when NoSuchNumber.Any(number => code == number.ToString(System.Globalization.CultureInfo.InvariantCulture)) => new Delivery(Outcome.Bounced, reply),
            HttpStatusCode.BadRequest => new Delivery(Outcome.Failed, reply),
            _ => new Delivery(Outcome.Down, reply),
        };
    }

    private static string? Value(string json, string name)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) ? value.ToString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Reply(HttpStatusCode status, string answer) => TemplateText.OneLine($"{(int)status} {answer}");

    public void Dispose() => _http.Dispose();
}
