using Latchstring.Codes;
using Latchstring.Tests.Support;
using Npgsql;

namespace Latchstring.Tests.Redemptions;

/// <summary>Every answer of POST /redemptions, as programs meet it.</summary>
public class RedemptionsApiTests
{
    [Theory, EachDatabase]
    public async Task A_program_redeems_once_and_the_same_person_gets_the_same_redemption(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var (program, workspace, codes) = await ArrangeAsync(server, 2);
        var first = await RedeemAsync(program, codes[0], "ada@example.com");
        var again = await RedeemAsync(program, codes[0].ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal), "ADA@example.com");
        Assert.Equal((201, 200), (first.Status, again.Status));
        Assert.Equal(Id(first), Id(again));
        Assert.EndsWith(Id(first), first.Headers.Location!.ToString(), StringComparison.Ordinal);
        var price = first.Json.GetProperty("price");
        Assert.Equal(["amount", "currency"], price.EnumerateObject().Select(member => member.Name).Order());
        var listed = await program.GetAsync($"/redemptions?limit=1");
        Assert.Equal(Id(first), listed.Json.GetProperty("items")[0].GetProperty("id").GetString());
    }

    [Theory, EachDatabase]
    public async Task Each_refusal_has_its_code_and_status(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var (program, workspace, codes) = await ArrangeAsync(server, 4);
        await RedeemAsync(program, codes[0], "first@example.com");
        Assert.Equal((409, "code.used_up"), Refusal(await RedeemAsync(program, codes[0], "second@example.com")));
        Assert.Equal((404, "code.not_found"), Refusal(await RedeemAsync(program, "ZZZZ-ZZZZ-ZZZZ-Z", "a@example.com")));
        Assert.Equal((404, "code.not_found"), Refusal(await RedeemAsync(program, await ForeignCodeAsync(server), "a@example.com")));
        Assert.Equal((409, "registration.exists"), Refusal(await RedeemAsync(program, codes[1], "first@example.com")));

        await PatchAsync(program, codes[1], new { validFrom = server.Database.Now.AddDays(2) });
        Assert.Equal((409, "code.not_yet_valid"), Refusal(await RedeemAsync(program, codes[1], "b@example.com")));
        await PatchAsync(program, codes[2], new { validTill = server.Database.Now.AddHours(1) });
        test.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal((410, "code.expired"), Refusal(await RedeemAsync(program, codes[2], "c@example.com")));

        var owner = await workspace.AddPersonAsync("owner-of-code@example.com");
        Assert.Equal(200, (await program.PostAsync($"/codes/{await IdOfAsync(program, codes[3])}/assignment", new { personId = owner.Id })).Status);
        Assert.Equal((403, "code.not_yours"), Refusal(await RedeemAsync(program, codes[3], "d@example.com")));
        Assert.Equal(200, (await program.PostAsync($"/codes/{await IdOfAsync(program, codes[3])}/deactivation", null)).Status);
        Assert.Equal((404, "code.not_found"), Refusal(await RedeemAsync(program, codes[3], "d@example.com")));
    }

    [Theory, EachDatabase]
    public async Task A_full_offering_is_409(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var (program, workspace, _) = await ArrangeAsync(server, 1);
        var small = await workspace.AddCourseAsync("Small", capacity: 1);
        var codes = await CodesOfAsync(server, workspace.Owner, small.Id, 2);
        Assert.Equal(201, (await RedeemAsync(program, codes[0], "a@example.com")).Status);
        Assert.Equal((409, "offering.full"), Refusal(await RedeemAsync(program, codes[1], "b@example.com")));
    }

    [Theory, EachDatabase]
    public async Task When_the_database_goes_away_in_the_middle_the_same_key_may_be_sent_again(TestDatabase test)
    {
        Assert.SkipUnless(test.Kind == DatabaseKind.Postgres, "SQLite lives in the process: there is no connection to lose.");
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var body = new { name = "Shop", permissions = new[] { "redeem" } };
        Answer lost;
        await using (var admin = new NpgsqlConnection(test.ConnectionString))
        {
            await admin.OpenAsync();
            await using var blocking = await admin.BeginTransactionAsync();
            await ExecuteAsync(admin, "lock table api_key in exclusive mode");
            var running = program.PostAsync("/api-keys", body, "order-9");
            // Inside a transaction the view of activity stands still unless it is told to look again.
            while (await ExecuteAsync(admin, "select pg_stat_clear_snapshot(); select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 0)
                Assert.False(running.IsCompleted);
            lost = await running;
        }
        Assert.Equal((503, "outcome.unknown"), Refusal(lost));
        Assert.NotNull(lost.Headers.RetryAfter);
        Assert.Equal(201, (await program.PostAsync("/api-keys", body, "order-9")).Status);
        Assert.Single((await program.GetAsync("/api-keys?q=shop")).Json.GetProperty("items").EnumerateArray());
    }

    private static async Task<long> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        long count = 0;
        do
        {
            while (await reader.ReadAsync())
                count = reader.GetFieldType(0) == typeof(long) ? reader.GetInt64(0) : count;
        }
        while (await reader.NextResultAsync());
        return count;
    }

    private static async Task<(ApiProgram Program, SampleWorkspace Workspace, string[] Codes)> ArrangeAsync(TestServer server, int codes)
    {
        var workspace = await SampleWorkspace.CreateAsync(server.Test);
        var course = await workspace.AddCourseAsync("Geometry", price: 1250);
        return (await ApiProgram.CreateAsync(server, workspace), workspace, await CodesOfAsync(server, workspace.Owner, course.Id, codes));
    }

    private static async Task<string> ForeignCodeAsync(TestServer server)
    {
        var other = await SampleWorkspace.CreateAsync(server.Test, "other");
        return (await CodesOfAsync(server, other.Owner, other.Course.Id, 1))[0];
    }

    private static async Task<string[]> CodesOfAsync(TestServer server, Actor owner, Guid offering, int quantity)
    {
        await using var verbs = new Verbs(server.Test);
        return (await verbs.IssueAsync(owner, new NewBatch(offering, null, quantity))).Texts;
    }

    private static Task<Answer> RedeemAsync(ApiProgram program, string code, string email) => program.PostAsync("/redemptions", new { code, person = new { email } });

    private static async Task<string> IdOfAsync(ApiProgram program, string code) =>
        (await program.GetAsync("/codes?q=" + Uri.EscapeDataString(code))).Json.GetProperty("items")[0].GetProperty("id").GetString()!;

    private static async Task PatchAsync(ApiProgram program, string code, object change)
    {
        var answer = await program.SendAsync(HttpMethod.Patch, "/codes/" + await IdOfAsync(program, code), System.Text.Json.JsonSerializer.Serialize(change));
        Assert.True(answer.Status == 200, answer.Text);
    }

    private static string Id(Answer answer) => answer.Json.GetProperty("id").GetString()!;

    private static (int, string) Refusal(Answer answer) => (answer.Status, answer.Code);
}
