using Latchstring.Codes;
using Latchstring.Tests.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Http;

/// <summary>Behind a proxy that ends TLS, and before people who pretend to be one.</summary>
public class ProxyTests
{
    private const string Https = "--LATCHSTRING_BASE_URL=https://codes.example.org";
    private const string Trusted = "--LATCHSTRING_PROXIES=127.0.0.1 10.0.0.0/8";

    [Theory, EachDatabase]
    public async Task With_an_https_address_every_cookie_is_secure_and_those_that_prove_something_are_bound_to_the_host(TestDatabase test)
    {
        await using var kit = await GuestKit.StartAsync(test, Https);
        var code = await kit.CodeAsync();
        var browser = new Jar(kit.Server);
        await browser.PostAsync("/acme", "code", ("Form.Code", "7KQ4-W9XD-3TBFX"));
        await browser.PostAsync("/acme", "code", ("Form.Code", code));
        Assert.StartsWith("/acme/me/opened/", (await browser.PostAsync($"/acme/i/{code}", "register", GuestKit.Anna)).To(), StringComparison.Ordinal);
        await browser.PostAsync("/acme/me/profile", "profile", ("Form.FirstName", "Anna"), ("Form.LastName", "A"), ("Form.Locale", "de"));
        await browser.PostAsync("/acme/me", "/preferences/theme", ("theme", "dark"));
        Assert.Equal(
            [".AspNetCore.Culture", "__Host-latchstring", "__Host-latchstring-device", "__Host-latchstring-step", "__Host-ls-browser", "__Host-ls-code", "__Host-ls-flash", "__Host-ls-form", "ls-theme"],
            browser.Set.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("max-age=31536000", Assert.Single((await browser.GetAsync("/acme")).Headers.GetValues("Strict-Transport-Security")));
        foreach (var (name, set) in browser.Set)
        {
            var parts = set.ToLowerInvariant().Split(';', StringSplitOptions.TrimEntries);
            Assert.True(parts.Contains("secure") && parts.Contains("path=/") && parts.Contains("httponly") && parts.Any(p => p is "samesite=lax" or "samesite=strict") && !parts.Any(p => p.StartsWith("domain", StringComparison.Ordinal)), $"{name}: {set}");
        }
    }

    [Theory]
    [EachDatabase(Trusted, 2), EachDatabase("", 1)]
    public async Task The_visitors_address_is_taken_from_a_named_proxy_and_from_nobody_else(TestDatabase test, string setting, int addresses)
    {
        await using var kit = await GuestKit.StartAsync(test, setting);
        foreach (var visitor in new[] { "203.0.113.7", "198.51.100.9", "198.51.100.9, 10.1.2.3", "1.2.3.4, 203.0.113.7, 127.0.0.1" })
        {
            var client = kit.Server.NewClient();
            client.DefaultRequestHeaders.Add("X-Forwarded-For", visitor);
            await client.PostFormAsync("/acme", "code", ("Form.Code", Unknown));
        }
        await using var db = test.Database.Read(kit.Sample.Id);
        var sources = await db.QueryAsync("select bucket from failure_count where workspace_id = @ws and bucket like 'code:address:%'", row => row.Text(0), default);
        Assert.Equal(addresses, sources.Count);
    }

    [Theory]
    [EachDatabase(Trusted), EachDatabase("")]
    public async Task No_link_ever_leads_to_the_host_that_a_request_names(TestDatabase test, string setting)
    {
        await using var kit = await GuestKit.StartAsync(test, Https, setting);
        var code = await kit.CodeAsync();
        var staff = new Jar(kit.Server);
        await kit.Server.SetPasswordAsync(kit.Sample.OwnerAccount);
        await staff.PostAsync("/acme/sign-in", "sign-in", ("Form.Email", kit.Sample.OwnerAccount.Email), ("Form.Password", SignedInClient.Password));
        foreach (var header in new[] { "Host", "X-Forwarded-Host", "X-Original-Host", "Forwarded" })
            staff.Client.DefaultRequestHeaders.Add(header, header == "Forwarded" ? "host=evil.example;proto=https" : "evil.example");
        await using var db = test.Database.Read(kit.Sample.Id);
        var id = (await db.AccessCodes.SingleAsync()).Id;
        foreach (var path in new[] { "/acme", $"/acme/i/{code}", "/acme/sign-in", "/acme/me", $"/acme/admin/codes/{id}", "/acme/admin/settings/staff/invite", "/nobody", "/openapi/v1.json" })
            Assert.DoesNotContain("evil.example", await (await staff.GetAsync(path)).Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"https://codes.example.org/acme/i/{code}", await (await staff.GetAsync($"/acme/admin/codes/{id}")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var invited = await staff.PostAsync("/acme/admin/settings/staff/invite", null, ("Form.Email", "vera@example.org"), ("Form.Name", "Vera"), ("Form.Role", "viewer"));
        var page = await invited.Content.ReadAsStringAsync();
        Assert.Contains("https://codes.example.org/acme/join/", page, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", page, StringComparison.OrdinalIgnoreCase);
    }

    private static string Unknown => "7KQ4W9XD3TBF" + CodeText.CheckOf("7KQ4W9XD3TBF");

    /// <summary>A browser behind the proxy: it speaks https to it, so it sends secure cookies; what it was given stands in <see cref="Set"/>.</summary>
    private sealed class Jar(TestServer server)
    {
        private readonly Dictionary<string, string> _values = [];

        public Dictionary<string, string> Set { get; } = [];
        public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };

        public Task<HttpResponseMessage> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

        public async Task<HttpResponseMessage> PostAsync(string path, string? form, params (string Name, string Value)[] values)
        {
            var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await (await GetAsync(path)).Content.ReadAsStringAsync());
            var found = document.QuerySelectorAll("form").First(f => form is null ? f.QuerySelector("input[name=_handler]") is not null : f.QuerySelector($"input[name=_handler][value='{form}']") is not null || f.GetAttribute("action") == form);
            var fields = found.QuerySelectorAll("input[type=hidden]").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? "")).Concat(values.Select(value => KeyValuePair.Create(value.Name, value.Value)));
            return await SendAsync(new HttpRequestMessage(HttpMethod.Post, found.GetAttribute("action") is { Length: > 0 } action ? action : path) { Content = new FormUrlEncodedContent(fields) });
        }

        private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", _values.Select(cookie => $"{cookie.Key}={cookie.Value}")));
            var answer = await Client.SendAsync(request);
            foreach (var set in answer.Headers.TryGetValues("Set-Cookie", out var all) ? all : [])
            {
                var (name, value) = (set[..set.IndexOf('=', StringComparison.Ordinal)], set[(set.IndexOf('=', StringComparison.Ordinal) + 1)..set.IndexOf(';', StringComparison.Ordinal)]);
                (Set[name], _values[name]) = (set, value);
            }
            return answer;
        }
    }
}
