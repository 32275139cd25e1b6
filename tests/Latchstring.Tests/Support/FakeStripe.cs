using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Latchstring.Tests.Support;

/// <summary>As much of Stripe as Checkout needs: makes sessions from the form that Stripe documents, refuses what it would refuse, and signs events.</summary>
internal sealed class FakeStripe(WebApplication app, string address, TimeProvider clock) : IAsyncDisposable
{
    public const string Key = "sk_test_1", Secret = "whsec_test";

    public string Address => address;
    public ConcurrentDictionary<string, Dictionary<string, string>> Sessions { get; } = new(StringComparer.Ordinal);
    public int Asked;

    public string[] Settings => [$"--Payment:Stripe:Key={Key}", $"--Payment:Stripe:WebhookSecret={Secret}", $"--Payment:Stripe:Address={address}"];

    public static async Task<FakeStripe> StartAsync(TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        FakeStripe? fake = null;
        app.MapPost("/v1/checkout/sessions", async (HttpRequest request) => await fake!.MakeAsync(request));
        app.MapGet("/v1/checkout/sessions/{id}", (string id, HttpRequest request) => request.Headers.Authorization == $"Bearer {Key}" && fake!.Sessions.ContainsKey(id) ? Results.Json(new { id, url = $"https://checkout.stripe.test/{id}" }) : Results.NotFound());
        await app.StartAsync();
        return fake = new FakeStripe(app, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(), clock);
    }

    public static string Event(string type, string id, string status = "paid") => System.Text.Json.JsonSerializer.Serialize(new { id = "evt_1", type, data = new { @object = new { id, payment_status = status } } });

    public static string Sign(string body, DateTimeOffset at, string secret = Secret) =>
        $"t={at.ToUnixTimeSeconds()},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{at.ToUnixTimeSeconds()}.{body}")))}";

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> MakeAsync(HttpRequest request)
    {
        Asked++;
        if (request.Headers.Authorization != $"Bearer {Key}")
            return Results.Unauthorized();
        var form = (await request.ReadFormAsync()).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        string[] needed = ["mode", "success_url", "cancel_url", "line_items[0][quantity]", "line_items[0][price_data][currency]", "line_items[0][price_data][unit_amount]", "line_items[0][price_data][product_data][name]"];
        if (!needed.All(form.ContainsKey) || form["mode"] != "payment" || !long.TryParse(form["line_items[0][price_data][unit_amount]"], out var amount) || amount <= 0
            || !Uri.IsWellFormedUriString(form["success_url"], UriKind.Absolute) || long.Parse(form["expires_at"], null) < clock.GetUtcNow().AddMinutes(30).ToUnixTimeSeconds())
            return Results.BadRequest();
        var id = "cs_" + request.Headers["Idempotency-Key"];
        Sessions[id] = form;
        return Results.Json(new { id, url = $"https://checkout.stripe.test/{id}" });
    }
}
