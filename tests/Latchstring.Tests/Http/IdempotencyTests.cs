using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Http;

public class IdempotencyTests
{
    private static readonly object Body = new { name = "Shop", permissions = new[] { "redeem" } };

    [Theory, EachDatabase]
    public async Task The_same_key_and_body_get_the_same_answer_and_one_deed(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var workspace = await SampleWorkspace.CreateAsync(test);
        using var program = await ApiProgram.CreateAsync(server, workspace);
        var first = await program.PostAsync("/api-keys", Body, "order-17");
        var second = await program.PostAsync("/api-keys", Body, "order-17");
        Assert.Equal((201, first.Text, first.MediaType, first.Headers.Location), (second.Status, second.Text, second.MediaType, second.Headers.Location));
        Assert.NotNull(first.Headers.Location);
        Assert.Equal(["true"], second.Headers.GetValues("Idempotency-Replayed"));
        Assert.Equal(1, await KeysNamedShopAsync(server, workspace));
    }

    [Theory, EachDatabase]
    public async Task Another_body_under_the_same_key_is_422_and_keys_of_programs_do_not_meet(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var workspace = await SampleWorkspace.CreateAsync(test);
        using var program = await ApiProgram.CreateAsync(server, workspace);
        using var other = await ApiProgram.CreateAsync(server, workspace);
        Assert.Equal(201, (await program.PostAsync("/api-keys", Body, "k")).Status);
        var refused = await program.PostAsync("/api-keys", new { name = "Shop 2", permissions = new[] { "redeem" } }, "k");
        Assert.Equal((422, "idempotency.other_body"), (refused.Status, refused.Code));
        Assert.Equal(201, (await other.PostAsync("/api-keys", Body, "k")).Status);
        foreach (var bad in new[] { new string('x', 101), "a b" })
            Assert.Equal("idempotency.key_invalid", (await program.PostAsync("/api-keys", Body, bad)).Code);
    }

    [Theory, EachDatabase]
    public async Task Refusals_are_kept_too_but_a_body_that_was_never_looked_at_is_not(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var refused = await program.PostAsync("/api-keys", new { name = " ", permissions = new[] { "redeem" } }, "a");
        var again = await program.PostAsync("/api-keys", new { name = " ", permissions = new[] { "redeem" } }, "a");
        Assert.Equal((400, refused.Text, "application/problem+json"), (again.Status, again.Text, again.MediaType));
        Assert.Equal("input.unknown_field", (await program.PostAsync("/api-keys", new { nme = "x" }, "b")).Code);
        Assert.Equal(201, (await program.PostAsync("/api-keys", Body, "b")).Status);
    }

    [Theory, EachDatabase]
    public async Task Many_at_once_with_one_key_do_it_once(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var workspace = await SampleWorkspace.CreateAsync(test);
        using var program = await ApiProgram.CreateAsync(server, workspace);
        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => program.PostAsync("/api-keys", Body, "rush")));
        var made = answers.Where(answer => answer.Status == 201).ToList();
        Assert.Single(made.Select(answer => answer.Text).Distinct());
        Assert.All(answers.Where(answer => answer.Status != 201), answer => Assert.Equal((409, "idempotency.running"), (answer.Status, answer.Code)));
        Assert.Equal(made[0].Text, (await program.PostAsync("/api-keys", Body, "rush")).Text);
        Assert.Equal(1, await KeysNamedShopAsync(server, workspace));
    }

    private static async Task<int> KeysNamedShopAsync(TestServer server, SampleWorkspace workspace)
    {
        await using var db = server.Database.Read(workspace.Id);
        return await db.ApiKeys.CountAsync(key => key.Name == "Shop");
    }
}
