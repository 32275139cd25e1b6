using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace Latchstring.Tests.Accounts;

public class PasskeyTests(Support.Browser browser)
{
    [Theory, EachDatabase]
    public async Task A_passkey_is_made_renamed_signs_in_by_itself_and_is_deleted(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        await server.SetPasswordAsync(sample.OwnerAccount);
        var page = await browser.NewPageAsync(server);
        await AddAuthenticatorAsync(page);
        await page.GotoAsync(At(server, "/acme/sign-in?returnUrl=/acme/me/security"));
        await page.GetByLabel("E-mail address").FillAsync("owner@acme.test");
        await page.GetByLabel("Password").FillAsync(SignedInClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        await page.GetByLabel("Name of the new passkey").FillAsync("Desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The passkey is saved.")).ToBeVisibleAsync();
        await page.GetByLabel("Name of the passkey").FillAsync("My desk");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The passkey is now called “My desk”.")).ToBeVisibleAsync();

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(At(server, "/acme/sign-in?returnUrl=/acme/me/security"));
        await Assertions.Expect(page).ToHaveURLAsync(At(server, "/acme/me/security"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the passkey My desk" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The passkey is deleted.")).ToBeVisibleAsync();
        await using var db = server.Database.Read(sample.Id);
        Assert.Empty(await db.Passkeys.ToListAsync());
        var actions = await db.AuditEntries.Select(e => e.Action).ToListAsync();
        Assert.Contains("account.passkey_added", actions);
        Assert.Contains("account.passkey_removed", actions);
    }

    [Theory, EachDatabase]
    public async Task What_was_typed_survives_a_session_that_ended_meanwhile(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        await server.SetPasswordAsync(sample.OwnerAccount);
        var page = await browser.NewPageAsync(server);
        await SignInAsync(page, "/acme/sign-in?returnUrl=/acme/admin/settings/staff/invite");
        await page.GetByLabel("E-mail address").FillAsync("new@acme.test");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Viewer Sees" }).CheckAsync();
        await page.Context.ClearCookiesAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Send the invitation" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Your session had ended.")).ToBeVisibleAsync();
        await SignInAsync(page, null);

        await Assertions.Expect(page.GetByLabel("E-mail address")).ToHaveValueAsync("new@acme.test");
        await Assertions.Expect(page.GetByRole(AriaRole.Radio, new() { Name = "Viewer Sees" })).ToBeCheckedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send the invitation" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The invitation is ready")).ToBeVisibleAsync();
    }

    private static async Task SignInAsync(IPage page, string? path)
    {
        if (path is not null)
            await page.GotoAsync(path);
        await page.GetByLabel("E-mail address").FillAsync("owner@acme.test");
        await page.GetByLabel("Password").FillAsync(SignedInClient.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
    }

    /// <summary>Passkeys belong to a name, not to an address of digits.</summary>
    private static string At(TestServer server, string path) => $"http://localhost:{server.Address.Port}{path}";

    private static async Task AddAuthenticatorAsync(IPage page)
    {
        var devices = await page.Context.NewCDPSessionAsync(page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
