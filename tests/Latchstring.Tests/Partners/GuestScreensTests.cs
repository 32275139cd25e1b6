using Deque.AxeCore.Playwright;
using Latchstring.Accounts;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.Playwright;

namespace Latchstring.Tests.Partners;

/// <summary>The partner's pages in a browser: pasting, live states, and what they look like.</summary>
public class GuestScreensTests(Support.Browser browser)
{
    private const string Home = "/acme/partner/invitations";

    private static async Task<(GuestKit Kit, TestServer Server, Account Petra)> OpenAsync(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        var kit = await GuestKit.CreateAsync(test, quota: 40);
        var petra = await kit.Sample.AddAsync(new Account { WorkspaceId = kit.Sample.Id, Email = "petra@nordwind.test", NormalizedEmail = "PETRA@NORDWIND.TEST", Name = "Petra Partner", OrganisationId = kit.A.OrganisationId, Partner = PartnerRole.Admin, CreatedAt = test.Database.Now });
        return (kit, await TestServer.StartAsync(test, null, "--Mail:Carry=false"), petra);
    }

    private async Task<IPage> SignInAsync(TestServer server, Account account, bool phone = false, bool dark = false, string locale = "en")
    {
        await server.SetPasswordAsync(account);
        var page = await browser.NewPageAsync(server, phone, dark, locale: locale);
        await page.GotoAsync($"/acme/sign-in?returnUrl={Home}");
        await page.FillAsync("[name='Form.Email']", account.Email);
        await page.FillAsync("[name='Form.Password']", SignedInClient.Password);
        await page.ClickAsync("form:has([name='Form.Password']) button[type=submit]");
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal), new PageWaitForURLOptions { WaitUntil = WaitUntilState.Commit });
        return page;
    }

    [Fact]
    [Trait("Req", "S1.50")]
    [Trait("Req", "S1.63")]
    public async Task Two_thousand_rows_are_pasted_on_a_phone_and_a_row_turns_registered_without_a_reload()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var (kit, server, petra) = await OpenAsync(test);
        await using var _ = kit;
        await using var __ = server;
        await kit.SetAsync(settings => settings.Quota = null);
        var page = await SignInAsync(server, petra, phone: true);
        await page.GotoAsync(Home + "/paste");
        await page.FillAsync("textarea[name=text]", "E-mail\tFirst name\n" + string.Join('\n', Enumerable.Range(1, 2_000).Select(i => $"g{i}@example.org\tGuest {i}")) + "\nbroken\tRow");
        await page.Locator("button[name=take]").WaitForAsync();
        Assert.Equal("Add 2,000 guests", (await page.Locator("button[name=take]").InnerTextAsync()).Trim());
        await page.ClickAsync("[data-line]");
        Assert.Equal("broken\tRow", await page.EvaluateAsync<string>("(() => { const t = document.querySelector('textarea[name=text]'); return t.value.substring(t.selectionStart, t.selectionEnd); })()"));
        await page.UncheckAsync("[name=send]");
        await page.Locator("button[name=take]").WaitForAsync();
        await page.ClickAsync("button[name=take]");
        await page.WaitForURLAsync(url => !url.Contains("paste", StringComparison.Ordinal));
        Assert.Equal(2_000, (await kit.QuotaAsync()).Used);

        var first = (await kit.List.RunAsync(kit.Admin, new(), new("-added"))).Value.Items[0];
        var state = page.Locator($"#g-{first.Id:N}-status");
        Assert.Contains("Invitation pending", await state.InnerTextAsync(), StringComparison.Ordinal);
        await kit.RegisterAsync(first.Id);
        await page.Locator($"#g-{first.Id:N}-status :text('Guest registered')").WaitForAsync();
        await page.Locator("#quota :text('2,000 guests invited')").WaitForAsync();
    }

    [Theory]
    [InlineData(false, false, "en")]
    [InlineData(false, true, "de")]
    [InlineData(true, false, "en")]
    [InlineData(true, true, "de")]
    public async Task The_pages_can_be_used_by_everybody_at_both_widths(bool phone, bool dark, string locale)
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var (kit, server, petra) = await OpenAsync(test);
        await using var _ = kit;
        await using var __ = server;
        var ids = await kit.AddAsync(12, send: true);
        await kit.CarryAsync();
        foreach (var (i, status) in Enum.GetValues<RegistrationStatus>().Index())
            await kit.RegisterAsync(ids[i], status);
        await kit.Cancel.RunAsync(kit.Admin, ids[8]);
        await kit.Words.RunAsync(kit.Admin, kit.A.Id, "Come and see us at stand 12.\nWe keep a coffee warm for you.");
        await GuestKit.SaveTemplateAsync(kit.Sending, "de");
        var page = await SignInAsync(server, petra, phone, dark, locale);
        var found = new List<string>();
        var shots = Environment.GetEnvironmentVariable("LATCHSTRING_SHOTS");
        foreach (var (name, path) in new[] { ("list", ""), ("new", "/new"), ("paste", "/paste"), ("message", "/message"), ("cancel", $"?cancel={ids[11]}") })
        {
            await page.GotoAsync(Home + path);
            if (name == "paste")
            {
                await page.FillAsync("textarea[name=text]", "E-mail;Vorname;Nachname\n" + string.Join('\n', Enumerable.Range(1, 15).Select(i => $"g{i}@example.org;Gast {i};Müller-Lüdenscheidt")) + "\nguest3@example.org;Schon;Da\nnobody;Ohne;Adresse");
                await page.Locator("button[name=take]").WaitForAsync();
            }
            if (name == "message")
                await page.ClickAsync("#show");
            if (name == "list" && !phone)
                await page.ClickAsync(".quota-why summary");
            found.AddRange((await page.RunAxe()).Violations.Select(v => $"{name}: {v.Id} at {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}"));
            if (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
                found.Add($"{name}: wider than the screen");
            if (shots is { Length: > 0 })
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(shots, $"guests-{name}.{(phone ? "phone" : "desk")}.{(dark ? "dark" : "light")}.{locale}.png"), FullPage = true });
        }
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
