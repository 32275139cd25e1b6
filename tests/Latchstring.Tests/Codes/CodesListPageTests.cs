using System.Net;
using AngleSharp;
using AngleSharp.Dom;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Tests.Accounts;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

/// <summary>What stands in the columns of the list, and who may see it.</summary>
public sealed class CodesListPageTests
{
    private const string AllColumns = "?sort=created&cols=code&cols=status&cols=used&cols=redeemer&cols=created&cols=validTill&cols=usage&cols=active";

    [Theory, EachDatabase]
    [Trait("Req", "S4.2"), Trait("Req", "S4.3"), Trait("Req", "S4.14"), Trait("Req", "S4.15"), Trait("Req", "S4.16"), Trait("Req", "S4.17"), Trait("Req", "S4.18"), Trait("Req", "S4.19"), Trait("Req", "S4.20")]
    public async Task A_row_says_when_made_till_when_how_often_whether_active_and_used_and_by_whom(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        await using var kit = await CodesKit.CreateAsync(test);
        var single = (await kit.IssueAsync(kit.Batch(1) with { ValidTill = new DateTimeOffset(2099, 6, 30, 22, 0, 0, TimeSpan.Zero) }))[0];
        var many = (await kit.IssueAsync(kit.Batch(1) with { Usage = Usage.Multiple, MaxUses = 3 }))[0];
        await kit.UseAsync(many, "anna@example.org", "Abel");
        await kit.Change.RunAsync(kit.Owner, CodeChange.Deactivate, single.Id);
        await kit.Sample.AddAsync(new CodeBatch { WorkspaceId = kit.Sample.Id, OfferingId = (await kit.Sample.AddCourseAsync("Another course")).Id, Quantity = 0, MadeByName = "Olga" });
        var client = await server.SignInAsync(kit.Sample);
        var rows = await RowsAsync(client, $"/acme/admin/codes{AllColumns}&offeringId={kit.Sample.Course.Id}");
        Assert.Equal([single.Text, many.Text], rows.Select(row => row["Code"]));
        Assert.Equal(["no", "yes"], rows.Select(row => row["Active"]));
        Assert.Equal(["single", "multiple"], rows.Select(row => row["Usage"].Split(' ', ',')[0]));
        Assert.Contains("2099", rows[0]["Valid till"], StringComparison.Ordinal);
        Assert.Equal("no end", rows[1]["Valid till"]);
        Assert.Contains($"{test.Clock.Now.Year}", rows[0]["Created"], StringComparison.Ordinal);
        Assert.Equal("not used yet", rows[0]["Used"]);
        Assert.Contains("1 of 3", rows[1]["Used"], StringComparison.Ordinal);
        Assert.Contains("Abel", rows[1]["Redeemed by"], StringComparison.Ordinal);
        Assert.Empty(await RowsAsync(client, $"/acme/admin/codes{AllColumns}&offeringId={(await kit.Sample.AddCourseAsync("Empty")).Id}"));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.3"), Trait("Req", "S3.4")]
    public async Task Codes_are_the_staffs_and_stand_at_their_course(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var participant = await sample.AddAsync(new Account { WorkspaceId = sample.Id, Email = "pia@acme.test", NormalizedEmail = "PIA@ACME.TEST", Name = "Pia", CreatedAt = test.Clock.Now });
        var (staff, guest) = (await server.SignInAsync(sample), await server.SignInAsync(sample, participant));
        foreach (var path in new[] { "/acme/admin/codes", "/acme/admin/codes/new", $"/acme/admin/codes?offeringId={sample.Course.Id}" })
        {
            Assert.Equal(HttpStatusCode.OK, (await staff.GetAsync(path)).StatusCode);
            Assert.NotEqual(HttpStatusCode.OK, (await guest.GetAsync(path)).StatusCode);
            Assert.NotEqual(HttpStatusCode.OK, (await server.NewClient().GetAsync(path)).StatusCode);
        }
        Assert.Contains($"/acme/admin/codes?offeringId={sample.Course.Id}", await staff.GetStringAsync($"/acme/admin/offerings/{sample.Course.Id}"), StringComparison.Ordinal);
    }

    private static async Task<List<Dictionary<string, string>>> RowsAsync(HttpClient client, string path)
    {
        using var context = BrowsingContext.New();
        var page = await context.OpenAsync(request => request.Content(client.GetStringAsync(path).GetAwaiter().GetResult()));
        return [.. page.QuerySelectorAll("table.list-table tbody tr").Select(row =>
            row.QuerySelectorAll("td[data-label]").GroupBy(cell => cell.GetAttribute("data-label")!).ToDictionary(cells => cells.Key, cells => string.Join(' ', cells.First().TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))))];
    }
}
