using Latchstring.Bookings;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Bookings;

/// <summary>The booking app in a real browser, on a phone.</summary>
public class BookingBrowserTests(Latchstring.Tests.Support.Browser browser)
{
    [Theory, EachDatabase, Trait("Req", "S2.12"), Trait("Req", "S2.21")]
    public async Task From_the_link_in_the_mail_to_a_booked_session_without_a_script(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var kit = await BookingKit.CreateAsync(test);
        var guest = await kit.InviteAsync(test);
        var session = await kit.SessionAsync(title: "Morning yoga");
        var page = await browser.NewPageAsync(server, phone: true, javaScript: false);
        await page.GotoAsync($"/acme/app/join/{guest.Token}");
        await page.FillAsync("[name='Form.Code']", guest.Code.ToLowerInvariant());
        await page.ClickAsync("main button[type=submit]");
        await page.FillAsync("[name='Form.Password']", JoinKit.Password);
        await page.ClickAsync("main button[type=submit]");
        await page.ArriveAsync("**/acme/app");
        await page.ClickAsync($"form[action$='{session.Id}/booking'] button");
        await page.GetByText("is booked").WaitForAsync();
        Assert.Equal(BookingStatus.Booked, await kit.StatusAsync(session, guest.Person));
        await page.ClickAsync("[role=status] button");
        await page.GetByText("is cancelled").WaitForAsync();
        Assert.Equal(BookingStatus.Cancelled, await kit.StatusAsync(session, guest.Person));
    }

    [Theory, EachDatabase, Trait("Req", "S2.14"), Trait("Req", "S2.15"), Trait("Req", "S2.16"), Trait("Req", "S2.17"), Trait("Req", "S2.18")]
    public async Task The_rules_of_the_password_are_ticked_off_while_it_is_typed_and_without_a_connection_the_app_says_so(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var kit = await BookingKit.CreateAsync(test);
        var guest = await kit.InviteAsync(test);
        var page = await browser.NewPageAsync(server, phone: true, workers: true);
        await page.GotoAsync($"/acme/app/join/{guest.Token}");
        await page.FillAsync("[name='Form.Code']", guest.Code);
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForSelectorAsync("[name='Form.Password']");
        await page.WaitForLoadStateAsync();
        async Task<int> MetAsync(string password)
        {
            await page.FillAsync("[name='Form.Password']", password);
            return await page.Locator(".rules .met").CountAsync();
        }
        foreach (var (typed, met) in new[] { ("", 0), ("a", 1), ("aB", 2), ("aB1", 3), ("aB1-", 4), (JoinKit.Password, 5) })
            Assert.Equal(met, await MetAsync(typed));
        await page.ClickAsync("main button[type=submit]");
        await page.ArriveAsync("**/acme/app");
        await page.EvaluateAsync("navigator.serviceWorker.ready.then(() => true)");
        await page.Context.SetOfflineAsync(true);
        await page.GotoAsync("/acme/app/bookings");
        await page.GetByText("No connection").First.WaitForAsync();
    }
}
