using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

/// <summary>Batches and codes as programs meet them.</summary>
public class CodesApiTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S1.67")]
    public async Task Walking_the_list_gives_what_the_file_holds(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var workspace = await SampleWorkspace.CreateAsync(test);
        using var program = await ApiProgram.CreateAsync(server, workspace);
        await MakeAsync(program, workspace, 240);
        var batch = await MakeAsync(program, workspace, 130);
        Assert.Equal(("ready", 130), (batch.Json.GetProperty("status").GetString(), batch.Json.GetProperty("issued").GetInt32()));
        foreach (var filter in new[] { "", "&batchId=" + batch.Json.GetProperty("id").GetString() })
        {
            foreach (var sort in new[] { "created", "-created", "validTill" })
            {
                var walked = await WalkAsync(program, $"/codes?limit=100&sort={sort}{filter}");
                Assert.Equal(filter.Length == 0 ? 370 : 130, walked.Count);
                var file = (await program.GetAsync("/codes.csv?columns=code" + filter)).Text.TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
                Assert.Equal(walked.Order(), file.SkipWhile(line => !walked.Contains(line)).Order());
                Assert.InRange(file.Length, walked.Count, walked.Count + 1);
            }
        }
    }

    [Theory, EachDatabase]
    public async Task Bulk_changes_say_what_they_changed_and_what_refused(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var workspace = await SampleWorkspace.CreateAsync(test);
        using var program = await ApiProgram.CreateAsync(server, workspace);
        await MakeAsync(program, workspace, 5);
        var codes = (await program.GetAsync("/codes")).Json.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(201, (await program.PostAsync("/redemptions", new { code = codes[0].GetProperty("code").GetString(), person = new { email = "ada@example.com" } })).Status);

        var changed = await program.PostAsync("/codes/deactivations", new { ids = codes.Select(code => code.GetProperty("id").GetString()) });
        Assert.Equal(200, changed.Status);
        Assert.Equal(5, changed.Json.GetProperty("changed").GetInt32() + changed.Json.GetProperty("refused").GetArrayLength());
        Assert.Equal(400, (await program.PostAsync("/codes/deactivations", new { })).Status);

        Assert.Equal(400, (await program.SendAsync(HttpMethod.Delete, "/codes")).Status);
        Assert.Equal(400, (await program.SendAsync(HttpMethod.Delete, "/codes?stats=inactive")).Status);
        var deleted = await program.SendAsync(HttpMethod.Delete, "/codes?status=inactive");
        Assert.Equal(200, deleted.Status);
        Assert.Equal(1, (await program.GetAsync("/codes")).Json.GetProperty("total").GetInt32());
        Assert.Equal("code.used", (await program.SendAsync(HttpMethod.Delete, $"/codes/{codes[0].GetProperty("id").GetString()}")).Code);
    }

    [Theory, EachDatabase]
    public async Task A_retry_makes_no_second_batch(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var workspace = await SampleWorkspace.CreateAsync(test);
        using var program = await ApiProgram.CreateAsync(server, workspace);
        var first = await MakeAsync(program, workspace, 3, "spring");
        var second = await MakeAsync(program, workspace, 3, "spring");
        Assert.Equal((201, first.Text), (second.Status, second.Text));
        Assert.Equal(3, (await program.GetAsync("/codes")).Json.GetProperty("total").GetInt32());
    }

    private static Task<Answer> MakeAsync(ApiProgram program, SampleWorkspace workspace, int quantity, string? key = null) =>
        program.PostAsync("/batches", new { offeringId = workspace.Course.Id, quantity }, key);

    private static async Task<List<string>> WalkAsync(ApiProgram program, string path)
    {
        var codes = new List<string>();
        for (string? after = "", next; after is not null; after = next)
        {
            var page = (await program.GetAsync(path + (after.Length == 0 ? "" : "&after=" + after))).Json;
            codes.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("code").GetString()!));
            next = page.GetProperty("next").GetString();
        }
        return codes;
    }
}
