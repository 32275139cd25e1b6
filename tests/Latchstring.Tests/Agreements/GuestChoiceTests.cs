using AngleSharp.Html.Parser;
using Latchstring.Agreements;
using Latchstring.Offerings;
using Latchstring.Tests.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Agreements;

public class GuestChoiceTests
{
    [Theory, EachDatabase, Trait("Req", "S0.59"), Trait("Req", "S0.62")]
    public async Task A_guest_chooses_sees_the_price_with_its_reason_and_pays_what_was_shown(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync();
        var price = await kit.PriceAsync(agreement, kit.Basic, "Agreed", 0, isDefault: true);
        var extra = (await new CreateExtra(test.Database).RunAsync(kit.Owner, new(kit.Executive.Id, new("ECG", 3_000)))).Value;
        var path = "/acme/i/" + (await kit.CodesAsync(agreement))[0];
        using var client = server.NewClient();
        async Task<AngleSharp.Dom.IElement> MainAsync(string query) => (await new HtmlParser().ParseDocumentAsync(await client.GetStringAsync(path + query), default)).QuerySelector("main")!;
        var open = await MainAsync("");
        Assert.Equal(2, open.QuerySelectorAll("input[type=radio][name=offering]").Length);
        Assert.Null(open.QuerySelector("input[name='Form.Email']"));
        Assert.Contains("The contract behind this code makes it free.", (await MainAsync($"?offering={kit.Basic.Id}")).TextContent, StringComparison.Ordinal);
        var chosen = $"?offering={kit.Executive.Id}&extra={extra.Id}";
        var shown = await MainAsync(chosen);
        Assert.Contains("530.00", shown.TextContent, StringComparison.Ordinal);
        Assert.Equal("53000 EUR", shown.QuerySelector("input[name=shown]")!.GetAttribute("value"));
        // The price goes up between the page and the button: nothing is consumed, and the page says so.
        var late = await client.PostFormAsync(path + chosen, "register", [.. GuestKit.Anna], () => test.Database.WriteAsync(kit.Sample.Id, db => db.Offerings.Where(o => o.Id == kit.Executive.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.PriceAmount, 60_000))));
        Assert.EndsWith(chosen, late.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await kit.RedeemedAsync(agreement));
        Assert.Contains("630.00", (await MainAsync(chosen)).TextContent, StringComparison.Ordinal);
        var done = await client.PostFormAsync(path + chosen, "open");
        Assert.Contains("/me/opened/", done.Headers.Location!.ToString(), StringComparison.Ordinal);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(63_000, (await db.Redemptions.SingleAsync()).PriceAmount);
        Assert.Equal([kit.Executive.Id], await db.Registrations.Select(r => r.OfferingId).ToListAsync());
        Assert.Equal(0, price.Amount);
    }
}
