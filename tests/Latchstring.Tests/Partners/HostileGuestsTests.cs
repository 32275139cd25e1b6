using System.IO.Compression;
using System.Net;
using System.Xml.Linq;
using AngleSharp.Html.Parser;
using Latchstring.Accounts;
using Latchstring.Partners;
using Latchstring.Sending;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Partners;

/// <summary>Names that would like to be something else, in the page, the mail and the file.</summary>
public class HostileGuestsTests
{
    [Theory, EachDatabase]
    public async Task Line_breaks_broken_characters_and_endless_names_are_refused_in_their_field(TestDatabase test)
    {
        await using var kit = await GuestKit.CreateAsync(test);
        foreach (var name in new[] { "Anna\r\nBcc: all@example.org", "Anna\0", new string('x', 10_000), "\ud83d", "x\udc00y" })
            Assert.Equal("firstName", (await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [GuestKit.Guest("anna@example.org", name)]))).Problem?.Field);
        foreach (var email in new[] { "a@example.org\r\nBcc: b@example.org", "a@b", "\"a b\"@example.org", "a@example.org,b@example.org", new string('a', 300) + "@example.org" })
            Assert.Equal("email", (await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [GuestKit.Guest(email)]))).Problem?.Field);
        Assert.Equal(0, (await kit.QuotaAsync()).Used);
    }

    [Theory, EachDatabase]
    public async Task Any_name_is_only_text_in_the_sheets_of_partner_and_organizer(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        string[] names = ["<b>&amp;</b>]]>", "=1+1", "+1", "-1", "@SUM(A1)", "\u202Egnaf", "Zoë 👩‍🚀", new string('W', 100), "محمد", "山田", "_x0041_"];
        await using var kit = await GuestKit.CreateAsync(test);
        var added = await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [.. names.Select((name, i) => GuestKit.Guest($"g{i}@example.org", name, "=cmd|' /C calc'!A0"))], Send: false));
        Assert.True(added.Ok, added.Problem?.English);
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        using var partner = await server.SignInAsync(kit.Sample, await server.AddColleagueAsync(kit));
        using var owner = await server.SignInAsync(kit.Sample);
        foreach (var (client, path) in new[] { (partner, $"/acme/partner/invitations.xlsx?event={kit.A.Id}&sort=added"), (owner, "/acme/admin/partners/invitations.xlsx?sort=added") })
        {
            var file = await client.GetByteArrayAsync(path);
            if (Environment.GetEnvironmentVariable("LATCHSTRING_SHOTS") is { Length: > 0 } folder)
                await File.WriteAllBytesAsync(Path.Combine(folder, $"guests-{(client == owner ? "owner" : "partner")}.xlsx"), file);
            await using var zip = new ZipArchive(new MemoryStream(file));
            var sheet = await XDocument.LoadAsync(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open(), LoadOptions.PreserveWhitespace, default);
            var cells = sheet.Descendants().Where(one => one.Name.LocalName == "c").ToList();
            Assert.All(cells, cell => Assert.True(cell.Attribute("t")?.Value == "inlineStr" || cell.IsEmpty));
            Assert.DoesNotContain(sheet.Descendants(), one => one.Name.LocalName == "f");
            // A spreadsheet reads _x0041_ as a letter, so the underscore is written in that way itself.
            Assert.Empty(names.Except(cells.Select(cell => cell.Value.Replace("_x005F_", "_", StringComparison.Ordinal))));
        }
    }

    [Theory, EachDatabase]
    public async Task Markup_bidi_and_formulas_are_only_text_in_page_mail_and_file(TestDatabase test)
    {
        test.Clock.Now = TestClock.Ahead;
        await using var kit = await GuestKit.CreateAsync(test);
        const string Script = "<script>alert(1)</script>", Bidi = "\u202Egnaf\u2066", Formula = "=HYPERLINK(\"http://evil.example\")", Emoji = "Zoë 👩‍🚀 \\ \"quoted\" {link}";
        var added = await kit.Add.RunAsync(kit.Admin, new GuestsToAdd(kit.A.Id, [GuestKit.Guest("a@example.org", Script, Formula), GuestKit.Guest("b@example.org", Bidi, "Ng"), GuestKit.Guest("c@example.org", Emoji, "O'Neil")]));
        Assert.True(added.Ok, added.Problem?.English);
        await kit.CarryAsync();
        var mails = kit.Sending.Server.Taken.ToDictionary(mail => mail.To);
        Assert.Equal(3, mails.Count);
        Assert.DoesNotContain("<script", mails["a@example.org"].Html, StringComparison.OrdinalIgnoreCase);
        Assert.All(mails.Values, mail => Assert.DoesNotContain(mail.Subject + mail.FromName, c => char.IsControl(c)));
        Assert.DoesNotContain("\u202E", mails["b@example.org"].Html + mails["b@example.org"].Text, StringComparison.Ordinal);
        // What a value holds is never looked at as a template again.
        Assert.Contains("{link}", mails["c@example.org"].Text, StringComparison.Ordinal);

        var petra = await kit.Sample.AddAsync(new Account { WorkspaceId = kit.Sample.Id, Email = "petra@nordwind.test", NormalizedEmail = "PETRA@NORDWIND.TEST", Name = "Petra", OrganisationId = kit.A.OrganisationId, Partner = PartnerRole.Admin, CreatedAt = test.Database.Now });
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        using var client = await server.SignInAsync(kit.Sample, petra);
        var page = new HtmlParser().ParseDocument(await client.GetStringAsync("/acme/partner/invitations?sort=name&q=scr"));
        Assert.Equal($"{Script} {Formula}", page.QuerySelector(".guest-name strong")!.TextContent);
        Assert.DoesNotContain(page.QuerySelectorAll("script"), script => script.TextContent.Contains("alert", StringComparison.Ordinal));
        var file = await client.GetStringAsync($"/acme/partner/invitations.csv?event={kit.A.Id}");
        Assert.DoesNotContain(",=HYPERLINK", file, StringComparison.Ordinal);
        Assert.DoesNotContain("\"=HYPERLINK", file, StringComparison.Ordinal);
        var pasted = await (await client.PostActionAsync("/acme/partner/invitations/paste", $"/acme/partner/invitations/checks?event={kit.A.Id}", ("text", $"d@example.org\t{Script}\t{Formula}"))).Content.ReadAsStringAsync();
        Assert.Contains(WebUtility.HtmlEncode("<script>")[..4], pasted, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", pasted, StringComparison.OrdinalIgnoreCase);
    }
}
