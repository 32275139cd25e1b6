using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Agreements;

/// <summary>A clinic's administrator on the pages of a contract, over HTTP.</summary>
public class AgreementPagesTests
{
    private static async Task<IHtmlDocument> PageAsync(HttpClient client, string path) => new HtmlParser().ParseDocument(await client.GetStringAsync(path));

    [Theory, EachDatabase, Trait("Req", "S0.4"), Trait("Req", "S0.42"), Trait("Req", "S0.43")]
    public async Task From_the_list_of_organisations_to_a_contract_with_its_areas(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await AgreementsKit.CreateAsync(test);
        using var client = await server.SignInAsync(kit.Sample);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync("/acme/admin/organisations/new", "new-organisation", ("Form.Name", "Borealis SE"), ("Form.Code", "BOR"))).StatusCode);
        await using var db = test.Database.Read(kit.Sample.Id);
        var organisation = await db.Organisations.SingleAsync(o => o.Name == "Borealis SE");
        var path = $"/acme/admin/organisations/{organisation.Id}";
        var refused = await client.PostFormAsync(path + "/contracts/new", "new-contract", ("Form.Target", "o:" + kit.Executive.Id), ("Form.Name", "Health"), ("Form.Prefix", "?"));
        var html = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains("A prefix has 2 to 12 letters", html, StringComparison.Ordinal);
        Assert.Contains("value=\"Health\"", html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path + "/contracts/new", "new-contract", ("Form.Target", "o:" + kit.Executive.Id), ("Form.Name", "Health"), ("Form.Prefix", "BOR"), ("Form.EndsAt", "2030-06-30"), ("Form.StrictAssignee", "true"))).StatusCode);
        var agreement = await db.Agreements.AsNoTracking().SingleAsync(a => a.OrganisationId == organisation.Id);
        Assert.Equal(("BOR", true, new DateTimeOffset(2030, 6, 30, 22, 0, 0, TimeSpan.Zero)), (agreement.Prefix, agreement.StrictAssignee, agreement.EndsAt!.Value));
        Assert.NotNull((await PageAsync(client, path)).QuerySelector($"a[href='/acme/admin/contracts/{agreement.Id}']"));
        var tabs = (await PageAsync(client, $"/acme/admin/contracts/{agreement.Id}")).QuerySelectorAll("nav.tabs a").Select(a => a.GetAttribute("href")!.Split('/')[^1]);
        Assert.Equal([agreement.Id.ToString(), "codes", "participants", "prices", "template", "statement", "settings"], tabs);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync($"/acme/admin/contracts/{agreement.Id}/settings", "/copy")).StatusCode);
        Assert.Equal(1, await db.Agreements.CountAsync(a => a.OrganisationId == organisation.Id && a.Name == "Health (copy)"));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S0.5"), Trait("Req", "S0.6"), Trait("Req", "S0.8"), Trait("Req", "S0.11"), Trait("Req", "S0.12"), Trait("Req", "S0.14"), Trait("Req", "S0.15"), Trait("Req", "S0.16"), Trait("Req", "S0.17"), Trait("Req", "S0.18"), Trait("Req", "S0.19"), Trait("Req", "S0.26")]
    public async Task Codes_are_made_listed_downloaded_and_each_has_its_five_actions(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await AgreementsKit.CreateAsync(test);
        using var client = await server.SignInAsync(kit.Sample);
        var agreement = await kit.AgreeAsync(kit.Executive);
        var price = await kit.PriceAsync(agreement, kit.Executive, "Board", 1_000);
        var path = $"/acme/admin/contracts/{agreement.Id}/codes";
        Assert.Contains("Single use codes", (await PageAsync(client, path)).QuerySelector("a[href$='make=1#make']")!.TextContent, StringComparison.Ordinal);
        var refused = await client.PostFormAsync(path + "?make=1", "make", ("New.Quantity", "many"), ("New.Note", "For the board"));
        Assert.Contains("For the board", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path + "?make=1", "make", ("New.Quantity", "4"), ("New.PriceId", price.Id.ToString()), ("New.Note", "For the board"))).StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path + "?make=1", "make", ("New.Quantity", "2"))).StatusCode);
        var page = await PageAsync(client, path);
        Assert.Equal(6, page.QuerySelectorAll("a.code-text").Length);
        Assert.Contains("For the board", page.DocumentElement.TextContent, StringComparison.Ordinal);
        var menu = page.QuerySelector("table tbody tr")!.QuerySelectorAll(".drop-item").Select(item => item.TextContent.Trim());
        Assert.Equal(["View", "Edit", "Open product", "Archive", "Delete"], menu);
        Assert.Contains($"/acme/admin/offerings/{kit.Executive.Id}", page.QuerySelectorAll(".drop-item").Select(item => item.GetAttribute("href")));
        var csv = (await PageAsync(client, $"{path}?price={price.Id}")).QuerySelector("a[download]")!.GetAttribute("href")!;
        var file = (await client.GetStringAsync(csv)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, file.Length);
        Assert.All(file.Skip(1), line => Assert.Contains("AUR-", line, StringComparison.Ordinal));
        var one = page.QuerySelector("button[form=code-row][value^='Archive:']")!.GetAttribute("value")!;
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path, "codes/change", ("one", one))).StatusCode);
        Assert.Equal(5, (await PageAsync(client, path)).QuerySelectorAll("a.code-text").Length);
    }

    [Theory, EachDatabase]
    public async Task Prices_and_rules_are_built_moved_and_explained_in_the_page(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await AgreementsKit.CreateAsync(test);
        using var client = await server.SignInAsync(kit.Sample);
        var department = await kit.PropertyAsync("Department");
        var agreement = await kit.AgreeAsync(kit.Basic);
        var path = $"/acme/admin/contracts/{agreement.Id}/prices";
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path + "?price=new", "price", ("Price.Name", "Board"), ("Price.Price", "45,50"))).StatusCode);
        await using var db = test.Database.Read(kit.Sample.Id);
        var price = await db.Prices.SingleAsync(p => p.AgreementId == agreement.Id);
        Assert.Equal((4_550, "EUR"), (price.Amount, price.Currency));
        (string, string)[] rule = [("Rule.PriceId", price.Id.ToString()), ("Rule.Name", "The board"), ("Rule.Conditions[0].Subject", "property:" + department.Id), ("Rule.Conditions[0].Operator", "OneOf")];
        var refused = WebUtility.HtmlDecode(await (await client.PostFormAsync(path + "?rule=new", "rule", [.. rule, ("Rule.Conditions[0].Value", "")])).Content.ReadAsStringAsync());
        Assert.Contains("Enter what to compare with.", refused, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path + "?rule=new", "rule", [.. rule, ("Rule.Conditions[0].Value", "Board, CEO")])).StatusCode);
        Assert.Equal(["Board", "CEO"], PriceCondition.FromJson((await db.PriceRules.SingleAsync()).Conditions)[0].Values);
        var told = (await PageAsync(client, $"{path}?ask=1&email=new@x.example&p-{department.Id}=ceo")).QuerySelector("#explain")!.TextContent;
        Assert.Contains("45.50", told, StringComparison.Ordinal);
        Assert.Contains("holds", told, StringComparison.Ordinal);
        var other = (await PageAsync(client, $"{path}?ask=1&email=new@x.example")).QuerySelector("#explain")!.TextContent;
        Assert.Contains("Not so: Department is one of Board, CEO", other, StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S0.58")]
    public async Task A_shared_code_shows_its_link_and_QR_code_and_the_statement_its_files(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await AgreementsKit.CreateAsync(test);
        using var client = await server.SignInAsync(kit.Sample);
        var agreement = await kit.AgreeAsync(kit.Basic);
        var path = $"/acme/admin/contracts/{agreement.Id}";
        var refused = WebUtility.HtmlDecode(await (await client.PostFormAsync(path + "/codes", "share", ("Shared.Text", "SHORT"))).Content.ReadAsStringAsync());
        Assert.Contains("A shared code has at least 10 letters or digits.", refused, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await client.PostFormAsync(path + "/codes", "share", ("Shared.Text", "EXECUTIVEHEALTH2026"))).StatusCode);
        var card = (await PageAsync(client, path + "/codes")).QuerySelector("#shared")!;
        Assert.NotNull(card.QuerySelector("svg.qr"));
        Assert.Contains("/acme/i/AUR-EXECUTIVEHEALTH2026", card.QuerySelector(".code-link a")!.GetAttribute("href"), StringComparison.Ordinal);
        Assert.True((await kit.RedeemAsync("AUR-EXECUTIVEHEALTH2026", await kit.Sample.AddPersonAsync("anna@x.example", "=Anna", "Arends"))).Ok);
        Assert.Contains("=Anna Arends", (await PageAsync(client, path + "/statement")).QuerySelector("table")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("'=Anna Arends", await client.GetStringAsync(path + "/statement.csv"), StringComparison.Ordinal);
        var pdf = await client.GetAsync(path + "/statement.pdf");
        Assert.Equal("application/pdf", pdf.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("%PDF-1.7", System.Text.Encoding.Latin1.GetString(await pdf.Content.ReadAsByteArrayAsync()), StringComparison.Ordinal);
    }
}
