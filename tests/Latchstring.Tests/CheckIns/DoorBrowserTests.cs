using System.Text;
using Latchstring.Server.Codes;
using Latchstring.Tests.Support;
using Microsoft.Playwright;

namespace Latchstring.Tests.CheckIns;

/// <summary>The door on a phone: by typing, without network, and with the camera.</summary>
public class DoorBrowserTests(Latchstring.Tests.Support.Browser browser)
{
    [Theory, EachDatabase]
    public async Task Without_network_the_door_goes_on_and_sends_its_scans_when_it_is_back(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 3);
        await using var server = await TestServer.StartAsync(test);
        var page = await OpenAsync(kit, server, await browser.NewPageAsync(server, phone: true, workers: true));
        await Assertions.Expect(page.Locator("[data-door-state]")).ToContainTextAsync("3 tickets");
        await ScanAsync(page, kit.TicketOf(kit.Guests[0]));
        await Assertions.Expect(page.Locator("[data-door-result]")).ToContainTextAsync("Gina Guest 0000 is in.");
        Assert.NotNull((await kit.ReadAsync(kit.Guests[0])).CheckedInAt);
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(ready => ready.active)");

        await page.Context.SetOfflineAsync(true);
        await ScanAsync(page, kit.TicketOf(kit.Guests[1]));
        await Assertions.Expect(page.Locator("[data-door-result]")).ToContainTextAsync("No network");
        await ScanAsync(page, kit.TicketOf(kit.Guests[1]));
        await Assertions.Expect(page.Locator("[data-door-result]")).ToContainTextAsync("was in already");
        await ScanAsync(page, kit.TicketOf(kit.Guests[0]));
        await Assertions.Expect(page.Locator("[data-door-result]")).ToContainTextAsync("Gina Guest 0000 was in already");
        await ScanAsync(page, "nobody");
        await Assertions.Expect(page.Locator("[data-door-result]")).ToContainTextAsync("does not know the ticket");
        await Assertions.Expect(page.Locator("[data-door-state]")).ToContainTextAsync("4 scans wait");
        Assert.Null((await kit.ReadAsync(kit.Guests[1])).CheckedInAt);

        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("[data-door-state]")).ToContainTextAsync("3 tickets");
        Assert.NotNull((await kit.ReadAsync(kit.Guests[1])).CheckedInAt);
        Assert.Equal(5, (await kit.See.CountScansAsync(kit.Sample.Owner, kit.Event.Id, conflicts: false)).Rows);
        Assert.Equal(0, (await kit.See.CountsAsync(kit.Sample.Owner, kit.Event.Id)).Value.Conflicts);
    }

    [Theory, EachDatabase]
    public async Task The_page_opens_again_without_network_and_still_has_what_waits(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 2);
        await using var server = await TestServer.StartAsync(test);
        var page = await OpenAsync(kit, server, await browser.NewPageAsync(server, phone: true, workers: true));
        await Assertions.Expect(page.Locator("[data-door-state]")).ToContainTextAsync("2 tickets");
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller || new Promise(done => navigator.serviceWorker.addEventListener('controllerchange', done))).then(() => true)");
        await page.Context.SetOfflineAsync(true);
        await ScanAsync(page, kit.TicketOf(kit.Guests[1]));
        await Assertions.Expect(page.Locator("[data-door-state]")).ToContainTextAsync("1 scans wait");
        await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.DOMContentLoaded });
        await Assertions.Expect(page.Locator("[data-door-state]")).ToContainTextAsync("1 scans wait");
        await page.Context.SetOfflineAsync(false);
        await Assertions.Expect(page.Locator("[data-door-state]")).ToContainTextAsync("2 tickets");
        Assert.NotNull((await kit.ReadAsync(kit.Guests[1])).CheckedInAt);
    }

    [Theory, EachDatabase]
    public async Task The_camera_reads_a_ticket(TestDatabase test)
    {
        var kit = await DoorKit.CreateAsync(test, 1);
        await using var server = await TestServer.StartAsync(test);
        var film = Path.Combine(Directory.CreateTempSubdirectory("latchstring-film-").FullName, "ticket.y4m");
        await File.WriteAllBytesAsync(film, Film(kit.TicketOf(kit.Guests[0])));
        using var playwright = await Playwright.CreateAsync();
        await using var camera = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Latchstring.Tests.Support.Browser.Executable,
            Args = ["--no-sandbox", "--disable-gpu", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", $"--use-file-for-fake-video-capture={film}"],
        });
        var context = await camera.NewContextAsync(new BrowserNewContextOptions { BaseURL = server.Address.ToString(), Locale = "en", ServiceWorkers = ServiceWorkerPolicy.Block });
        context.SetDefaultTimeout(60_000);
        var page = await OpenAsync(kit, server, await context.NewPageAsync());
        await page.ClickAsync("[data-door-camera]");
        await Assertions.Expect(page.Locator("[data-door-result]")).ToContainTextAsync("Gina Guest 0000 is in.");
        Assert.NotNull((await kit.ReadAsync(kit.Guests[0])).CheckedInAt);
    }

    private static async Task<IPage> OpenAsync(DoorKit kit, TestServer server, IPage page)
    {
        await server.SetPasswordAsync(kit.Sample.OwnerAccount);
        var door = $"/acme/admin/offerings/{kit.Event.Id}/door";
        await page.GotoAsync($"/acme/sign-in?returnUrl={door}");
        await page.FillAsync("[name='Form.Email']", kit.Sample.OwnerAccount.Email);
        await page.FillAsync("[name='Form.Password']", SignedInClient.Password);
        await page.ClickAsync("form:has([name='Form.Password']) button[type=submit]");
        await page.ArriveAsync($"**{door}");
        await Assertions.Expect(page.Locator("[data-door-state]")).ToBeVisibleAsync();
        return page;
    }

    private static async Task ScanAsync(IPage page, string text)
    {
        await page.FillAsync("[data-door-field]", text);
        await page.PressAsync("[data-door-field]", "Enter");
    }

    /// <summary>Two pictures of 640 × 480 with the QR code in the middle, as YUV4MPEG2.</summary>
    private static byte[] Film(string text)
    {
        var (side, runs) = QrSquares.Runs(text);
        var module = 400 / side;
        var light = new byte[640 * 480];
        Array.Fill(light, (byte)235);
        foreach (var (x, y, width) in runs)
        {
            for (var row = 0; row < module; row++)
                light.AsSpan(((40 + (y * module) + row) * 640) + 120 + (x * module), width * module).Fill(16);
        }
        var colour = new byte[640 * 480 / 2];
        Array.Fill(colour, (byte)128);
        byte[] frame = [.. "FRAME\n"u8, .. light, .. colour];
        return [.. Encoding.ASCII.GetBytes("YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n"), .. frame, .. frame];
    }
}
