using Latchstring.Tests.Support;
using Microsoft.Playwright;

namespace Latchstring.Tests.Browser;

/// <summary>./dev shots: every page at both widths, in both themes and in three languages, for people to look at.</summary>
public class Shots(Support.Browser browser)
{
    [Fact]
    public async Task Of_every_page()
    {
        var folder = Environment.GetEnvironmentVariable("LATCHSTRING_SHOTS");
        Assert.SkipUnless(folder is { Length: > 0 }, "Only for ./dev shots, which sets LATCHSTRING_SHOTS to a folder.");
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        foreach (var (phone, dark, locale) in new[] { (false, false, "en"), (true, false, "en"), (false, true, "de"), (true, true, "fr") })
        {
            var owner = await world.SignInAsync(browser, server, phone, dark, locale: locale);
            var partner = await world.SignInPartnerAsync(browser, server, phone, dark, locale);
            var guest = await browser.NewPageAsync(server, phone, dark, locale: locale);
            foreach (var (route, isPublic) in World.Routes.Where(page => Environment.GetEnvironmentVariable("LATCHSTRING_SHOTS_OF") is not { Length: > 0 } only || page.Route.Contains(only, StringComparison.Ordinal)))
            {
                var page = isPublic ? guest : World.IsPartners(route) ? partner : owner;
                await page.GotoAsync(world.UrlOf(route));
                var name = route.Replace("{workspace}", "", StringComparison.Ordinal).Trim('/').Replace('/', '-').Replace(":", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal);
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{(name.Length == 0 ? "start" : name)}.{(phone ? "phone" : "desk")}.{(dark ? "dark" : "light")}.{locale}.png"), FullPage = true });
            }
            await owner.Context.CloseAsync();
            await partner.Context.CloseAsync();
            await guest.Context.CloseAsync();
        }
    }
}
