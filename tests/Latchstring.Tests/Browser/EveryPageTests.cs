using Deque.AxeCore.Playwright;
using Latchstring.Tests.Support;
using Microsoft.Playwright;

namespace Latchstring.Tests.Browser;

/// <summary>Walks every page that components declare, as owner, in both themes and both widths.</summary>
public class EveryPageTests(Support.Browser browser)
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [Trait("Req", "X10")]
    public async Task Axe_finds_nothing_and_nothing_overflows(bool phone, bool dark)
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var owner = await world.SignInAsync(browser, server, phone, dark);
        var partner = await world.SignInPartnerAsync(browser, server, phone, dark);
        var guest = await browser.NewPageAsync(server, phone, dark);
        var found = new List<string>();
        foreach (var page in new[] { owner, partner, guest })
        {
            page.Console += (_, message) =>
            {
                // A kind page for 404 is itself a "failed resource".
                if (message.Type == "error" && !message.Location.StartsWith(page.Url, StringComparison.Ordinal))
                    found.Add($"{page.Url}: {message.Text} {message.Location}");
            };
        }
        foreach (var (route, isPublic) in World.Routes)
            found.AddRange(await LookAsync(isPublic ? guest : World.IsPartners(route) ? partner : owner, world.UrlOf(route)));
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    private static async Task<List<string>> LookAsync(IPage page, string url)
    {
        await page.GotoAsync(url);
        var axe = await page.RunAxe();
        var found = axe.Violations.Select(v => $"{url}: {v.Id} ({v.Help}) at {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}").ToList();
        if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
            found.Add($"{url}: wider than the screen");
        if (await page.Locator("h1").CountAsync() != 1)
            found.Add($"{url}: not exactly one h1");
        return found;
    }
}
