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
        var owner = await SignInAsync(server, world, phone, dark);
        var guest = await browser.NewPageAsync(server, phone, dark);
        var found = new List<string>();
        foreach (var page in new[] { owner, guest })
        {
            page.Console += (_, message) =>
            {
                // A kind page for 404 is itself a "failed resource".
                if (message.Type == "error" && !message.Location.StartsWith(page.Url, StringComparison.Ordinal))
                    found.Add($"{page.Url}: {message.Text} {message.Location}");
            };
        }
        foreach (var (route, isPublic) in World.Routes)
            found.AddRange(await LookAsync(isPublic ? guest : owner, world.UrlOf(route)));
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public async Task Screenshots_of_every_page()
    {
        var folder = Environment.GetEnvironmentVariable("LATCHSTRING_SHOTS");
        Assert.SkipUnless(folder is { Length: > 0 }, "Only for ./dev shots, which sets LATCHSTRING_SHOTS to a folder.");
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        foreach (var (phone, dark, locale) in new[] { (false, false, "en"), (true, false, "en"), (false, true, "de"), (true, true, "fr") })
        {
            var owner = await SignInAsync(server, world, phone, dark, locale);
            var guest = await browser.NewPageAsync(server, phone, dark, locale: locale);
            foreach (var (route, isPublic) in World.Routes.Where(page => Environment.GetEnvironmentVariable("LATCHSTRING_SHOTS_OF") is not { Length: > 0 } only || page.Route.Contains(only, StringComparison.Ordinal)))
            {
                var page = isPublic ? guest : owner;
                await page.GotoAsync(world.UrlOf(route));
                var name = route.Replace("{workspace}", "", StringComparison.Ordinal).Trim('/').Replace('/', '-').Replace(":", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal);
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{(name.Length == 0 ? "start" : name)}.{(phone ? "phone" : "desk")}.{(dark ? "dark" : "light")}.{locale}.png"), FullPage = true });
            }
            await owner.Context.CloseAsync();
            await guest.Context.CloseAsync();
        }
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

    private async Task<IPage> SignInAsync(TestServer server, World world, bool phone, bool dark, string locale = "en")
    {
        await server.SetPasswordAsync(world.Sample.OwnerAccount);
        var page = await browser.NewPageAsync(server, phone, dark, locale: locale);
        await page.GotoAsync($"/{world.Slug}/sign-in?returnUrl=/{world.Slug}/admin");
        await page.FillAsync("[name='Form.Email']", world.Sample.OwnerAccount.Email);
        await page.FillAsync("[name='Form.Password']", SignedInClient.Password);
        await page.ClickAsync("form:has([name='Form.Password']) button[type=submit]");
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        return page;
    }
}
