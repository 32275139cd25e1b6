using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Support;

public class SupportTests(Browser browser)
{
    [Theory, EachDatabase]
    public async Task Every_test_starts_with_an_empty_migrated_database(TestDatabase test)
    {
        await using (var db = test.Database.Read(Guid.Empty))
            Assert.Empty(await db.Workspaces.ToListAsync());
        var sample = await SampleWorkspace.CreateAsync(test);
        await using (var db = test.Database.Read(sample.Id))
            Assert.Equal(sample.Course.Name, (await db.Offerings.SingleAsync()).Name);
    }

    [Theory, EachDatabase]
    public async Task The_server_runs_on_the_database_of_the_test(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        Assert.Same(test.Database, server.Database);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await server.Client.GetAsync("/health/live")).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task Assets_come_compressed(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/lib/tabler.min.css");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var answer = await server.Client.SendAsync(request);
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
    }

    [Theory, EachDatabase]
    public async Task A_real_browser_opens_the_server(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var page = await browser.NewPageAsync(server);
        var answer = await page.GotoAsync("/health/live");
        Assert.Equal(200, answer?.Status);
    }
}
