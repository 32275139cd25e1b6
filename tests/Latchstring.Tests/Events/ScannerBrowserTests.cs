using AngleSharp.Html.Parser;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.Tests.Partners;
using Latchstring.Tests.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Latchstring.Tests.Events;

/// <summary>A mail scanner with a whole browser: it runs scripts, waits, and presses. What it does not do is choose an answer.</summary>
public class ScannerBrowserTests(Support.Browser browser)
{
    private const string Buttons = "main form[method=post] button[type=submit]";

    [Theory, EachDatabase, Trait("Req", "X6"), Trait("Req", "S1.56")]
    public async Task A_browser_that_opens_every_link_of_the_mail_and_presses_every_button_leaves_the_guest_as_they_were(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        await using var kit = await GuestKit.CreateAsync(test);
        var page = (await new CreateRegistrationPage(test.Database).RunAsync(kit.Sample.Owner, new(kit.Event.Id, new("Guests", null)))).Value;
        await kit.SetAsync(settings => settings.PageId = page.Id);
        var id = (await kit.AddAsync(1, send: true))[0];
        await kit.Sending.Dispatch.RunAsync();
        var mail = Assert.Single(kit.Sending.Server.Taken);
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        test.Clock.Now = (await kit.Sending.MessagesAsync())[0].SentAt!.Value.AddSeconds(5);
        var before = await StateAsync(kit);
        var scanner = await browser.NewPageAsync(server);
        var links = LinksOf(mail.Html).ToList();
        Assert.Contains(links, link => link.StartsWith("/acme/invitation/", StringComparison.Ordinal));
        Assert.True(await ScanAsync(scanner, links, press: false) == 0);
        Assert.Equal(before, await StateAsync(kit));
        Assert.Equal((GuestStatus.Pending, GuestMail.Sent), await ShownAsync(kit, id));

        Assert.True(await ScanAsync(scanner, links, press: true) >= 2);
        Assert.Equal(before, await StateAsync(kit));
        Assert.Equal((GuestStatus.Pending, GuestMail.Sent), await ShownAsync(kit, id));
        var message = (await kit.Sending.MessagesAsync())[0];
        Assert.NotNull(message.ScannedAt);
        Assert.Null(message.VisitedAt);

        // Later as well, while it says what it is. Under the name of a person's browser it cannot be told from one: then it is a click, and nothing more.
        test.Clock.Advance(TimeSpan.FromMinutes(5));
        await ScanAsync(scanner, links, press: false);
        Assert.Equal((GuestStatus.Pending, GuestMail.Sent), await ShownAsync(kit, id));
        await scanner.Context.SetExtraHTTPHeadersAsync([new("User-Agent", (await scanner.EvaluateAsync<string>("navigator.userAgent")).Replace("Headless", "", StringComparison.Ordinal))]);
        await ScanAsync(scanner, links, press: true);
        Assert.Equal(before, await StateAsync(kit));
        Assert.Equal((GuestStatus.Pending, GuestMail.Clicked), await ShownAsync(kit, id));
    }

    private static async Task<(GuestStatus, GuestMail)> ShownAsync(GuestKit kit, Guid id) => await kit.RowAsync(id) is var row ? (row.Status, row.Mail) : default;

    private static IEnumerable<string> LinksOf(string html) => new HtmlParser().ParseDocument(html).QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!)
        .Where(href => href.StartsWith(SendingKit.BaseUrl.ToString(), StringComparison.Ordinal)).Select(href => href[(SendingKit.BaseUrl.ToString().Length - 1)..]).Distinct();

    /// <summary>Opens the links and what the pages link to; each button in a page of its own: as a mouse would, and past the checks of the browser.</summary>
    private static async Task<int> ScanAsync(IPage page, IEnumerable<string> links, bool press)
    {
        var (seen, todo, pressed) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(links), 0);
        while (todo.TryDequeue(out var path))
        {
            if (!seen.Add(path))
                continue;
            await page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
            foreach (var link in await page.Locator("main a[href^='/acme']").EvaluateAllAsync<string[]>("links => links.map(a => a.getAttribute('href').split('#')[0])"))
                todo.Enqueue(link);
            var buttons = press ? await page.Locator(Buttons).CountAsync() : 0;
            for (var i = 0; i < buttons; i++)
            {
                foreach (var act in new[] { "button => { setTimeout(() => button.click()) }", "button => { setTimeout(() => button.form.submit()) }" })
                {
                    var fresh = await page.Context.NewPageAsync();
                    await fresh.GotoAsync(path);
                    await fresh.RunAndWaitForResponseAsync(() => fresh.Locator(Buttons).Nth(i).EvaluateAsync(act), answer => answer.Request.Method == "POST");
                    pressed++;
                }
            }
        }
        return pressed;
    }

    private static async Task<string> StateAsync(GuestKit kit)
    {
        await using var db = kit.Test.Database.Read(kit.Sample.Id);
        var invitations = await db.Invitations.OrderBy(i => i.Id).Select(i => $"{i.Id} {i.DeclinedAt} {i.CancelledAt} {i.Version}").ToListAsync();
        return string.Join('\n', [.. invitations, $"{await db.Registrations.CountAsync()} registrations", $"{await db.Redemptions.CountAsync()} redemptions", $"{await db.Suppressions.CountAsync()} suppressions", $"{(await kit.QuotaAsync()).Used} used"]);
    }
}
