using System.Net;
using System.Text;
using Latchstring.Sending;
using Latchstring.Server.Sending;
using Latchstring.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Latchstring.Tests.Sending;

/// <summary>Text messages over a real Kannel, and over a gateway that speaks as Twilio does.</summary>
public class SmsTransportTests
{
    private static readonly MailOrigin Origin = new(() => SendingKit.BaseUrl);
    private static readonly Sms Sample = new("+491701234567", "Ihr Code für „Größe“: 7KQ4-M2X9-A", "<1.1@codes.example.org>", "/hooks/sms/token");

    [Fact, Trait("Req", "S2.2")]
    public async Task A_real_gateway_takes_texts_in_both_alphabets_and_refuses_a_wrong_password()
    {
        await using var kannel = await Kannel.StartAsync();
        using var gateway = new SmsTransport(new SmsOptions { Url = kannel.Url.ToString(), User = "latchstring", Password = "secret", From = "Gym" }, Origin);
        Assert.Equal(Outcome.Sent, (await gateway.SendAsync(Sample with { Text = "Your code: 7KQ4M2X9A (Übung, 5 €)" }, default)).Outcome);
        Assert.Equal(Outcome.Sent, (await gateway.SendAsync(Sample with { Text = "Ваш код: 7KQ4M2X9A" }, default)).Outcome);
        Assert.Equal(Outcome.Sent, (await gateway.SendAsync(Sample with { Text = new string('x', 157) + "the end" }, default)).Outcome);
        using var wrong = new SmsTransport(new SmsOptions { Url = kannel.Url.ToString(), User = "latchstring", Password = "guessed", From = "Gym" }, Origin);
        var refused = await wrong.SendAsync(Sample, default);
        Assert.Equal(Outcome.Down, refused.Outcome);
        Assert.Contains("403", refused.Reply, StringComparison.Ordinal);
        await EventuallyAsync(() => kannel.Received.Contains("data xxxxthe+end", StringComparison.Ordinal), () => kannel.Received);
        Assert.Contains("Your code: 7KQ4M2X9A (Übung, 5 €)", kannel.Received, StringComparison.Ordinal);
        Assert.Contains("+491701234567", kannel.Received, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(201, """{"sid":"SM1","status":"queued"}""", Outcome.Sent)]
    [InlineData(400, """{"code":21211,"message":"Invalid 'To' Phone Number"}""", Outcome.Bounced)]
    [InlineData(400, """{"code":21610,"message":"unsubscribed recipient"}""", Outcome.Bounced)]
    [InlineData(400, """{"code":21602,"message":"body is required"}""", Outcome.Failed)]
    [InlineData(401, """{"code":20003,"message":"Authenticate"}""", Outcome.Down)]
    [InlineData(429, """{"code":20429,"message":"Too Many Requests"}""", Outcome.Later)]
    [InlineData(503, "<html>", Outcome.Later)]
    public async Task The_other_form_of_gateway_gets_a_form_and_each_answer_means_what_it_says(int status, string answer, Outcome outcome)
    {
        IFormCollection? form = null;
        string? authorization = null;
        await using var server = await ListenAsync(async context =>
        {
            (form, authorization) = (await context.Request.ReadFormAsync(), context.Request.Headers.Authorization);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(answer);
        });
        using var gateway = new SmsTransport(new SmsOptions { Style = GatewayStyle.Twilio, Url = AddressOf(server) + "/2010-04-01/Accounts/AC1/Messages.json", User = "AC1", Password = "secret", From = "+15005550006" }, Origin);
        var delivery = await gateway.SendAsync(Sample, default);
        Assert.Equal((outcome, outcome == Outcome.Sent ? "SM1" : null), (delivery.Outcome, delivery.ProviderId));
        Assert.Equal(["+491701234567", "+15005550006", Sample.Text, "https://codes.example.org/hooks/sms/token"], new[] { "To", "From", "Body", "StatusCallback" }.Select(name => form![name].ToString()));
        Assert.Equal("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("AC1:secret")), authorization);
    }

    [Fact]
    public async Task No_gateway_is_down_and_one_that_falls_silent_is_unknown()
    {
        using var nobody = new SmsTransport(new SmsOptions { Url = "http://127.0.0.1:1/cgi-bin/sendsms" }, Origin);
        Assert.Equal(Outcome.Down, (await nobody.SendAsync(Sample, default)).Outcome);
        await using var silent = await ListenAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var gateway = new SmsTransport(new SmsOptions { Url = AddressOf(silent) }, Origin);
        Assert.Equal(Outcome.Unknown, (await gateway.SendAsync(Sample, default)).Outcome);
    }

    [Fact]
    public void Settings_that_cannot_work_stop_the_start() =>
        Assert.Throws<Latchstring.Server.Options.StartException>(() => new SmsOptions { Url = "localhost:13013" }.Checked());

    internal static async Task<WebApplication> ListenAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    internal static string AddressOf(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    private static async Task EventuallyAsync(Func<bool> holds, Func<string> otherwise)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 300, otherwise());
            await Task.Delay(100);
        }
    }
}
