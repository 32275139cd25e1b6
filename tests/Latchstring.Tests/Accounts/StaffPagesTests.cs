using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Latchstring.Accounts;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Accounts;

public class StaffPagesTests
{
    private const string New = "Gelbe-Wiese-78";

    [Theory, EachDatabase, Trait("Req", "S3.24")]
    public async Task An_owner_invites_the_invited_joins_and_is_signed_in(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        var made = await PageAsync(await owner.PostFormAsync("/acme/admin/settings/staff/invite", "invite",
            ("Form.Email", "mia@acme.test"), ("Form.Role", "Manager"), ("Form.Reach", "some"), ("Form.Offerings", sample.Course.Id.ToString())));
        var link = new Uri(made.QuerySelector("#made-link")!.GetAttribute("value")!).AbsolutePath;

        using var guest = server.NewClient();
        Assert.Contains("Join the team", await guest.GetStringAsync(link), StringComparison.Ordinal);
        var weak = await PageAsync(await guest.PostFormAsync(link, "join", ("Form.Name", "Mia Manager"), ("Form.Password", "Kurz-1")));
        Assert.Contains("at least 12 characters", weak.QuerySelector(".field-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Mia Manager", weak.QuerySelector("input[name='Form.Name']")!.GetAttribute("value"));
        var joined = await guest.PostFormAsync(link, "join", ("Form.Name", "Mia Manager"), ("Form.Password", New));
        Assert.EndsWith("/acme/admin", joined.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync("/acme/admin/codes")).StatusCode);
        Assert.Contains("leads nowhere", await server.Client.GetStringAsync(link), StringComparison.Ordinal);
        await using var db = server.Database.Read(sample.Id);
        Assert.True((await db.Accounts.SingleAsync(a => a.Email == "mia@acme.test")).Scoped);
    }

    [Theory, EachDatabase, Trait("Req", "S3.26")]
    public async Task A_password_link_from_a_persons_page_lets_them_in_also_after_many_failures(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var person = await sample.AddPersonAsync("anna@example.test", "Anna", "Abel");
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        using var anna = server.NewClient();
        for (var i = 0; i < 12; i++)
            await anna.PostFormAsync("/acme/sign-in", "sign-in", ("Form.Email", "anna@example.test"), ("Form.Password", New));
        var made = await PageAsync(await owner.PostFormAsync($"/acme/admin/people/{person.Id}/password-link", "link"));
        var link = new Uri(made.QuerySelector("#made-link")!.GetAttribute("value")!).AbsolutePath;

        var set = await anna.PostFormAsync(link, "password", ("Form.Password", New));
        Assert.EndsWith("/acme/me", set.Headers.Location?.ToString(), StringComparison.Ordinal);
        var again = await anna.PostFormAsync("/acme/sign-in?again=1", "sign-in", ("Form.Email", "anna@example.test"), ("Form.Password", New));
        Assert.Equal(HttpStatusCode.Found, again.StatusCode);
    }

    [Theory, EachDatabase]
    public async Task An_api_key_is_shown_once_and_works_until_it_is_revoked(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        var made = await PageAsync(await owner.PostFormAsync("/acme/admin/settings/api-keys/new", "key", ("Form.Name", "Shop"), ("Form.May", "SeeCodes")));
        var text = made.QuerySelector("#made-key")!.GetAttribute("value")!;
        Assert.DoesNotContain(text, await owner.GetStringAsync("/acme/admin/settings/api-keys"), StringComparison.Ordinal);
        using var program = server.NewClient();
        program.DefaultRequestHeaders.Add("Authorization", $"Bearer {text}");
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/codes")).StatusCode);

        await using var db = server.Database.Read(sample.Id);
        var id = (await db.ApiKeys.SingleAsync()).Id;
        await owner.PostFormAsync($"/acme/admin/settings/api-keys/{id}/revoke", "confirm");
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/codes")).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task Settings_are_checked_at_the_field_and_saved(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        (string, string)[] Values(string length) => [("Form.Name", "New name"), ("Form.TimeZone", "Europe/Paris"), ("Form.Locale", "fr"), ("Form.Currency", "chf"), ("Form.SupportContact", "help@acme.test"), ("Form.PasswordLength", length), ("Form.MaxImportRows", "300000"), ("Form.MaxImportMegabytes", "40")];
        var refused = await PageAsync(await owner.PostFormAsync("/acme/admin/settings/workspace", "settings", Values("5")));
        Assert.Contains("between 6 and 64", refused.QuerySelector(".field-error")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await owner.PostFormAsync("/acme/admin/settings/workspace", "settings", Values("7"))).StatusCode);
        await using var db = server.Database.Read(sample.Id);
        var saved = await db.Workspaces.SingleAsync();
        Assert.Equal(("New name", "Europe/Paris", "fr", "CHF", 7), (saved.Name, saved.TimeZone, saved.Locale, saved.Currency, saved.PasswordLength));
        Assert.Equal((300_000, 40), (saved.MaxImportRows, saved.MaxImportMegabytes));
    }

    [Theory, EachDatabase]
    public async Task Another_workspaces_account_key_and_person_are_404(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var other = await SampleWorkspace.CreateAsync(test, "other");
        var person = await other.AddPersonAsync("anna@example.test");
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/acme/admin/settings/staff/{other.OwnerAccount.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/acme/admin/settings/staff/{other.OwnerAccount.Id}/block")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/acme/admin/people/{person.Id}/password-link")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync($"/acme/admin/settings/api-keys/{Guid.NewGuid()}/revoke")).StatusCode);
    }

    private static async Task<IDocument> PageAsync(HttpResponseMessage answer) => new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
}
