using System.Net;
using AngleSharp.Html.Parser;
using Latchstring.Codes;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Sending;

/// <summary>Mailing codes as a course administrator does it, and receiving one as a guest does.</summary>
public class SendingPagesTests
{
    private static async Task<(TestServer Server, SampleWorkspace Sample, Verbs Verbs)> StartAsync(TestDatabase test)
    {
        var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false", "--LATCHSTRING_BASE_URL=http://codes.example.org");
        // Noon of the next day in Berlin, whatever the wall says.
        test.Clock.Now = new DateTimeOffset(test.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(10);
        return (server, await SampleWorkspace.CreateAsync(test), new Verbs(test));
    }

    private static async Task CarryAsync(TestServer server)
    {
        for (var i = 0; i < 3; i++, server.Test.Clock.Advance(TimeSpan.FromSeconds(30)))
            await server.Services.GetRequiredService<DispatchMessages>().RunAsync();
    }

    private static async Task<string> TextOf(HttpClient client, string path)
    {
        var document = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync(path));
        return string.Join(' ', document.QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory, EachDatabase, Trait("Req", "S3.6"), Trait("Req", "S3.7")]
    public async Task From_the_list_of_addresses_to_a_participant_who_is_in(TestDatabase test)
    {
        var (server, sample, verbs) = await StartAsync(test);
        await using var _ = server;
        await using var __ = verbs;
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 3));
        using var staff = await server.SignInAsync(sample);
        var page = $"/acme/admin/codes/send?batchId={batch.Id}";
        var check = await staff.PostFormAsync(page, "send-codes", ("Input.Addresses", "Ada Lovelace <ada@example.org>;\nbob@example.org"), ("Input.Act", "check"));
        var shown = await check.Content.ReadAsStringAsync();
        Assert.Contains("2 mails", shown, StringComparison.Ordinal);
        Assert.Contains("Send 2 mails", shown, StringComparison.Ordinal);
        var sent = await staff.PostFormAsync(page, "send-codes", ("Input.Addresses", "ada@example.org, bob@example.org"), ("Input.Act", "send"));
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        var list = sent.Headers.Location!.ToString();
        Assert.Contains("queued until", await TextOf(staff, list), StringComparison.Ordinal);

        await CarryAsync(server);
        var mail = (await server.Services.GetRequiredService<SeeMail>().RunAsync(sample.Owner, await IdAsync(server, sample, "ada@example.org"))).Value;
        Assert.True(mail.Exact);
        var link = new Uri(mail.Mail.Text.Split('\n').Single(line => line.StartsWith("http://codes.example.org/acme/i/", StringComparison.Ordinal)));
        using var guest = server.NewClient();
        guest.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0");
        guest.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        var registered = await guest.PostFormAsync(link.AbsolutePath, "register", ("Form.FirstName", "Ada"), ("Form.LastName", "Lovelace"), ("Form.Email", "ada@example.org"), ("Form.Password", "Sunny-Meadow-42"));
        Assert.StartsWith("/acme/me/opened/", new Uri(server.Address, registered.Headers.Location!).AbsolutePath, StringComparison.Ordinal);

