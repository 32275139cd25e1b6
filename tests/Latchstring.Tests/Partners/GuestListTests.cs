using System.IO.Compression;
using System.Net;
using AngleSharp.Html.Parser;
using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.Partners;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Partners;

/// <summary>The organizer's list of all partners' guests, and its files.</summary>
public class GuestListTests
{
    private const string Page = "/acme/admin/partners/invitations";

    [Theory, EachDatabase, Trait("Req", "S1.8"), Trait("Req", "S1.2"), Trait("Req", "S1.69"), Trait("Req", "S1.11")]
    public async Task Lists_the_guests_of_all_partners_with_who_registered_sorted_filtered_and_searched_like_every_list(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        await using var kit = await GuestKit.CreateAsync(test);
        var (b, admin) = await kit.PartnerAsync("Ostwind");
        var ids = await kit.AddAsync(3);
        Assert.True((await kit.Add.RunAsync(admin, new(b.Id, [GuestKit.Guest("zoe@example.org", "Zoë", "Zander"), GuestKit.Guest("guest1@example.org")], Send: false))).Ok);
        await kit.RegisterAsync(ids[1]);
        using var owner = await server.SignInAsync(kit.Sample);
        async Task<string[]> RowsAsync(string query) =>
            [.. new HtmlParser().ParseDocument(await owner.GetStringAsync(Page + query)).QuerySelectorAll("td.col-guest a").Select(a => a.TextContent)];

        Assert.Equal(5, (await RowsAsync("")).Length);
        Assert.Equal("Zoë Zander", (await RowsAsync("?sort=-name"))[0]);
        Assert.Equal(2, (await RowsAsync($"?partner={b.OrganisationId}")).Length);
        Assert.Equal(["First2 Last2"], await RowsAsync("?status=Registered"));
        Assert.Equal(["Zoë Zander"], await RowsAsync("?q=zander"));
        Assert.Equal(5, (await RowsAsync($"?event={kit.Event.Id}")).Length);
        Assert.Empty(await RowsAsync($"?event={Guid.NewGuid()}"));
        // The partner's team does not see it; the organizer sees that two invited the same person.
        Assert.Contains("also invited by another", await owner.GetStringAsync(Page), StringComparison.Ordinal);
        var kai = await server.AddColleagueAsync(kit);
        using var partner = await server.SignInAsync(kit.Sample, kai);
        Assert.Equal(HttpStatusCode.Forbidden, (await partner.GetAsync(Page)).StatusCode);
    }

