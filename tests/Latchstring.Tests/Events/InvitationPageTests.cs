using System.Net;
using Latchstring.Agreements;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.Playwright;

namespace Latchstring.Tests.Events;

/// <summary>What a guest sees and does behind the link of the invitation.</summary>
public class InvitationPageTests(Support.Browser browser)
{
    [Theory, EachDatabase, Trait("Req", "S1.87"), Trait("Req", "S1.18")]
    public async Task Says_kindly_which_case_it_is_when_nobody_can_register(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test, fields => fields with { Capacity = 1 });
        var token = await kit.InviteAsync("gina@example.org");
        async Task<string> SeeAsync(string? of = null) => WebUtility.HtmlDecode(await server.Client.GetStringAsync($"/acme/invitation/{of ?? token}"));
        async Task NobodyAsync(string words, string? of = null)
        {
            var page = await SeeAsync(of);
            Assert.Contains(words, page, StringComparison.Ordinal);
            Assert.DoesNotContain("Form.Coming", page, StringComparison.Ordinal);
        }

        await kit.SetAsync(settings => settings with { PageId = null });
        await NobodyAsync("Registration is not open yet.");
        await kit.SetAsync(settings => settings with { PageId = kit.Page.Id });
        await RegisterInvitedTests.PublishAsync(kit, Publication.Draft);
        await NobodyAsync("Registration through this partner is not open at the moment.");
        await RegisterInvitedTests.PublishAsync(kit, Publication.Published);
        Assert.Contains("Will you come?", await SeeAsync(), StringComparison.Ordinal);
        var first = await kit.InviteAsync("first@example.org");
        Assert.True((await kit.RegisterAsync(first, EventKit.Details("first@example.org"))).Ok);
        await NobodyAsync("All places are taken.");
        // The link of the invitation never leads to what the guest filled in: the partner may have copied it.
        var registered = await SeeAsync(first);
        Assert.Contains("You are registered already.", registered, StringComparison.Ordinal);
        Assert.DoesNotContain("/acme/registration/", registered, StringComparison.Ordinal);
        Assert.DoesNotContain("first@example.org", registered, StringComparison.Ordinal);
        await kit.CancelAsync(token);
        await NobodyAsync("This invitation is no longer valid.");
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/acme/invitation/nonsense")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await server.Client.GetAsync("/acme/registration/nonsense")).StatusCode);
    }

    [Theory, EachDatabase, Trait("Req", "S1.19"), Trait("Req", "S1.20"), Trait("Req", "S1.40")]
    public async Task Fields_are_filled_in_locked_or_left_out_as_the_page_says_and_a_change_shows_at_once(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test);
        var path = $"/acme/invitation/{await kit.InviteAsync("gina@example.org", "Gina", "Guest")}";
        var page = await server.Client.GetStringAsync(path);
        Assert.Contains("value=\"Gina\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("name=\"Form.Email\"", page, StringComparison.Ordinal);
        Assert.Contains("gina@example.org", page, StringComparison.Ordinal);
        await kit.AskForAsync(new RegistrationStep("About you", "We look forward to you.", [new("firstName", Prefilled: false), new("lastName"), new("email")]));
        page = await server.Client.GetStringAsync(path);
        Assert.Contains("About you", page, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"Gina\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"Form.Email\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Form.Phone", page, StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S1.75")]
    public async Task Saying_no_is_one_choice_and_can_be_taken_back(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test);
        var token = await kit.InviteAsync("gina@example.org", "Gina", "Guest");
        var path = $"/acme/invitation/{token}";
        var silent = await server.Client.PostFormAsync(path, "invitation", ("Form.FirstName", "Gina"), ("Form.LastName", "Guest"));
        Assert.Contains("Please choose whether you will come.", await silent.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await server.Client.PostFormAsync(path, "invitation", ("Form.Coming", "no"))).StatusCode);
        Assert.NotNull((await kit.InvitationAsync(token)).DeclinedAt);
        Assert.Contains("Thank you for telling us", await server.Client.GetStringAsync(path), StringComparison.Ordinal);
        var registered = await server.Client.PostFormAsync(path + "?again=1", "invitation", ("Form.Coming", "yes"), ("Form.FirstName", "Gina"), ("Form.LastName", "Guest"));
        Assert.StartsWith("/acme/registration/", registered.Headers.Location!.IsAbsoluteUri ? registered.Headers.Location.AbsolutePath : registered.Headers.Location.OriginalString, StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task On_a_phone_without_scripts_a_guest_goes_through_the_steps_registers_brings_somebody_and_gives_up(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await EventKit.CreateAsync(test, fields => fields with { MostCompanions = 1 });
        var dinner = await kit.Sample.AddAsync(new Property { WorkspaceId = kit.Sample.Id, Label = "Dinner", Type = PropertyType.YesNo, CreatedAt = test.Database.Now });
        var diet = await kit.Sample.AddAsync(new Property { WorkspaceId = kit.Sample.Id, Label = "Diet", Type = PropertyType.Text, CreatedAt = test.Database.Now });
        await kit.AskForAsync(new RegistrationStep(null, null, [new("firstName"), new("lastName"), new("email", ReadOnly: true)]),
            new RegistrationStep("The evening", null, [new(dinner.Id.ToString(), Required: true), new(diet.Id.ToString(), Required: true, OnlyIf: dinner.Id.ToString(), OnlyIfValue: "true")]));
        var token = await kit.InviteAsync("gina@example.org", "Gina", "Guest");
        var page = await browser.NewPageAsync(server, phone: true, javaScript: false);
        await page.GotoAsync($"/acme/invitation/{token}");
        await page.GetByLabel("Yes, I will come").CheckAsync();
        await page.GetByLabel("First name").FillAsync("Regina");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.GetByText("Step 2 of 2").WaitForAsync();
        await page.GetByLabel("Dinner").SelectOptionAsync("true");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        // The question that comes up with the answer; nothing is called missing yet.
        Assert.Equal(0, await page.Locator(".field-error").CountAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await page.Locator(".field-error").WaitForAsync();
        await page.GetByLabel("Diet").FillAsync("vegan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Back" }).ClickAsync();
        Assert.Equal("Regina", await page.GetByLabel("First name").InputValueAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        Assert.Equal("vegan", await page.GetByLabel("Diet").InputValueAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await page.GetByText("You are registered").First.WaitForAsync();
        Assert.Contains("vegan", await page.ContentAsync(), StringComparison.Ordinal);
        await page.GetByLabel("First name").FillAsync("Carl");
        await page.GetByLabel("Last name").FillAsync("Companion");
        await page.GetByRole(AriaRole.Button, new() { Name = "Bring along" }).ClickAsync();
        await page.GetByText("Carl Companion").First.WaitForAsync();
        Assert.Equal(2, (await kit.EventNowAsync()).Registered);
        await page.GetByRole(AriaRole.Link, new() { Name = "I cannot come" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Give up my place" }).ClickAsync();
        await page.GetByText("Please tick this").WaitForAsync();
        Assert.Equal(2, (await kit.EventNowAsync()).Registered);
        await page.GetByLabel("Yes, I cannot come").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Give up my place" }).ClickAsync();
        await page.GetByText("Your registration is cancelled").First.WaitForAsync();
        Assert.Equal(0, (await kit.EventNowAsync()).Registered);
        Assert.Equal(RegistrationStatus.Cancelled, (await kit.See.RunAsync(kit.Sample.Id, token))!.Registration!.Status);
    }
}