        var text = await TextOf(staff, list);
        Assert.Contains("redeemed", text, StringComparison.Ordinal);
        Assert.Contains(" sent", text, StringComparison.Ordinal);
        var (ada, bob) = (await RowAsync(server, sample, "ada@example.org"), await RowAsync(server, sample, "bob@example.org"));
        Assert.True(ada.Redeemed && ada.VisitedAt is not null);
        Assert.Equal((MessageStatus.Sent, false, null), (bob.Status, bob.Redeemed, bob.VisitedAt));
    }

    [Theory, EachDatabase, Trait("Req", "X6")]
    public async Task A_scanner_that_opens_the_link_is_marked_as_a_machine_and_uses_nothing_up(TestDatabase test)
    {
        var (server, sample, verbs) = await StartAsync(test);
        await using var _ = server;
        await using var __ = verbs;
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        await server.Services.GetRequiredService<SendCodes>().RunAsync(sample.Owner, new CodesToSend(null, new CodeFilter(batch.Id), ["ada@example.org"]));
        await server.Services.GetRequiredService<DispatchMessages>().RunAsync();
        using var scanner = server.NewClient();
        foreach (var agent in new[] { "MailScanner/3.1 (+https://scan.example.org)", "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/acme/i/{texts[0]}");
            request.Headers.UserAgent.ParseAdd(agent);
            request.Headers.AcceptLanguage.ParseAdd("en");
            Assert.Equal(HttpStatusCode.OK, (await scanner.SendAsync(request)).StatusCode);
        }
        var row = await RowAsync(server, sample, "ada@example.org");
        Assert.Equal((MessageStatus.Sent, null, false), (row.Status, row.VisitedAt, row.Redeemed));
        Assert.NotNull(row.ScannedAt);
    }

    [Theory, EachDatabase]
    public async Task What_has_not_left_can_be_taken_back_and_what_has_can_be_sent_again(TestDatabase test)
    {
        var (server, sample, verbs) = await StartAsync(test);
        await using var _ = server;
        await using var __ = verbs;
        var (batch, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2));
        await server.Services.GetRequiredService<SendCodes>().RunAsync(sample.Owner, new CodesToSend(null, new CodeFilter(batch.Id), ["ada@example.org", "bob@example.org"], PerMinute: 1));
        await server.Services.GetRequiredService<DispatchMessages>().RunAsync();
        using var staff = await server.SignInAsync(sample);
        var (ada, bob) = (await IdAsync(server, sample, "ada@example.org"), await IdAsync(server, sample, "bob@example.org"));
        await staff.PostFormAsync($"/acme/admin/outbox/{bob}", "/cancel");
        Assert.Contains("not sent", await TextOf(staff, "/acme/admin/outbox"), StringComparison.Ordinal);
        var again = await staff.PostFormAsync($"/acme/admin/outbox/{ada}", "/resend");
        Assert.NotEqual($"/acme/admin/outbox/{ada}", again.Headers.Location!.ToString());
        Assert.Contains("sent again, number 2", await TextOf(staff, again.Headers.Location!.ToString()), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Control", "mail-frame")]
    public async Task The_mail_is_framed_without_scripts_and_strangers_see_none(TestDatabase test)
    {
        var (server, sample, verbs) = await StartAsync(test);
        await using var _ = server;
        await using var __ = verbs;
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        await server.Services.GetRequiredService<SendCodes>().RunAsync(sample.Owner, new CodesToSend(null, new CodeFilter(batch.Id), ["ada@example.org"]));
        var path = $"/acme/admin/outbox/{await IdAsync(server, sample, "ada@example.org")}/html";
        using var staff = await server.SignInAsync(sample);
        var frame = await staff.GetAsync(path);
        Assert.Contains(texts[0], await frame.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var policy = string.Join(';', frame.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'; script-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("sandbox", policy, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await server.Client.GetAsync(path)).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task Unsubscribing_takes_a_button_or_the_one_click_of_a_mail_program_never_a_visit(TestDatabase test)
    {
        var (server, sample, verbs) = await StartAsync(test);
        await using var _ = server;
        await using var __ = verbs;
        string Path(string address) => $"/acme/unsubscribe/{OptOutTokens.Of(server.Database.Keys, sample.Id, address)}";
        await using var db = server.Database.Read(sample.Id);
        Assert.Contains("ada@example.org", await server.Client.GetStringAsync(Path("ada@example.org")), StringComparison.Ordinal);
        Assert.Equal(0, await db.Suppressions.CountAsync());
        using var oneClick = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.PostAsync(Path("ada@example.org"), oneClick)).StatusCode);
        Assert.EndsWith("?ask=1", (await server.Client.PostAsync(Path("bob@example.org") + "/confirmation", null)).Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await db.Suppressions.CountAsync());
        using var sure = new FormUrlEncodedContent([new("sure", "true")]);
        Assert.EndsWith("?done=1", (await server.Client.PostAsync(Path("bob@example.org") + "/confirmation", sure)).Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.PostAsync("/acme/unsubscribe/AAAAAAAAAAAAAAAAAAAAAAAAAAAA", null)).StatusCode);
        Assert.Equal(["ada@example.org", "bob@example.org"], await db.Suppressions.Select(s => s.Address).OrderBy(a => a).ToListAsync());
    }

    private static async Task<Guid> IdAsync(TestServer server, SampleWorkspace sample, string address) => (await RowAsync(server, sample, address)).Id;

    private static async Task<MessageRow> RowAsync(TestServer server, SampleWorkspace sample, string address) =>
        Assert.Single((await server.Services.GetRequiredService<ListMessages>().RunAsync(sample.Owner, new MessageFilter(Q: address), new())).Value.Items);
}
