using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Http;

/// <summary>Every list keeps the same promises; the audit stands for all.</summary>
public class ListContractTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S1.67")]
    public async Task Walking_the_pages_gives_the_rows_of_the_file(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, await FilledAsync(test, 230));
        var walked = new List<string>();
        for (string? after = "", next = null; after is not null; after = next)
        {
            var page = (await program.GetAsync("/audit?subject=thing&limit=100" + (after.Length == 0 ? "" : "&after=" + after))).Json;
            Assert.Equal(230, page.GetProperty("total").GetInt64());
            Assert.True(page.GetProperty("totalExact").GetBoolean());
            walked.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        var file = await program.GetAsync("/audit.csv?subject=thing");
        Assert.Equal("text/csv", file.MediaType);
        var lines = file.Text.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("id,at,", lines[0], StringComparison.Ordinal);
        Assert.Equal(walked, lines[1..].Select(line => line.Split(',')[0]));
        Assert.Equal(230, walked.Distinct().Count());
    }

    [Theory, EachDatabase]
    public async Task A_list_says_what_it_cannot_do(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, await FilledAsync(test, 3));
        foreach (var (query, field) in new[] { ("limit=101", "limit"), ("limit=0", "limit"), ("limit=many", "limit"), ("sort=colour", "sort"), ("subjectId=7", "subjectId"), ("subjectId=", "subjectId"), ("from=yesterday", "from"), ("acton=x", "acton") })
        {
            var refused = await program.GetAsync("/audit?" + query);
            Assert.Equal((400, query, field), (refused.Status, query, string.Join(',', refused.Fields)));
        }
        Assert.Equal(400, (await program.GetAsync("/audit?q=%00")).Status);
        Assert.Equal(400, (await program.GetAsync("/audit.csv?sort=colour")).Status);
        Assert.Equal(200, (await program.GetAsync("/audit?after=tampered&q=%25_'%5C&action=a%25")).Status);
    }

    [Theory, EachDatabase]
    public async Task Filters_narrow_and_details_are_JSON(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, await FilledAsync(test, 3));
        Assert.Equal(3, Total(await program.GetAsync("/audit?action=thing.")));
        Assert.Equal(0, Total(await program.GetAsync("/audit?action=thing")));
        Assert.Equal(3, Total(await program.GetAsync("/audit?action=thing.done&q=latch")));
        Assert.Equal(0, Total(await program.GetAsync("/audit?action=thing.done&q=nobody")));
        var detail = (await program.GetAsync("/audit?subject=thing&limit=1")).Json.GetProperty("items")[0].GetProperty("detail");
        Assert.Equal(JsonValueKind.Object, detail.ValueKind);
        Assert.InRange(detail.GetProperty("number").GetInt32(), 0, 2);
    }

    private static long Total(Answer answer) => answer.Json.GetProperty("total").GetInt64();

    private static async Task<SampleWorkspace> FilledAsync(TestDatabase test, int entries)
    {
        var workspace = await SampleWorkspace.CreateAsync(test);
        await test.Database.WriteAsync(workspace.Id, async db =>
        {
            for (var i = 0; i < entries; i++)
                db.Add(AuditEntry.By(Actor.System(workspace.Id), test.Database.Now, "thing.done", "thing", Guid.NewGuid(), new { number = i }));
            return await db.SaveChangesAsync();
        });
        return workspace;
    }
}
