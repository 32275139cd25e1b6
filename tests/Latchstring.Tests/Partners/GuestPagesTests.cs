using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Latchstring.Accounts;
using Latchstring.Partners;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Partners;

/// <summary>The pages on which partners invite.</summary>
public class GuestPagesTests
{
    private const string Home = "/acme/partner/invitations";

    private static IHtmlDocument Read(string html) => new HtmlParser().ParseDocument(html);

    private static async Task<(TestServer Server, HttpClient Client)> OpenAsync(GuestKit kit, PartnerRole role = PartnerRole.Admin)
    {
        var petra = await kit.Sample.AddAsync(new Account { WorkspaceId = kit.Sample.Id, Email = $"petra-{role}@nordwind.test", NormalizedEmail = $"PETRA-{role}@NORDWIND.TEST".ToUpperInvariant(), Name = "Petra Partner", OrganisationId = kit.A.OrganisationId, Partner = role, CreatedAt = kit.Test.Database.Now });
        var server = await TestServer.StartAsync(kit.Test, null, "--Mail:Carry=false");
        return (server, await server.SignInAsync(kit.Sample, petra));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.48")]
    [Trait("Req", "S1.49")]
    [Trait("Req", "S1.50")]
    [Trait("Req", "S1.51")]
    public async Task One_guest_is_added_by_form_with_the_mail_ticked(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        await using var kit = await GuestKit.CreateAsync(test, quota: 20);
        var (server, client) = await OpenAsync(kit);
        await using var _ = server;
        var form = Read(await client.GetStringAsync(Home + "/new"));
        Assert.True(form.QuerySelector("[name='Guest.send']")!.HasAttribute("checked"));
        Assert.Equal("Add 1 guest", form.QuerySelector("main form .btn-primary")!.TextContent.Trim());
        var again = Read(await (await client.PostFormAsync(Home + "/new", "guest", ("Guest.email", "nobody"), ("Guest.firstName", "Anna"), ("Guest.send", "true"))).Content.ReadAsStringAsync());
        Assert.Contains("Enter an e-mail address", again.QuerySelector(".field-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Anna", again.QuerySelector("[name='Guest.firstName']")!.GetAttribute("value"));
        var done = await client.PostFormAsync(Home + "/new", "guest", ("Guest.email", "anna@example.org"), ("Guest.firstName", "Anna"), ("Guest.send", "true"));
        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        await client.PostFormAsync(Home + "/new", "guest", ("Guest.email", "ben@example.org"));
        Assert.Equal("anna@example.org", Assert.Single(await kit.Sending.MessagesAsync()).Address);
        var list = Read(await client.GetStringAsync(Home));
        Assert.Equal(2, list.QuerySelectorAll("tbody tr").Length);
        Assert.Contains("2 of 20 used", list.QuerySelector("#quota")!.TextContent, StringComparison.Ordinal);
        // S1.60: neither editing nor deleting stands anywhere.
        Assert.DoesNotContain(list.QuerySelectorAll("main a, main button"), one => one.TextContent.Contains("Edit", StringComparison.Ordinal) || one.TextContent.Contains("Delete", StringComparison.Ordinal));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.50")]
    [Trait("Req", "S1.53")]
    [Trait("Req", "S1.86")]
    public async Task Pasted_rows_are_checked_counted_and_added_as_the_button_says(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        await using var kit = await GuestKit.CreateAsync(test, quota: 20);
        await kit.AddAsync(3, "before");
        var (server, client) = await OpenAsync(kit);
        await using var _ = server;
        var rows = "E-mail\tVorname\tNachname\n" + string.Join('\n', Enumerable.Range(1, 15).Select(i => $"g{i}@example.org\tGast\t{i}")) + "\nbefore1@example.org\tA\tB\nnobody\tC\tD\n";
        var seen = Read(await (await client.PostActionAsync(Home + "/paste", $"{Home}/checks?event={kit.A.Id}", ("text", rows), ("send", "true"))).Content.ReadAsStringAsync());
        Assert.Equal("Add 15 guests", seen.QuerySelector("button[name=take]")!.TextContent.Trim());
        Assert.Contains("18 of 20, 2 left afterwards", seen.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(["Line 17", "Line 18"], seen.QuerySelectorAll("[data-line]").Select(line => line.TextContent.Trim()));
        Assert.True(seen.QuerySelector("[name=send]")!.HasAttribute("checked"));
        Assert.Equal(3, (await kit.QuotaAsync()).Used);
        // More than are left: nothing is added, and the first ones are offered.
        var many = string.Join('\n', Enumerable.Range(1, 30).Select(i => $"m{i}@example.org"));
        seen = Read(await (await client.PostActionAsync(Home + "/paste", $"{Home}/checks?event={kit.A.Id}", ("text", many), ("send", "true"))).Content.ReadAsStringAsync());
        Assert.Equal("Add the first 17 guests", seen.QuerySelector("button[name=take]")!.TextContent.Trim());
        var added = await client.PostFormAsync(Home + "/paste", "paste", ("text", rows), ("send", "true"), ("fine", "15"), ("take", "15"));
        Assert.Equal(HttpStatusCode.Found, added.StatusCode);
        Assert.Equal((18, 15), ((await kit.QuotaAsync()).Used, (await kit.Sending.MessagesAsync()).Count));
        // The same again: all of them are known by now, so the page shows the rows and adds nothing.
        var twice = await client.PostFormAsync(Home + "/paste", "paste", ("text", rows), ("send", "true"), ("fine", "15"), ("take", "15"));
        Assert.Contains("The rows have changed meanwhile.", await twice.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(18, (await kit.QuotaAsync()).Used);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.47")]
    [Trait("Req", "S1.41")]
    public async Task The_personal_message_is_offered_only_with_a_template_and_previewed_in_the_mail(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        await using var kit = await GuestKit.CreateAsync(test);
        var (server, client) = await OpenAsync(kit);
        await using var _ = server;
        Assert.Contains("Personal message", Read(await client.GetStringAsync(Home)).QuerySelector(".page-actions")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Keep it short", await client.GetStringAsync(Home + "/message"), StringComparison.Ordinal);
        var preview = await (await client.PostActionAsync(Home + "/message", $"{Home}/preview?event={kit.A.Id}", ("Input.Words", "Come <b>and</b> see us."))).Content.ReadAsStringAsync();
        Assert.Contains("Come &lt;b&gt;and&lt;/b&gt; see us.", preview, StringComparison.Ordinal);
        var wrong = await (await client.PostFormAsync(Home + "/message", "message", ("Input.Words", "See https://evil.example"))).Content.ReadAsStringAsync();
        Assert.Contains("Links and addresses are not allowed here.", wrong, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(Home + "/message", "message", ("Input.Words", "Come and see us."))).StatusCode);
        await kit.SetAsync(settings => settings.Template = false);
        var without = Read(await client.GetStringAsync(Home));
        Assert.DoesNotContain("Personal message", without.Body!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("Add one guest", without.Body.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(Home + "/message")).StatusCode);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S1.58")]
    [Trait("Req", "S1.59")]
    [Trait("Req", "S1.60")]
    [Trait("Req", "X2")]
    public async Task The_menu_of_a_row_stands_on_pending_invitations_only_and_does_what_it_says(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        await using var kit = await GuestKit.CreateAsync(test);
        var ids = await kit.AddAsync(3);
        await kit.RegisterAsync(ids[1]);
        await kit.Cancel.RunAsync(kit.Admin, ids[2]);
        var (server, client) = await OpenAsync(kit);
        await using var _ = server;
        var list = Read(await client.GetStringAsync(Home));
        Assert.Equal([true, false, false], ids.Select(id => list.QuerySelector($"#g-{id:N}-act details") is not null));
        Assert.Equal((await kit.Link.RunAsync(kit.Admin, ids[0])).Value.Split('/')[^1], list.QuerySelector($"#g-{ids[0]:N}-act [data-copy]")!.GetAttribute("data-copy")!.Split('/')[^1]);
        Assert.Equal(HttpStatusCode.Found, (await client.PostActionAsync(Home, $"{Home}/send?event={kit.A.Id}", ("id", ids[0].ToString()))).StatusCode);
        Assert.Single(await kit.Sending.MessagesAsync());
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync($"{Home}?event={kit.A.Id}&cancel={ids[0]}", "cancel-guest")).StatusCode);
        Assert.Equal(GuestStatus.Cancelled, (await kit.RowAsync(ids[0])).Status);
        Assert.Equal(MessageStatus.NotSent, (await kit.Sending.MessageAsync()).Status);
        // A member of the team sees the list and none of the buttons.
        using var member = await server.SignInAsync(kit.Sample, await kit.Sample.AddAsync(new Account { WorkspaceId = kit.Sample.Id, Email = "mia@nordwind.test", NormalizedEmail = "MIA@NORDWIND.TEST", Name = "Mia Member", OrganisationId = kit.A.OrganisationId, Partner = PartnerRole.Member, CreatedAt = test.Database.Now }));
        var hers = Read(await member.GetStringAsync(Home));
        Assert.Equal(3, hers.QuerySelectorAll("tbody tr").Length);
        Assert.Empty(hers.QuerySelectorAll("main .page-actions .btn, main tbody details"));
        Assert.Equal(HttpStatusCode.NotFound, (await member.GetAsync(Home + "/new")).StatusCode);
        Assert.Contains("First1,Last1", await client.GetStringAsync($"{Home}.csv?event={kit.A.Id}"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task Of_another_partners_event_and_guests_there_is_nothing(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        await using var kit = await GuestKit.CreateAsync(test);
        var (b, ben) = await kit.PartnerAsync("Partner B");
        var theirs = Assert.Single((await kit.Add.RunAsync(ben, new GuestsToAdd(b.Id, GuestKit.Guests(1, "theirs"), false))).Value.Ids);
        await kit.AddAsync(1);
        var (server, client) = await OpenAsync(kit);
        await using var _ = server;
        foreach (var path in new[] { $"?event={b.Id}", $"/new?event={b.Id}", $"/paste?event={b.Id}", $"/message?event={b.Id}", $"/live?event={b.Id}&id={theirs}", $".csv?event={b.Id}" })
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(Home + path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostActionAsync(Home, $"{Home}/send?event={b.Id}", ("id", theirs.ToString()))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostActionAsync(Home, $"{Home}/send?event={kit.A.Id}", ("id", theirs.ToString()))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.PostActionAsync(Home, $"{Home}/preview?event={b.Id}", ("Input.Words", "x"))).StatusCode);
        Assert.DoesNotContain("theirs1", await client.GetStringAsync($"{Home}?cancel={theirs}"), StringComparison.Ordinal);
        Assert.Equal(GuestStatus.Pending, (await kit.List.FindAsync(ben, theirs)).Value.Status);
    }
}
