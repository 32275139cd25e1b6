using System.Net;
using AngleSharp.Html.Parser;
using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Server.Partners;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Partners;

/// <summary>The area of a partner: who comes in, where they land, its menu and its colours.</summary>
public class PartnerAreaTests
{
    [Theory, EachDatabase, Trait("Req", "S1.73"), Trait("Req", "S1.1")]
    public async Task A_partner_lands_in_its_area_once_that_is_open_and_nowhere_else(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media", Publication.Draft, "#0b6e69");
        var kai = await sample.AddColleagueAsync(test, partner, "kai@nordwind.test");
        await using var server = await TestServer.StartAsync(test);
        using var client = await server.SignInAsync(sample, kai);

        Assert.Contains("is not open yet", await client.GetStringAsync("/acme/partner"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/acme/partner/team")).StatusCode);
        foreach (var publication in new[] { Publication.Preview, Publication.Published })
        {
            await server.Database.WriteAsync(sample.Id, db => db.Organisations.ExecuteUpdateAsync(set => set.SetProperty(o => o.Publication, publication)));
            Assert.EndsWith("/acme/partner/invitations", (await client.GetAsync("/acme/partner")).Headers.Location?.ToString(), StringComparison.Ordinal);
            var team = await client.GetStringAsync("/acme/partner/team");
            Assert.Contains("Nordwind Media", team, StringComparison.Ordinal);
            Assert.Contains("/colours/0b6e69.css", team, StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.Forbidden, (await client.GetAsync("/acme/admin/codes")).StatusCode);
        using var owner = await server.SignInAsync(sample);
        Assert.Equal(HttpStatusCode.Forbidden, (await owner.GetAsync("/acme/partner/team")).StatusCode);
        Assert.Contains("/acme/sign-in", (await server.Client.GetAsync("/acme/partner/team")).Headers.Location?.ToString(), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S1.74")]
    public async Task Asked_in_on_the_page_the_first_administrator_joins_and_stands_in_the_area(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media");
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        using var owner = await server.SignInAsync(sample);
        var made = new HtmlParser().ParseDocument(await (await owner.PostFormAsync($"/acme/admin/partners/{partner.Id}/team", "colleague", ("Form.Email", "kai@nordwind.test"), ("Form.Role", "Admin"))).Content.ReadAsStringAsync());
        var link = new Uri(made.QuerySelector("#made-link")!.GetAttribute("value")!).AbsolutePath;
        using var kai = server.NewClient();
        Assert.Contains("Join the team of Nordwind Media", await kai.GetStringAsync(link), StringComparison.Ordinal);
        var joined = await kai.PostFormAsync(link, "join", ("Form.Name", "Kai Admin"), ("Form.Password", "Gelbe-Wiese-78"));
        Assert.EndsWith("/acme/partner", joined.Headers.Location?.ToString(), StringComparison.Ordinal);
        Assert.Contains("kai@nordwind.test", await kai.GetStringAsync("/acme/partner/team"), StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S1.36")]
    public async Task Invitations_missing_from_the_menu_are_put_back_by_editing_it(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var partner = await sample.AddPartnerAsync(test, "Nordwind Media");
        var kai = await sample.AddColleagueAsync(test, partner, "kai@nordwind.test");
        await using var server = await TestServer.StartAsync(test);
        using var owner = await server.SignInAsync(sample);
        using var client = await server.SignInAsync(sample, kai);
        async Task<string[]> MenuAsync() => [.. new HtmlParser().ParseDocument(await client.GetStringAsync("/acme/partner/team")).QuerySelectorAll(".partner-nav a").Select(a => a.GetAttribute("href")!.Split('/')[^1])];

        await owner.PostFormAsync("/acme/admin/partners/menu", "menu", ("Form.Shown", "team"));
        Assert.Equal(["team"], await MenuAsync());
        Assert.EndsWith("/partner/team", (await client.GetAsync("/acme/partner")).Headers.Location?.ToString(), StringComparison.Ordinal);
        await owner.PostFormAsync("/acme/admin/partners/menu", "menu", ("Form.Shown", "invitations"), ("Form.Shown", "team"), ("Form.Positions[invitations]", "2"), ("Form.Positions[team]", "1"));
        Assert.Equal(["team", "invitations"], await MenuAsync());
        var refused = await (await owner.PostFormAsync("/acme/admin/partners/menu", "menu", ("Form.Positions[team]", "1"))).Content.ReadAsStringAsync();
        Assert.Contains("Choose at least one place.", refused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ffff00"), InlineData("ffffff"), InlineData("000000"), InlineData("0b6e69"), InlineData("ff5a1f"), InlineData("7f7f7f")]
    public void Whatever_colour_a_partner_has_text_can_be_read(string hex)
    {
        var css = PartnerColours.Css(hex);
        var colours = System.Text.RegularExpressions.Regex.Matches(css, "--ls-(?<name>primary|link): (?<colour>#[0-9a-f]{6})", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Select(m => (m.Groups["name"].Value, PartnerColours.Rgb.Parse(m.Groups["colour"].Value)!.Value)).Take(4).ToArray();
        PartnerColours.Rgb Of(string text) => PartnerColours.Rgb.Parse(text)!.Value;
        Assert.All(colours.Where(c => c.Item1 == "primary"), c => Assert.True(c.Item2.Contrast(Of("#ffffff")) >= 4.5, css));
        Assert.True(colours[1].Item2.Contrast(Of("#f7f8fa")) >= 4.5, css);
        Assert.True(colours[3].Item2.Contrast(Of("#1c222a")) >= 4.5, css);
    }
}
