using Deque.AxeCore.Playwright;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace Latchstring.Tests.Redemptions;

public class GuestBrowserTests(Support.Browser browser)
{
    [Theory]
    [EachDatabase(true, false, "en"), EachDatabase(false, true, "en")]
    [Trait("Req", "S3.10"), Trait("Req", "S4.33")]
    public async Task A_phone_goes_from_the_code_into_the_course_with_and_without_scripts(TestDatabase test, bool javaScript, bool dark, string locale)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var code = await kit.CodeAsync();
        var page = await browser.NewPageAsync(kit.Server, phone: true, dark, javaScript, locale);
        await page.GotoAsync("/acme");
        await LookAsync(page, "start", javaScript);
        await page.FillAsync("input[data-code]", javaScript ? $"{kit.Server.Address}acme/i/{code}" : code.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant());
        if (javaScript)
            Assert.Equal(code, await page.InputValueAsync("input[data-code]"));
        await page.ClickAsync("text=Continue");
        await page.ArriveAsync($"**/acme/i/{code}");
        await LookAsync(page, "offer", javaScript);
        foreach (var (name, value) in GuestKit.Anna)
            await page.FillAsync($"[name='{name}']", value);
        if (javaScript)
            Assert.Equal(5, await page.Locator(".rules .met").CountAsync());
        await LookAsync(page, "filled", javaScript);
        await page.ClickAsync("text=Register and open Algebra");
        await page.ArriveAsync("**/acme/me/opened/**");
        await LookAsync(page, "done", javaScript);
        await page.ClickAsync("text=My courses");
        await LookAsync(page, "me", javaScript);
        await page.GotoAsync("/acme/me/profile");
        await LookAsync(page, "profile", javaScript);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(1, await db.Redemptions.CountAsync());
    }

    [Theory, EachDatabase]
    [Trait("Req", "X6")]
    public async Task A_scanner_that_opens_every_link_and_presses_every_button_without_typing_changes_nothing(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var code = await kit.CodeAsync();
        var before = await kit.CountsAsync();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([$"/acme/i/{code}", "/acme", "/acme/register", $"/acme/request?why=code.expired&code={code}"]);
        var page = await browser.NewPageAsync(kit.Server, phone: true);
        while (waiting.TryDequeue(out var path))
        {
            if (!seen.Add(path))
                continue;
            using (var head = new HttpRequestMessage(HttpMethod.Head, path))
                await kit.Server.NewClient().SendAsync(head);
            await page.GotoAsync(path);
            foreach (var link in await page.Locator("a[href^='/acme']").EvaluateAllAsync<string[]>("links => links.map(a => a.getAttribute('href'))"))
                waiting.Enqueue(link);
            var buttons = await page.Locator("main form[method=post] button[type=submit]").CountAsync();
            for (var i = 0; i < buttons; i++)
            {
                // Past every check in the browser, as a robot would; a page for each press, so that none interrupts another. The pages stay
                // open: closing one that is just changing its document is never answered.
                var press = await page.Context.NewPageAsync();
                await press.GotoAsync(path);
                // Submitted a moment later: an answer to a call in a page that is being left may never come.
                await press.RunAndWaitForResponseAsync(() => press.Locator("main form[method=post] button[type=submit]").Nth(i).EvaluateAsync("button => { setTimeout(() => button.form.submit()) }"), answer => answer.Request.Method == "POST");
            }
        }
        Assert.Contains($"/acme/i/{code}", seen);
        Assert.True(seen.Count >= 5);
        Assert.Equal(before, await kit.CountsAsync());
    }

    [Theory, EachDatabase]
    [Trait("Req", "X7")]
    public async Task After_many_wrong_codes_on_the_network_the_browser_calculates_and_goes_on(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test);
        var code = await kit.CodeAsync();
        var tries = kit.Server.Services.GetRequiredService<CodeTries>();
        for (var i = 0; i < CodeTries.PerAddress; i++)
            await tries.FailedAsync(kit.Sample.Id, new CodeSource(System.Net.IPAddress.Loopback, null, SignedIn: false));
        var page = await browser.NewPageAsync(kit.Server, phone: true);
        await page.GotoAsync("/acme");
        await page.FillAsync("input[data-code]", code);
        await page.ClickAsync("text=Continue");
        await page.WaitForSelectorAsync("form[data-challenge]");
        await LookAsync(page, "hurdle");
        await page.WaitForSelectorAsync("form[data-solved]");
        await page.ClickAsync("text=Continue");
        await page.ArriveAsync($"**/acme/i/{code}");
        Assert.Contains("Algebra for everybody", await page.InnerTextAsync("h1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de", false), InlineData("fr", true)]
    [Trait("Req", "S3.33")]
    public async Task Refusals_speak_the_readers_language(string locale, bool dark)
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var kit = await GuestKit.StartAsync(test);
        var code = await kit.CodeAsync();
        var page = await browser.NewPageAsync(kit.Server, phone: true, dark, locale: locale);
        await page.GotoAsync($"/acme/i/{code}");
        await LookAsync(page, "offer");
        await page.GotoAsync("/acme/i/XXXX");
        Assert.Contains(locale == "de" ? "Diesen Code kennen wir nicht" : "Nous ne connaissons pas ce code", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await LookAsync(page, "unknown");
        await kit.Server.Database.WriteAsync(kit.Sample.Id, db => db.AccessCodes.ExecuteUpdateAsync(set => set.SetProperty(c => c.ValidTill, kit.Server.Database.Now.AddDays(-3))));
        await page.GotoAsync($"/acme/i/{code}");
        Assert.Contains(locale == "de" ? "Dieser Code ist abgelaufen" : "Ce code a expiré", await page.InnerTextAsync("main"), StringComparison.Ordinal);
        await LookAsync(page, "expired");
        await page.ClickAsync(".refusal .btn-primary");
        await LookAsync(page, "request");
        await page.ClickAsync("main button");
        await LookAsync(page, "request-error");
    }

    /// <summary>Axe finds nothing, nothing is wider than the screen; a picture where <c>LATCHSTRING_SHOTS</c> names a folder.</summary>
    private static async Task LookAsync(IPage page, string name, bool script = true)
    {
        if (Environment.GetEnvironmentVariable("LATCHSTRING_SHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"guest-{name}.{await page.EvaluateAsync<string>("navigator.language")}.png"), FullPage = true });
        Assert.False(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"), $"{name} is wider than the screen");
        // Axe runs inside the page, so it cannot where scripts are off; the markup is the same.
        if (!script)
            return;
        var axe = await page.RunAxe();
        Assert.Equal([], axe.Violations.Select(v => $"{name}: {v.Id} ({v.Help}) at {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
    }
}
