using Latchstring.Tests.Support;

namespace Latchstring.Tests.Http;

/// <summary>What a request meets before any verb: sign-in, permission, route, method, body.</summary>
public class ApiGateTests
{
    [Theory, EachDatabase]
    public async Task Without_a_key_or_with_a_false_one_nobody_gets_in(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var workspace = await SampleWorkspace.CreateAsync(test);
        using var program = await ApiProgram.CreateAsync(server, workspace);
        var none = await Answer.ReadAsync(await server.Client.GetAsync("/api/v1/workspace"));
        Assert.Equal((401, "key.missing"), (none.Status, none.Code));
        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.Single().Scheme);
        foreach (var key in new[] { "lsk_short", "nonsense", "", program.Key[..^1] + (program.Key[^1] == 'A' ? 'B' : 'A'), program.Key + "A", program.Key.ToLowerInvariant() })
        {
            using var stranger = new ApiProgram(server.NewClient(), key);
            Assert.Equal((401, key.Length == 0 ? "key.missing" : "key.invalid"), await StatusAndCode(stranger.GetAsync("/workspace")));
        }
        Assert.Equal(200, (await program.GetAsync("/workspace")).Status);
    }

    [Theory, EachDatabase]
    public async Task A_revoked_key_is_refused_at_once(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var owner = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var made = await owner.PostAsync("/api-keys", new { name = "Shop", permissions = new[] { "seeCodes", "redeem" } });
        Assert.Equal(201, made.Status);
        using var shop = new ApiProgram(server.NewClient(), made.Json.GetProperty("text").GetString()!);
        Assert.Equal(200, (await shop.GetAsync("/workspace")).Status);
        Assert.Equal(204, (await owner.SendAsync(HttpMethod.Delete, "/api-keys/" + made.Json.GetProperty("id").GetString())).Status);
        Assert.Equal((401, "key.invalid"), await StatusAndCode(shop.GetAsync("/workspace")));
    }

    [Theory, EachDatabase]
    public async Task A_key_does_only_what_it_may_and_passes_on_no_more(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var workspace = await SampleWorkspace.CreateAsync(test);
        using var viewer = await ApiProgram.CreateAsync(server, workspace, Permission.Viewer);
        Assert.Equal((403, "permission.missing"), await StatusAndCode(viewer.GetAsync("/audit")));
        Assert.Equal((403, "permission.missing"), await StatusAndCode(viewer.PostAsync("/api-keys", new { unknown = 1 })));
        using var keeper = await ApiProgram.CreateAsync(server, workspace, Permission.ManageWorkspace);
        var refused = await keeper.PostAsync("/api-keys", new { name = "More", permissions = new[] { "all" } });
        Assert.Equal((400, "input.invalid"), (refused.Status, refused.Code));
        Assert.Equal(["permissions"], refused.Fields);
    }

    [Theory, EachDatabase]
    public async Task Wrong_addresses_methods_and_media_types_are_problem_documents(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        Assert.Equal((404, "route.not_found"), await StatusAndCode(program.GetAsync("/nothing")));
        Assert.Equal((404, "route.not_found"), await StatusAndCode(program.SendAsync(HttpMethod.Post, "/nothing", "{}")));
        Assert.Equal((404, "job.not_found"), await StatusAndCode(program.GetAsync("/jobs/" + Guid.NewGuid())));
        Assert.Equal((404, "route.not_found"), await StatusAndCode(program.GetAsync("/jobs/17")));
        Assert.Equal((405, "method.not_allowed"), await StatusAndCode(program.SendAsync(HttpMethod.Put, "/api-keys", "{}")));
        Assert.Equal((415, "body.media_type"), await StatusAndCode(program.SendAsync(HttpMethod.Post, "/api-keys", "name=x", mediaType: "application/x-www-form-urlencoded")));
        Assert.Equal((413, "body.too_large"), await StatusAndCode(program.SendAsync(HttpMethod.Post, "/api-keys", new string(' ', 20_000_001))));
    }

    [Theory, EachDatabase]
    public async Task A_body_is_refused_with_every_field_that_does_not_fit(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var refused = await program.PostAsync("/api-keys", new { id = Guid.NewGuid(), name = 5, permissions = new object?[] { "seeCodes", "fly", null }, hint = "abcd" });
        Assert.Equal((400, "input.unknown_field"), (refused.Status, refused.Code));
        Assert.Equal(["hint", "id", "name", "permissions[1]", "permissions[2]"], refused.Fields.Order());
        var missing = await program.PostAsync("/api-keys", new { });
        Assert.Equal(["name", "permissions"], missing.Fields.Order());
        foreach (var malformed in new[] { "{", "", "{\"name\":\"a\",\"name\":\"b\"}", "nul", new string('[', 100) + new string(']', 100) })
            Assert.Equal((400, malformed.Length == 0 ? "body.missing" : "body.malformed"), await StatusAndCode(program.SendAsync(HttpMethod.Post, "/api-keys", malformed)));
        foreach (var wrong in new[] { "[]", "3", "null", "\"text\"", """{"name":"a\u0000b","permissions":["all"]}""", """{"name":"\ud800","permissions":["all"]}""" })
            Assert.Equal((400, "input.invalid"), await StatusAndCode(program.SendAsync(HttpMethod.Post, "/api-keys", wrong)));
    }

    [Theory, EachDatabase]
    public async Task A_key_that_asks_too_fast_is_told_when_to_come_back(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Api:RequestsPerSecond=1", "--Api:Burst=3");
        var workspace = await SampleWorkspace.CreateAsync(test);
        using var busy = await ApiProgram.CreateAsync(server, workspace);
        using var other = await ApiProgram.CreateAsync(server, workspace);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => busy.GetAsync("/workspace")));
        var refused = answers.First(answer => answer.Status == 429);
        Assert.Equal("rate.limited", refused.Code);
        Assert.True(refused.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await other.GetAsync("/workspace")).Status);
    }

    private static async Task<(int, string)> StatusAndCode(Task<Answer> answer) => ((await answer).Status, (await answer).Code);
}
