using System.Text;
using System.Text.Json;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

public sealed class CodesOverHttpTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.5"), Trait("Req", "S4.11"), Trait("Req", "S0.6"), Trait("Req", "S0.8"), Trait("Req", "S0.9")]
    public async Task A_program_makes_lists_edits_deactivates_and_deletes_codes(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, sample);
        var batch = await program.PostAsync("/batches", new { offeringId = sample.Course.Id, quantity = 25, note = "Spring", validTill = "2099-06-30" });
        Assert.Equal((201, "ready", 25), (batch.Status, batch.Json.GetProperty("status").GetString(), batch.Json.GetProperty("issued").GetInt32()));
        var batchId = batch.Json.GetProperty("id").GetString();
        Assert.Equal("2099-06-30T22:00:00+00:00", batch.Json.GetProperty("validTill").GetString());
        var first = await program.GetAsync($"/codes?batchId={batchId}&limit=10&sort=created");
        Assert.Equal((10, 25), (first.Json.GetProperty("items").GetArrayLength(), first.Json.GetProperty("total").GetInt32()));
        var second = await program.GetAsync($"/codes?batchId={batchId}&limit=20&sort=created&after={first.Json.GetProperty("next").GetString()}");
        Assert.Equal((15, JsonValueKind.Null), (second.Json.GetProperty("items").GetArrayLength(), second.Json.GetProperty("next").ValueKind));
        var codes = first.Json.GetProperty("items").EnumerateArray().Select(code => (Id: code.GetProperty("id").GetString()!, Text: code.GetProperty("code").GetString()!)).ToList();

        Assert.Equal(409, (await program.SendAsync(HttpMethod.Delete, $"/codes/{codes[0].Id}")).Status);
        var off = await program.PostAsync("/codes/deactivations", new { ids = codes.Take(3).Select(code => code.Id) });
        Assert.Equal(3, off.Json.GetProperty("changed").GetInt32());
        Assert.Equal("inactive", (await program.GetAsync($"/codes/{codes[0].Id}")).Json.GetProperty("status").GetString());
        Assert.Equal("valid", (await program.SendAsync(HttpMethod.Delete, $"/codes/{codes[0].Id}/deactivation")).Json.GetProperty("status").GetString());
        Assert.Equal("input.invalid", (await program.SendAsync(HttpMethod.Delete, "/codes")).Code);
        Assert.Equal(2, (await program.SendAsync(HttpMethod.Delete, "/codes?status=inactive")).Json.GetProperty("changed").GetInt32());
        Assert.Equal(404, (await program.GetAsync($"/codes/{codes[1].Id}")).Status);

        var edited = await program.SendAsync(HttpMethod.Patch, $"/codes/{codes[3].Id}", """{"code":"AUTUMN-2099","usage":"multiple","maxUses":5,"validTill":null}""");
        Assert.Equal((200, "AUTUMN-2099", 5), (edited.Status, edited.Json.GetProperty("code").GetString(), edited.Json.GetProperty("maxUses").GetInt32()));
        Assert.Equal(JsonValueKind.Null, edited.Json.GetProperty("validTill").ValueKind);
        Assert.Equal("archived", (await program.PostAsync($"/codes/{codes[4].Id}/archive", null)).Json.GetProperty("status").GetString());
        Assert.Equal("inactive", (await program.SendAsync(HttpMethod.Delete, $"/codes/{codes[4].Id}/archive")).Json.GetProperty("status").GetString());
    }

    [Theory, EachDatabase]
    public async Task A_check_says_what_a_code_opens_and_consumes_nothing(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, sample);
        await program.PostAsync("/batches", new { offeringId = sample.Course.Id, quantity = 1 });
        var text = (await program.GetAsync("/codes")).Json.GetProperty("items")[0].GetProperty("code").GetString();
        for (var i = 0; i < 2; i++)
        {
            var check = await program.PostAsync("/code-checks", new { code = text });
            Assert.Equal((200, "Algebra for everybody", 1), (check.Status, check.Json.GetProperty("opens")[0].GetProperty("name").GetString(), check.Json.GetProperty("usesLeft").GetInt32()));
        }
        Assert.Equal("code.not_found", (await program.PostAsync("/code-checks", new { code = "NOT-A-CODE" })).Code);
        var csv = await program.GetAsync("/codes.csv?columns=code");
        Assert.Equal($"\uFEFFCode\r\n{text}\r\n", "\uFEFF" + csv.Text.TrimStart('\uFEFF'));
    }

    [Theory]
    [EachDatabase("""{"quantity":-1}""", "quantity"), EachDatabase("""{"quantity":99999999}""", "quantity"), EachDatabase("""{"quantity":1,"validTill":"2001-01-01"}""", "validTill"), EachDatabase("""{"quantity":1,"validTill":"soon"}""", "validTill")]
    [EachDatabase("""{"quantity":1,"usage":"multiple"}""", "maxUses"), EachDatabase("""{"quantity":30,"naming":"sequential","customName":"MATHS"}""", "acceptGuessable"), EachDatabase("""{"quantity":1,"naming":"sequential","customName":"😀"}""", "customName")]
    [EachDatabase("""{"quantity":1,"colour":"red"}""", "colour"), EachDatabase("""{"quantity":1,"naming":"namePlusRandom","customName":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", "customName")]
    [Trait("Req", "S4.35")]
    public async Task Bad_input_is_refused_with_its_field(TestDatabase test, string body, string field)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, sample);
        var answer = await program.SendAsync(HttpMethod.Post, "/batches", body.Insert(1, $"\"offeringId\":\"{sample.Course.Id}\","));
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.Fields);
    }

    [Theory, EachDatabase]
    public async Task A_file_of_codes_is_imported_and_each_bad_row_named(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, sample);
        var report = await program.SendAsync(HttpMethod.Post, $"/code-imports?offeringId={sample.Course.Id}&note=Printed", "Code\r\nPRINTED-1\r\n😀\r\nPRINTED-2\r\n", mediaType: "text/csv");
        Assert.Equal((200, 2, 1), (report.Status, report.Json.GetProperty("good").GetInt32(), report.Json.GetProperty("bad").GetInt32()));
        Assert.Equal((3, "code"), (report.Json.GetProperty("problems")[0].GetProperty("row").GetInt32(), report.Json.GetProperty("problems")[0].GetProperty("field").GetString()));
        Assert.Equal(2, (await program.GetAsync("/codes?q=printed-2")).Json.GetProperty("total").GetInt32() + 1);
        Assert.Equal(400, (await program.SendAsync(HttpMethod.Post, $"/code-imports?offeringId={sample.Course.Id}", "", mediaType: "text/csv")).Status);
    }

    [Theory, EachDatabase]
    [Trait("Req", "I9")]
    public async Task Another_workspaces_codes_are_not_found(TestDatabase test)
    {
        var (mine, theirs) = (await SampleWorkspace.CreateAsync(test), await SampleWorkspace.CreateAsync(test, "other"));
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, mine);
        using var stranger = await ApiProgram.CreateAsync(server, theirs);
        var batch = (await program.PostAsync("/batches", new { offeringId = mine.Course.Id, quantity = 1 })).Json.GetProperty("id").GetString();
        var code = (await program.GetAsync("/codes")).Json.GetProperty("items")[0].GetProperty("id").GetString();
        foreach (var (method, path, body) in new (HttpMethod, string, string?)[]
        {
            (HttpMethod.Get, $"/batches/{batch}", null), (HttpMethod.Get, $"/codes/{code}", null), (HttpMethod.Delete, $"/codes/{code}", null), (HttpMethod.Post, $"/codes/{code}/deactivation", null), (HttpMethod.Delete, $"/codes/{code}/deactivation", null),
            (HttpMethod.Post, $"/codes/{code}/archive", null), (HttpMethod.Delete, $"/codes/{code}/archive", null), (HttpMethod.Patch, $"/codes/{code}", """{"code":"STOLEN-CODE"}"""), (HttpMethod.Post, $"/codes/{code}/assignment", """{"personId":null}"""),
        })
            Assert.Equal((path, 404), (path, (await stranger.SendAsync(method, path, body)).Status));
        Assert.Equal("code.not_found", (await stranger.PostAsync("/codes/deactivations", new { ids = new[] { code } })).Json.GetProperty("refused")[0].GetProperty("code").GetString());
        Assert.Equal(0, (await stranger.GetAsync($"/codes?batchId={batch}")).Json.GetProperty("total").GetInt32());
    }
}
