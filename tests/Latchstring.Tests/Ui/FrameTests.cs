using Latchstring.Tests.Support;

namespace Latchstring.Tests.Ui;

public class FrameTests
{
    [Theory, EachDatabase]
    public async Task Every_page_carries_the_strict_policy_and_no_inline_script_or_style(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var answer = await server.Client.GetAsync($"/{sample.Workspace.Slug}/sign-in");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var html = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("style=\"", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]* src=)", html);
    }

    [Theory, EachDatabase]
    public async Task Links_that_carry_a_code_send_no_referrer(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var link = await server.Client.GetAsync($"/{sample.Workspace.Slug}/i/ABCD-EFGH");
        Assert.Equal("no-referrer", Assert.Single(link.Headers.GetValues("Referrer-Policy")));
        using var page = await server.Client.GetAsync($"/{sample.Workspace.Slug}/sign-in");
        Assert.Equal("same-origin", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
    }

    [Theory, EachDatabase]
    public async Task Pages_of_strangers_travel_compressed_and_those_of_people_who_signed_in_do_not(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var staff = await server.SignInAsync(sample);
        foreach (var client in new[] { server.Client, staff })
            client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        using var stranger = await server.Client.GetAsync("/acme");
        Assert.Equal(["br"], stranger.Content.Headers.ContentEncoding);
        foreach (var path in new[] { "/acme", "/acme/me", "/acme/admin/codes?q=guess", "/acme/admin/codes.csv" })
        {
            using var answer = await staff.GetAsync(path);
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
            Assert.Empty(answer.Content.Headers.ContentEncoding);
        }
    }

    [Theory, EachDatabase]
    public async Task An_unknown_address_gets_a_kind_page_and_404(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var answer = await server.Client.GetAsync("/nobody/is/here");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Nothing was found here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task A_refusal_inside_a_workspace_stays_in_its_house(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        foreach (var path in new[] { "/acme/nothing/here", $"/acme/admin/jobs/{Guid.NewGuid()}/nothing" })
        {
            using var answer = await server.Client.GetAsync(path);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains(sample.Workspace.Name, html, StringComparison.Ordinal);
            Assert.Contains("href=\"/acme\"", html, StringComparison.Ordinal);
        }
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await server.Client.GetAsync("/nobody/nothing/here")).StatusCode);
    }

    [Theory, EachDatabase]
    public async Task The_language_switch_and_the_theme_switch_need_no_script(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        var path = $"/{sample.Workspace.Slug}/sign-in";
        using var german = await PostAsync(server.Client, path, "/preferences/language", ("language", "de"));
        Assert.Equal(path, german.Headers.Location!.ToString());
        using var dark = await PostAsync(server.Client, path, "/preferences/theme", ("theme", "dark"));
        var html = await server.Client.GetStringAsync(path);
        Assert.Contains("<html lang=\"de\" data-theme=\"dark\" data-bs-theme=\"dark\"", html, StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    public async Task A_switch_never_leads_to_another_site(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        foreach (var elsewhere in new[] { "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example" })
        {
            using var answer = await PostAsync(server.Client, $"/{sample.Workspace.Slug}/sign-in", "/preferences/theme", ("theme", "dark"), ("returnTo", elsewhere));
            Assert.Equal("/", answer.Headers.Location!.ToString());
        }
    }

    /// <summary>Posts the form with this action as the page holds it, with other values.</summary>
    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string page, string action, params (string Name, string Value)[] values)
    {
        var document = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await client.GetStringAsync(page), default);
        var fields = document.QuerySelectorAll($"form[action='{action}'] input").ToDictionary(input => input.GetAttribute("name")!, input => input.GetAttribute("value") ?? "");
        foreach (var (name, value) in values)
            fields[name] = value;
        using var content = new FormUrlEncodedContent(fields);
        return await client.PostAsync(action, content);
    }
}
