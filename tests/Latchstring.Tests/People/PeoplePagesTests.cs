using System.Net;
using Latchstring.Accounts;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.People;

/// <summary>The pages about people as forms over HTTP.</summary>
public class PeoplePagesTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.27")]
    public async Task Staff_add_find_change_and_delete_a_person(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        using var client = await server.SignInAsync(sample);
        var made = await client.PostFormAsync("/acme/admin/people/new", "new-person", ("Form.Email", "anna@example.org"), ("Form.FirstName", "Anna"), ("Form.Locale", "fr"));
        Assert.Equal(HttpStatusCode.Found, made.StatusCode);
        var page = made.Headers.Location!.ToString();
        Assert.Contains("Show this person", await (await client.PostFormAsync("/acme/admin/people/new", "new-person", ("Form.Email", "anna@example.org"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("Anna", await client.GetStringAsync("/acme/admin/people?q=ann&account=without&locale=fr"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(page + "/edit", "person", ("Form.Email", "anna@example.org"), ("Form.LastName", "Berg"))).StatusCode);
        Assert.Contains("Berg", await client.GetStringAsync("/acme/admin/people.csv"), StringComparison.Ordinal);
        Assert.Equal("/acme/admin/people", (await client.PostFormAsync(page + "?ask=delete", "confirm")).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(page)).StatusCode);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.27")]
    public async Task Blocking_keeps_a_participant_out_until_unblocked(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var (anna, account) = await PersonTests.WithAccountAsync(sample, "anna@example.org");
        using var client = await server.SignInAsync(sample);
        var token = await TokenAsync(client, $"/acme/admin/people/{anna.Id}");
        Assert.Equal(HttpStatusCode.Found, (await PostAsync(client, $"/acme/admin/people/{anna.Id}/block", token, ("blocked", "true"))).StatusCode);
        await using (var db = test.Database.Read(sample.Id))
            Assert.Equal(AccountStatus.Blocked, (await db.Accounts.SingleAsync(a => a.Id == account.Id)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(client, $"/acme/admin/people/{anna.Id}/block", "forged", ("blocked", "false"))).StatusCode);
        await PostAsync(client, $"/acme/admin/people/{anna.Id}/block", token, ("blocked", "false"));
        await using (var db = test.Database.Read(sample.Id))
            Assert.Equal(AccountStatus.Active, (await db.Accounts.SingleAsync(a => a.Id == account.Id)).Status);
    }

    [Theory, EachDatabase]
    [Trait("Req", "I9")]
    public async Task The_export_downloads_and_people_of_another_workspace_are_not_found(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var (mine, theirs) = (await SampleWorkspace.CreateAsync(test), await SampleWorkspace.CreateAsync(test, "other"));
        var anna = await mine.AddPersonAsync("anna@example.org");
        var stranger = await theirs.AddPersonAsync("bob@example.org");
        using var client = await server.SignInAsync(mine);
        var token = await TokenAsync(client, $"/acme/admin/people/{anna.Id}");
        var export = await PostAsync(client, $"/acme/admin/people/{anna.Id}/export", token);
        Assert.Equal("attachment", export.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Contains("anna@example.org", await export.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var action in new[] { "export", "delete", "block" })
            Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(client, $"/acme/admin/people/{stranger.Id}/{action}", token, ("blocked", "true"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/acme/admin/people/{stranger.Id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/acme/admin/people/{stranger.Id}/edit")).StatusCode);
    }

    private static async Task<string> TokenAsync(HttpClient client, string page)
    {
        var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await client.GetStringAsync(page), default);
        return document.QuerySelector("main input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string token, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).Append(KeyValuePair.Create("__RequestVerificationToken", token)));
        return await client.PostAsync(path, content);
    }
}
