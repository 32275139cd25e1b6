using System.Text.Json;
using Latchstring.Server.Ui;
using Latchstring.Tests.Support;
using Microsoft.AspNetCore.Components;
using Microsoft.Playwright;

namespace Latchstring.Tests.Browser;

/// <summary>Guests come once, on a phone, wherever they are: what their first look at a page costs them.</summary>
public class PageWeightTests(Support.Browser browser)
{
    private const int Most = 100_000;

    private static readonly string[] Routes =
        [.. from type in typeof(Server.ServerApp).Assembly.GetTypes()
            from RouteAttribute route in type.GetCustomAttributes(typeof(RouteAttribute), false)
            where Shell.LayoutOf(type, route.Template) != typeof(AdminLayout)
            orderby route.Template
            select route.Template];

    [Fact]
    public async Task A_page_of_guests_and_participants_weighs_at_most_100_KB_when_seen_first()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var owner = await world.SignInAsync(browser, server, phone: true);
        var guest = await browser.NewPageAsync(server, phone: true);
        // Browsers fetch it too, but not those without a window.
        var icon = (await server.Client.GetByteArrayAsync("/icon.svg")).Length;
        Assert.True(Routes.Length >= 15, $"{Routes.Length} routes");
        var heavy = new List<string>();
        foreach (var route in Routes)
        {
            var page = World.Routes.Single(known => known.Route == route).Public ? guest : owner;
            var weight = icon + await WeighAsync(page, world.UrlOf(route));
            if (weight > Most)
                heavy.Add($"{route}: {weight} bytes");
        }
        Assert.Empty(heavy);
    }

    [Fact]
    public async Task Files_travel_compressed_and_stay_in_the_browser_for_good()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var world = await World.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var page = await browser.NewPageAsync(server, phone: true);
        var files = new List<IResponse>();
        page.Response += (_, response) => files.Add(response);
        await page.GotoAsync($"/{world.Slug}", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        Assert.Equal(6, files.Count(file => file.Url.EndsWith(".css", StringComparison.Ordinal) || file.Url.EndsWith(".js", StringComparison.Ordinal)));
        foreach (var file in files.Skip(1))
        {
            Assert.Contains(await file.HeaderValueAsync("content-encoding"), new[] { "gzip", "br" });
            Assert.Contains("immutable", await file.HeaderValueAsync("cache-control"), StringComparison.Ordinal);
            Assert.True(int.Parse((await file.HeaderValueAsync("content-length"))!, System.Globalization.CultureInfo.InvariantCulture) < (await file.BodyAsync()).Length);
        }
    }

    /// <summary>Bytes over the wire, headers included, with an empty cache.</summary>
    private static async Task<int> WeighAsync(IPage page, string url)
    {
        var wire = await page.Context.NewCDPSessionAsync(page);
        var bytes = 0.0;
        wire.Event("Network.loadingFinished").OnEvent += (_, it) => bytes += it?.GetProperty("encodedDataLength").GetDouble() ?? 0;
        await wire.SendAsync("Network.enable");
        await wire.SendAsync("Network.setCacheDisabled", new Dictionary<string, object> { ["cacheDisabled"] = true });
        await page.GotoAsync(url, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await wire.DetachAsync();
        Assert.True(bytes > 5_000, $"{url} was not weighed");
        return (int)bytes;
    }
}