    [Theory, EachDatabase, Trait("Req", "S1.9"), Trait("Req", "S1.70"), Trait("Req", "S1.71")]
    public async Task The_organizer_edits_a_row_and_its_status_and_the_person_stays_as_they_are(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        await using var kit = await GuestKit.CreateAsync(test);
        var ids = await kit.AddAsync(2);
        using var owner = await server.SignInAsync(kit.Sample);
        Assert.Equal(HttpStatusCode.Found, (await owner.PostFormAsync($"{Page}/{ids[0]}", "guest", ("Guest.email", "guest1@example.org"), ("Guest.firstName", "Renamed"), ("Guest.lastName", "Last1"))).StatusCode);
        var row = await kit.RowAsync(ids[0]);
        Assert.Equal("Renamed Last1", row.Name);
        await using (var db = test.Database.Read(kit.Sample.Id))
            Assert.Equal("First1", (await db.People.SingleAsync(p => p.Email == "guest1@example.org")).FirstName);
        var wrong = await owner.PostFormAsync($"{Page}/{ids[0]}", "guest", ("Guest.email", "nowhere"), ("Guest.firstName", "Kept"));
        Assert.Contains("value=\"Kept\"", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Another address: somebody else's invitation, once.
        await owner.PostFormAsync($"{Page}/{ids[0]}", "guest", ("Guest.email", "fresh@example.org"));
        Assert.Equal("fresh@example.org", (await kit.RowAsync(ids[0])).Email);
        Assert.Contains("already", await (await owner.PostFormAsync($"{Page}/{ids[0]}", "guest", ("Guest.email", "guest2@example.org"))).Content.ReadAsStringAsync(), StringComparison.Ordinal);

        foreach (var (to, status) in new[] { ("Refused", GuestStatus.Refused), ("Pending", GuestStatus.Pending), ("Registered", GuestStatus.Registered), ("Cancelled", GuestStatus.Cancelled) })
        {
            await owner.PostFormAsync($"{Page}/{ids[0]}", "status", ("To", to));
            Assert.Equal(status, (await kit.RowAsync(ids[0])).Status);
        }
        await using var after = test.Database.Read(kit.Sample.Id);
        Assert.Equal("fresh@example.org", await (from r in after.Registrations join p in after.People on r.PersonId equals p.Id select p.Email).SingleAsync());
        Assert.Equal("guest.status", (await Change(server).RunAsync(kit.Sample.Owner, new(ids[0], GuestStatus.Registered))).Problem?.Code);
        Assert.Equal("permission.missing", (await Change(server).RunAsync(kit.Admin, new(ids[1], GuestStatus.Registered))).Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "S1.10"), Trait("Req", "S1.62"), Trait("Req", "S1.72")]
    public async Task Selected_rows_are_deleted_after_a_question_that_names_the_count_and_who_registered_is_kept(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        await using var kit = await GuestKit.CreateAsync(test, quota: 3);
        var ids = await kit.AddAsync(3);
        Assert.Equal(GuestStatus.Registered, (await Change(server).RunAsync(kit.Sample.Owner, new(ids[0], GuestStatus.Registered))).Value.Status);
        using var owner = await server.SignInAsync(kit.Sample);
        var asked = new HtmlParser().ParseDocument(await (await owner.PostFormAsync(Page, "partner-guests-bulk", ("verb", "delete"), ("all", "1"))).Content.ReadAsStringAsync());
        Assert.Contains("Delete 3 invitations for good?", asked.Body!.TextContent, StringComparison.Ordinal);
        Assert.Equal(3, (await kit.List.CountAsync(kit.Sample.Owner, new())).Rows);
        using var content = new FormUrlEncodedContent(asked.QuerySelectorAll("section.confirm input").Select(input => KeyValuePair.Create(input.GetAttribute("name")!, input.GetAttribute("value") ?? "")));
        Assert.Equal(HttpStatusCode.Found, (await owner.PostAsync(Page, content)).StatusCode);

        Assert.Equal([ids[0]], (await kit.List.RunAsync(kit.Sample.Owner, new(), new())).Value.Items.Select(row => row.Id));
        Assert.Contains("1 guest has registered and is kept", await owner.GetStringAsync(Page), StringComparison.Ordinal);
        var quota = await kit.QuotaAsync();
        Assert.Equal((1, 2), (quota.Used, quota.Left));
        Assert.Equal("permission.missing", (await new DeleteGuests(test.Database).RunAsync(kit.Admin, [ids[0]])).Problem?.Code);
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(1, await db.AccessCodes.CountAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S1.64"), Trait("Req", "S1.65"), Trait("Req", "S1.66"), Trait("Req", "S1.67"), Trait("Req", "S1.68"), Trait("Inv", "I10")]
    public async Task Files_hold_all_filtered_rows_or_the_ticked_ones_as_csv_and_for_excel(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        await using var kit = await GuestKit.CreateAsync(test);
        var ids = await kit.AddAsync(130);
        await kit.Add.RunAsync(kit.Admin, new(kit.A.Id, [GuestKit.Guest("evil@example.org", "=HYPERLINK(\"https://evil.test\")", "<b>&\u202e")], Send: false));
        using var owner = await server.SignInAsync(kit.Sample);
        var all = await owner.GetStringAsync(Page + ".csv");
        Assert.Equal(132, all.TrimEnd().Split('\n').Length);
        Assert.Contains("\"'=HYPERLINK", all, StringComparison.Ordinal);
        Assert.Contains("Nordwind Media", all, StringComparison.Ordinal);
        Assert.Equal(2, (await owner.GetStringAsync(Page + ".csv?q=guest77@")).TrimEnd().Split('\n').Length);

        var rows = await SheetAsync(await owner.GetAsync(Page + ".xlsx"));
        Assert.Equal(132, rows.Count);
        Assert.Contains(rows, row => row.Contains("=HYPERLINK(\"https://evil.test\")", StringComparison.Ordinal) && row.Contains("<b>&\u202e", StringComparison.Ordinal));
        var chosen = await owner.PostActionAsync(Page, Page + "/files", ("verb", "csv"), ("id", ids[0].ToString()), ("id", ids[129].ToString()));
        Assert.Equal(3, (await chosen.Content.ReadAsStringAsync()).TrimEnd().Split('\n').Length);
        Assert.Equal(132, (await SheetAsync(await owner.PostActionAsync(Page, Page + "/files", ("verb", "xlsx"), ("all", "1")))).Count);

        // The partner's own: its guests, without what only the organizer may know.
        var kai = await server.AddColleagueAsync(kit);
        var (b, admin) = await kit.PartnerAsync("Ostwind");
        var foreign = (await kit.Add.RunAsync(admin, new(b.Id, [GuestKit.Guest("secret@example.org")], Send: false))).Value.Ids[0];
        using var partner = await server.SignInAsync(kit.Sample, kai);
        var own = await SheetAsync(await partner.GetAsync($"/acme/partner/invitations.xlsx?event={kit.A.Id}"));
        Assert.Equal(132, own.Count);
        Assert.DoesNotContain(own, row => row.Contains("secret@", StringComparison.Ordinal) || row.Contains("Ostwind", StringComparison.Ordinal));
        Assert.Single(await SheetAsync(await partner.PostActionAsync("/acme/partner/team", "/acme/partner/invitations/files", ("verb", "xlsx"), ("id", foreign.ToString()))));
    }

    [Theory, EachDatabase, Trait("Req", "S1.30")]
    public async Task After_a_package_is_deleted_what_was_sent_stays_usable_and_new_ones_are_refused(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        await using var kit = await GuestKit.CreateAsync(test, quota: 1);
        var gold = (await new Latchstring.Agreements.CreatePackage(test.Database).RunAsync(kit.Sample.Owner, new("Gold", InvitationQuota: 3))).Value;
        Assert.True((await new Latchstring.Agreements.HoldPackage(test.Database).RunAsync(kit.Sample.Owner, new(kit.A.Id, gold.Id, 1))).Ok);
        var ids = await kit.AddAsync(3, send: true);
        Assert.True((await new Latchstring.Agreements.DeletePackage(test.Database).RunAsync(kit.Sample.Owner, gold.Id)).Ok);
        Assert.Equal((1, 3, 0), (await kit.QuotaAsync()) is var now ? (now.Limit!.Value, now.Used, now.Left!.Value) : default);
        Assert.Equal("quota.exceeded", (await kit.TryAsync(1, "more")).Problem?.Code);
        foreach (var id in ids)
            Assert.Equal(GuestStatus.Registered, (await Change(server).RunAsync(kit.Sample.Owner, new(id, GuestStatus.Registered))).Value.Status);
    }

    private static ChangeGuestStatus Change(TestServer server) => (ChangeGuestStatus)server.Services.GetService(typeof(ChangeGuestStatus))!;

    /// <summary>The rows of an Excel file, each as the text of its cells.</summary>
    private static async Task<List<string>> SheetAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", answer.Content.Headers.ContentType?.MediaType);
        await using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        await using var sheet = await zip.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync();
        var xml = await System.Xml.Linq.XDocument.LoadAsync(sheet, default, default);
        Assert.DoesNotContain(xml.Descendants(), element => element.Name.LocalName == "f");
        return [.. xml.Descendants().Where(element => element.Name.LocalName == "row").Select(row => string.Join('\t', row.Descendants().Where(cell => cell.Name.LocalName == "t").Select(cell => cell.Value)))];
    }
}
