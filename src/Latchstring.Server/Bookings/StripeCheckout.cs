using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Latchstring.Bookings;

namespace Latchstring.Server.Bookings;

/// <summary>Section <c>Payment:Stripe</c>, or the environment: <c>Payment__Stripe__Key</c>. Without a key everything goes on the invoice.</summary>
public sealed class StripeOptions
{
    /// <summary>The secret key.</summary>
    public string? Key { get; set; }

    /// <summary>What the endpoint <c>/hooks/stripe</c> was given by Stripe, <c>whsec_…</c>.</summary>
    public string? WebhookSecret { get; set; }
    public string Address { get; set; } = "https://api.stripe.com";
}

/// <summary>Stripe Checkout: people pay on Stripe's page; no card number ever comes near us.</summary>
public sealed class StripeCheckout(StripeOptions options, TimeProvider clock, ILogger<StripeCheckout> log) : IPaymentProvider, IDisposable
{
    /// <summary>Stripe takes no end that is nearer.</summary>
    private static readonly TimeSpan ShortestLife = TimeSpan.FromMinutes(31);
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { Timeout = TimeSpan.FromSeconds(20) };

    public bool Configured => options.Key is { Length: > 0 };

    public string Name => "stripe";

    public async Task<Checkout?> StartAsync(PaymentRequest request, CancellationToken cancellationToken)
    {
        var life = clock.GetUtcNow() + ShortestLife;
        var form = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["mode"] = "payment",
            ["client_reference_id"] = request.Id.ToString(),
            ["success_url"] = request.ReturnUrl,
            ["cancel_url"] = request.ReturnUrl,
            ["expires_at"] = (request.ExpiresAt > life ? request.ExpiresAt : life).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["line_items[0][quantity]"] = "1",
            ["line_items[0][price_data][currency]"] = request.Amount.Currency.ToLowerInvariant(),
            ["line_items[0][price_data][unit_amount]"] = request.Amount.Amount.ToString(CultureInfo.InvariantCulture),
            ["line_items[0][price_data][product_data][name]"] = request.What,
        };
        if (request.Email is { } email)
            form["customer_email"] = email;
        using var message = Message(HttpMethod.Post, "/v1/checkout/sessions");
        message.Content = new FormUrlEncodedContent(form);
        message.Headers.Add("Idempotency-Key", request.Id.ToString());
        return await AskAsync(message, cancellationToken);
    }

    public async Task<Checkout?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        using var message = Message(HttpMethod.Get, "/v1/checkout/sessions/" + Uri.EscapeDataString(reference));
        return await AskAsync(message, cancellationToken);
    }

    /// <summary>The reference of what was paid; null = the event is of something else. False = it was not signed by Stripe just now.</summary>
    public (bool Genuine, string? Paid) Read(string body, string? signature, DateTimeOffset now)
    {
        var parts = (signature ?? "").Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0].Trim(), part => part[1], StringComparer.Ordinal);
        if (options.WebhookSecret is not { Length: > 0 } secret || !long.TryParse(parts["t"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at > 253_402_300_799
            || (now - DateTimeOffset.FromUnixTimeSeconds(at)).Duration() > Tolerance)
            return (false, null);
        var right = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{at}.{body}"))));
        if (!parts["v1"].Any(one => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(one), right)))
            return (false, null);
        try
        {
            using var json = JsonDocument.Parse(body);
            var (type, session) = (json.RootElement.GetProperty("type").GetString(), json.RootElement.GetProperty("data").GetProperty("object"));
            var paid = type is "checkout.session.completed" or "checkout.session.async_payment_succeeded" && session.GetProperty("payment_status").GetString() == "paid";
            return (true, paid ? session.GetProperty("id").GetString() : null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return (true, null);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Message(HttpMethod method, string path)
    {
        var message = new HttpRequestMessage(method, new Uri(new Uri(options.Address), path));
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Key);
        return message;
    }

    private async Task<Checkout?> AskAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.SendAsync(message, cancellationToken);
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                log.LogError("Stripe answered {Status}", (int)answer.StatusCode);
                return null;
            }
            using var json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("url", out var url) && url.GetString() is { Length: > 0 } page && json.RootElement.TryGetProperty("id", out var id) && id.GetString() is { } name ? new Checkout(name, page) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or TaskCanceledException)
        {
            log.LogError(exception, "Stripe could not be reached");
            return null;
        }
    }
}
