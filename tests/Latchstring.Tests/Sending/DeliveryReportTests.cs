using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Sending;

/// <summary>What comes back about messages after they were sent.</summary>
public class DeliveryReportTests
{
    private const string Secret = "the-secret-of-the-mail-server";

    [Theory, EachDatabase]
    public async Task A_report_moves_a_message_forward_once(TestDatabase test)
    {
        var (sample, message) = await SentAsync(test, Channel.Sms);
        await using var server = await TestServer.StartAsync(test);
        var hook = "/hooks/sms/" + MessageTokens.Report.Of(test.Database.Keys, sample.Id, message.Id);
        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.GetAsync(hook + "?status=8&answer=")).StatusCode);
        Assert.Equal(MessageStatus.Sent, (await FindAsync(test, sample, message)).Status);
        await server.Client.GetAsync(hook + "?status=1&answer=");
        var delivered = await FindAsync(test, sample, message);
        Assert.Equal((MessageStatus.Delivered, test.Clock.Now), (delivered.Status, delivered.DeliveredAt));
        await server.Client.GetAsync(hook + "?status=2&answer=too+late");
        Assert.Equal(MessageStatus.Delivered, (await FindAsync(test, sample, message)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync(hook[..^2] + "AA?status=2")).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task A_number_that_nobody_has_gets_nothing_more(TestDatabase test)
    {
        var (sample, message) = await SentAsync(test, Channel.Sms);
        await using var server = await TestServer.StartAsync(test);
        var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["MessageStatus"] = "undelivered", ["ErrorCode"] = "30005", ["MessageSid"] = "SM1" });
        Assert.Equal(HttpStatusCode.NoContent, (await server.Client.PostAsync("/hooks/sms/" + MessageTokens.Report.Of(test.Database.Keys, sample.Id, message.Id), form)).StatusCode);
        Assert.Equal((MessageStatus.Bounced, "30005"), ((await FindAsync(test, sample, message)).Status, (await FindAsync(test, sample, message)).Reason));
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal((Channel.Sms, message.Address, SuppressionReason.HardBounce), await db.Suppressions.Select(s => new ValueTuple<Channel, string, SuppressionReason>(s.Channel, s.Address, s.Reason)).SingleAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S3.7")]
    public async Task A_returned_mail_names_the_bounce_and_keeps_the_address_from_more(TestDatabase test)
    {
        var (sample, message) = await SentAsync(test, Channel.Email);
        await using var server = await TestServer.StartAsync(test, null, "--Mail:ReportSecret=" + Secret);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(server, "guessed", Returned(message))).StatusCode);
        var answer = await PostAsync(server, Secret, Returned(message));
        Assert.Equal("{\"recorded\":1}", await answer.Content.ReadAsStringAsync());
        var bounced = await FindAsync(test, sample, message);
        Assert.Equal((MessageStatus.Bounced, "smtp; 550 5.1.1 <nobody@example.org>: no such user"), (bounced.Status, bounced.Reason));
        await using var db = test.Database.Read(sample.Id);
        Assert.True(await db.Suppressions.AnyAsync(s => s.Address == message.Address && s.Reason == SuppressionReason.HardBounce));
        Assert.Equal("{\"recorded\":0}", await (await PostAsync(server, Secret, Returned(message))).Content.ReadAsStringAsync());
        Assert.Equal("{\"recorded\":0}", await (await PostAsync(server, Secret, "Subject: out of office\n\nBack on Monday.\n")).Content.ReadAsStringAsync());
    }

    [Theory, EachDatabase]
    public async Task A_complaint_reported_as_json_stops_mails_but_not_the_truth_that_it_arrived(TestDatabase test)
    {
        var (sample, message) = await SentAsync(test, Channel.Email);
        await using var server = await TestServer.StartAsync(test, null, "--Mail:ReportSecret=" + Secret);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/mail") { Content = JsonContent.Create(new[] { new { message = message.Id, @event = "delivered" }, new { message = message.Id, @event = "complained" } }) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        Assert.Equal("{\"recorded\":2}", await (await server.Client.SendAsync(request)).Content.ReadAsStringAsync());
        Assert.Equal(MessageStatus.Delivered, (await FindAsync(test, sample, message)).Status);
        await using var db = test.Database.Read(sample.Id);
        Assert.True(await db.Suppressions.AnyAsync(s => s.Address == message.Address && s.Reason == SuppressionReason.Complaint));
    }

    [Theory, EachDatabase]
    public async Task Reports_of_another_shape_or_without_end_are_refused_and_break_nothing(TestDatabase test)
    {
        await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test, null, "--Mail:ReportSecret=" + Secret);
        foreach (var body in new[] { "{", "[null]", "null", "[{\"message\": 7}]", "[{\"message\": \"01a2018e-06d3-7b2b-8394-0dbbcf488006\", \"event\": \"exploded\"}]" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/mail") { Content = new StringContent(body, new MediaTypeHeaderValue("application/json")) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
            Assert.Equal(HttpStatusCode.BadRequest, (await server.Client.SendAsync(request)).StatusCode);
        }
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(server, Secret, new string('x', DeliveryStatus.Largest + 1))).StatusCode);
    }

    [Theory]
    [InlineData("4.2.2", "delayed", null)]
    [InlineData("5.2.2", "failed", ReportKind.Failed)]
    [InlineData("5.1.2", "failed", ReportKind.Bounced)]
    [InlineData("2.0.0", "delivered", ReportKind.Delivered)]
    public void What_a_returned_mail_says_decides(string status, string action, ReportKind? kind)
    {
        var message = new Message { Address = "a@example.org", Domain = "example.org", Locale = "en", TimeZone = "UTC", ActorName = "Test" };
        Assert.Equal(kind, DeliveryStatus.Read(Returned(message, status, action))?.Report.Kind);
    }

    private static string Returned(Message message, string status = "5.1.1", string action = "failed") => $"""
        Return-Path: <>
        From: MAILER-DAEMON@mx.example.org
        Message-ID: <20261122.ABCDEF@mx.example.org>
        Content-Type: multipart/report; report-type=delivery-status;
          boundary="x"

        --x
        Content-Type: text/plain

        I'm sorry to have to inform you that your message could not be delivered.

        --x
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example.org

        Final-Recipient: rfc822; nobody@example.org
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 {(status.StartsWith("5.1", StringComparison.Ordinal) ? status : "5.0.0")}
         <nobody@example.org>: no such user

        --x
        Content-Type: message/rfc822

        Message-ID: <{message.Id:N}.{message.Generation}@codes.example.org>
        Subject: Your code

        --x--
        """;

    private static Task<HttpResponseMessage> PostAsync(TestServer server, string secret, string mail)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/hooks/mail") { Content = new StringContent(mail, new MediaTypeHeaderValue("message/rfc822")) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return server.Client.SendAsync(request);
    }

    private static async Task<(SampleWorkspace Sample, Message Message)> SentAsync(TestDatabase test, Channel channel)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var address = channel == Channel.Sms ? "+491701234567" : "nobody@example.org";
        var message = new Message
        {
            WorkspaceId = sample.Id, LaneId = sample.Course.Id, Channel = channel, Rank = Rank.OneToOne, Type = TemplateType.Code, Status = MessageStatus.Sent, Address = address, Domain = Message.DomainOf(address),
            Locale = "en", TimeZone = "UTC", SendingId = Guid.CreateVersion7(), CreatedAt = test.Clock.Now, HandedAt = test.Clock.Now, SentAt = test.Clock.Now, ActorName = "Test",
        };
        await test.Database.WriteAsync(sample.Id, db => { db.Add(message); return db.SaveChangesAsync(); });
        return (sample, message);
    }

    private static async Task<Message> FindAsync(TestDatabase test, SampleWorkspace sample, Message message)
    {
        await using var db = test.Database.Read(sample.Id);
        return await db.Messages.SingleAsync(m => m.Id == message.Id);
    }
}
