using System.Net;
using AngleSharp.Html.Parser;
using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.People;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Latchstring.Tests.Sending;

/// <summary>Inviting as a manager of a gym does it, and the code as a member holds it.</summary>
public class InvitePagesTests
{
    private static async Task<(TestServer Server, InviteKit Kit)> StartAsync(TestDatabase test, int members)
    {
        var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false", "--LATCHSTRING_BASE_URL=http://codes.example.org");
        // Noon of the next day in Berlin, whatever the wall says.
        test.Clock.Now = new DateTimeOffset(test.Clock.Now.UtcDateTime.Date, TimeSpan.Zero).AddDays(1).AddHours(10);
        return (server, await InviteKit.CreateAsync(test, members));
    }

    private static async Task CarryAsync(TestServer server, int rounds = 10)
    {
        for (var i = 0; i < rounds; i++, server.Test.Clock.Advance(TimeSpan.FromSeconds(5)))
            await server.Services.GetRequiredService<DispatchMessages>().RunAsync();
    }

    private static async Task<string> TextOf(HttpClient client, string path)
    {
        var document = await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync(path));
        return string.Join(' ', document.QuerySelector("main")!.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory, EachDatabase, Trait("Req", "S2.8"), Trait("Req", "S2.9"), Trait("Req", "S2.46")]
    public async Task From_the_button_of_a_group_over_the_forecast_to_the_campaign_and_back(TestDatabase test)
    {
        var (server, kit) = await StartAsync(test, 3);
        await using var _ = server;
        await using var __ = kit;
        await kit.AddPeopleAsync(1, Segment.Trial, prefix: "t");
        using var staff = await server.SignInAsync(kit.Sample);
        var app = $"/acme/admin/locations/{kit.Place.Id}/app";
        var buttons = await TextOf(staff, app);
        Assert.All(["Invite members", "Invite trials", "Invite prospects"], text => Assert.Contains(text, buttons, StringComparison.Ordinal));
        var ask = $"{app}/invite?segment=Member";
        Assert.Contains("3 of 3 people get an e-mail with the link", await TextOf(staff, ask), StringComparison.Ordinal);
        var sent = await staff.PostFormAsync(ask, "invite", ("Input.Act", "send"), ("Input.Name", "June"));
        Assert.Equal(HttpStatusCode.Found, sent.StatusCode);
        var campaign = new Uri(server.Address, sent.Headers.Location!).AbsolutePath;
        Assert.StartsWith("/acme/admin/campaigns/", campaign, StringComparison.Ordinal);
        Assert.Contains("0 of 6 messages", await TextOf(staff, campaign), StringComparison.Ordinal);
        await staff.PostActionAsync(campaign, campaign + "/pause");
        await CarryAsync(server);
        var paused = await TextOf(staff, campaign);
        Assert.Contains("0 of 6 messages", paused, StringComparison.Ordinal);
        Assert.Contains("Resume", paused, StringComparison.Ordinal);
        await staff.PostActionAsync(campaign, campaign + "/resume");
        await CarryAsync(server);
        Assert.Contains("6 of 6 messages", await TextOf(staff, campaign), StringComparison.Ordinal);
        Assert.Contains("completed", await TextOf(staff, "/acme/admin/campaigns"), StringComparison.Ordinal);
        Assert.Contains("1 person", await TextOf(staff, app + "?state=NotInvited"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S2.25"), Trait("Req", "S2.28"), Trait("Req", "S2.29")]
    public async Task The_envelope_invites_one_the_plane_sends_again_and_the_person_shows_why_it_waits(TestDatabase test)
    {
        var (server, kit) = await StartAsync(test, 1);
        await using var _ = server;
        await using var __ = kit;
        using var staff = await server.SignInAsync(kit.Sample);
        var app = $"/acme/admin/locations/{kit.Place.Id}/app";
        var person = await kit.PersonAsync("m00001@example.org");
        await staff.PostActionAsync(app, app + "/one", ("invite", person.ToString()));
        var page = $"/acme/admin/people/{person}";
        Assert.Contains("It leaves when the hours and the pace allow.", await TextOf(staff, page), StringComparison.Ordinal);
        await CarryAsync(server);
        Assert.Contains("Invite sent", await TextOf(staff, page), StringComparison.Ordinal);
        Assert.Contains("1 person", await TextOf(staff, app + "?state=Sent"), StringComparison.Ordinal);
        await staff.PostActionAsync(app, app + "/one", ("again", person.ToString()));
        await CarryAsync(server);
        Assert.Equal(2, Assert.Single(await kit.InvitationsAsync()).Generation);
        await staff.PostActionAsync(app, app + "/one", ("again", person.ToString()), ("back", page));
        await staff.PostActionAsync(page, app + "/one", ("cancel", (await kit.InvitationsAsync())[0].Id.ToString()), ("back", page));
        Assert.Contains("Not invited", await TextOf(staff, page), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "X15")]
    public async Task A_short_code_alone_shows_nothing_of_its_person_and_gives_no_password(TestDatabase test)
    {
        var (server, kit) = await StartAsync(test, 1);
        await using var _ = server;
        await using var __ = kit;
        await kit.InviteAsync();
        await using var db = test.Database.Read(kit.Sample.Id);
        var code = await db.AccessCodes.SingleAsync();
        var text = new BatchTexts(test.Database.Keys.Of(kit.Sample.Id), await db.CodeBatches.SingleAsync()).Of(code.Number);
        var link = await server.Client.GetAsync($"/acme/i/{text}");
        Assert.Equal("/acme/app/join", new Uri(server.Address, link.Headers.Location!).AbsolutePath);
        using var guest = server.NewClient();
        var typed = await guest.PostPageAsync("/acme", ("Form.Code", text));
        Assert.Equal("/acme/app/join", new Uri(server.Address, typed.Headers.Location!).AbsolutePath);
        var tries = new Latchstring.Redemptions.CodeTries(test.Database, new(test.Database), server.Services.GetRequiredService<Latchstring.Accounts.ProofOfWork>());
        var registered = await new Latchstring.Redemptions.RegisterParticipant(test.Database, tries).RunAsync(Actor.Guest(kit.Sample.Id, "Guest"), new("Eve", "Else", "m00001@example.org", "Sunny-Meadow-42", "en", new(null, null, false), code.Id));
        Assert.Equal("person.known", registered.Problem?.Code);
        Assert.Equal("code.bound", (await new AssignCode(test.Database).RunAsync(kit.Owner, new(code.Id, null))).Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "S2.36")]
    public async Task The_welcome_says_the_user_name_and_leaves_at_any_hour(TestDatabase test)
    {
        await using var kit = await InviteKit.CreateAsync(test, 1);
        test.Clock.Now = new(2026, 6, 15, 20, 0, 0, TimeSpan.Zero);
        await new MailWelcome(test.Database, kit.Sending.Compose, new MailOrigin(() => SendingKit.BaseUrl)).RunAsync(kit.Sample.Id, await kit.PersonAsync("m00001@example.org"), kit.App.Id);
        await kit.Sending.Dispatch.RunAsync();
        var mail = Assert.Single(kit.Sending.Server.Taken);
        Assert.Equal("Welcome to Studio Mitte", mail.Subject);
        Assert.Contains("Your user name is m00001@example.org", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://codes.example.org/acme/app", mail.Text, StringComparison.Ordinal);
    }
}
