using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Data;

/// <summary>What an Idempotency-Key is worth when a process dies in the middle.</summary>
public class RequestClaimTests
{
    private static readonly byte[] Request = [1, 2, 3];
    private static readonly Guid Key = Guid.NewGuid();

    [Theory, EachDatabase]
    public async Task Work_that_never_committed_may_be_done_again_after_two_minutes(TestDatabase test)
    {
        var workspace = await SampleWorkspace.CreateAsync(test);
        Assert.Equal(ClaimOutcome.Mine, (await TakeAsync(test, workspace)).Outcome);
        Assert.Equal(ClaimOutcome.StillRunning, (await TakeAsync(test, workspace)).Outcome);
        test.Clock.Advance(RequestClaim.Abandoned + TimeSpan.FromSeconds(1));
        Assert.Equal(ClaimOutcome.Mine, (await TakeAsync(test, workspace)).Outcome);
    }

    [Theory, EachDatabase]
    public async Task Work_of_a_process_that_died_may_be_done_again_at_once_and_of_one_that_lives_not(TestDatabase test)
    {
        var workspace = await SampleWorkspace.CreateAsync(test);
        var many = Enumerable.Range(0, 24).Select(i => $"died too {i}").ToList();
        foreach (var key in many.Append("died"))
            await TakeAsync(test.Database, workspace, key);
        var (_, committed, _) = await TakeAsync(test.Database, workspace, "died later");
        using (committed.Enter())
            await WorkAsync(test, workspace);
        Assert.Equal(ClaimOutcome.StillRunning, (await TakeAsync(test.Database, workspace, "died")).Outcome);
        Assert.Equal(ClaimOutcome.StillRunning, (await TakeAsync(test.Database, workspace, "died later")).Outcome);
        await test.Database.DisposeAsync();
        await using var next = Database.Open(test.ConnectionString, test.Clock, new CodeKeys(TestDatabase.Secret));
        Assert.All(await Task.WhenAll(many.Select(key => TakeAsync(next, workspace, key))), taken => Assert.Equal(ClaimOutcome.Mine, taken.Outcome));
        Assert.Equal(ClaimOutcome.Mine, (await TakeAsync(next, workspace, "died")).Outcome);
        Assert.Equal(ClaimOutcome.StillRunning, (await TakeAsync(next, workspace, "died")).Outcome);
        Assert.Equal(ClaimOutcome.AnswerLost, (await TakeAsync(next, workspace, "died later")).Outcome);
    }

    [Theory(Timeout = 120_000), EachDatabase(PostgresOnly = true)]
    public async Task Two_nodes_see_that_the_other_lives_and_that_a_lost_session_is_replaced(TestDatabase test)
    {
        var workspace = await SampleWorkspace.CreateAsync(test);
        await using var other = test.OpenAnother();
        await TakeAsync(other, workspace, "a");
        Assert.Equal(ClaimOutcome.StillRunning, (await TakeAsync(test.Database, workspace, "a")).Outcome);
        var was = await other.NodeAsync();
        await test.Database.WriteAsync(Guid.Empty, db => db.ExecuteAsync("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database()) and objid = @node", default, ("node", was)));
        while (await other.NodeAsync() is var now && (now == was || now == 0))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        await TakeAsync(other, workspace, "b");
        Assert.Equal(ClaimOutcome.StillRunning, (await TakeAsync(test.Database, workspace, "b")).Outcome);
    }

    [Theory, EachDatabase]
    public async Task Work_that_committed_is_never_done_again_though_its_answer_was_lost(TestDatabase test)
    {
        var workspace = await SampleWorkspace.CreateAsync(test);
        var (_, claim, _) = await TakeAsync(test, workspace);
        using (claim.Enter())
            await WorkAsync(test, workspace);
        test.Clock.Advance(RequestClaim.Abandoned + TimeSpan.FromSeconds(1));
        Assert.Equal(ClaimOutcome.AnswerLost, (await TakeAsync(test, workspace)).Outcome);
        await claim.ReleaseAsync();
        Assert.Equal(ClaimOutcome.AnswerLost, (await TakeAsync(test, workspace)).Outcome);
        Assert.Equal(1, await WorkDoneAsync(test, workspace));
    }

    [Theory, EachDatabase]
    public async Task A_request_that_was_taken_over_while_it_lingered_cannot_commit(TestDatabase test)
    {
        var workspace = await SampleWorkspace.CreateAsync(test);
        var (_, slow, _) = await TakeAsync(test, workspace);
        test.Clock.Advance(RequestClaim.Abandoned + TimeSpan.FromSeconds(1));
        var (outcome, second, _) = await TakeAsync(test, workspace);
        Assert.Equal(ClaimOutcome.Mine, outcome);
        using (slow.Enter())
            await Assert.ThrowsAsync<ClaimLostException>(() => WorkAsync(test, workspace));
        using (second.Enter())
            await WorkAsync(test, workspace);
        Assert.Equal(1, await WorkDoneAsync(test, workspace));
    }

    [Theory, EachDatabase]
    public async Task An_answer_is_kept_sealed_for_24_hours(TestDatabase test)
    {
        var workspace = await SampleWorkspace.CreateAsync(test);
        var (_, claim, _) = await TakeAsync(test, workspace);
        await claim.KeepAsync(201, "application/json", """{"code":"MATHS1"}""");
        var (outcome, again, answer) = await TakeAsync(test, workspace);
        Assert.Equal((ClaimOutcome.Answered, """{"code":"MATHS1"}"""), (outcome, again.BodyOf(answer!)));
        Assert.DoesNotContain("MATHS1", System.Text.Encoding.Latin1.GetString(answer!.Body!));
        Assert.Equal(ClaimOutcome.OtherBody, (await RequestClaim.TakeAsync(test.Database, workspace.Id, Key, "order-1", [9], default)).Outcome);
        test.Clock.Advance(RequestClaim.Kept + TimeSpan.FromSeconds(1));
        Assert.Equal(ClaimOutcome.Mine, (await TakeAsync(test, workspace)).Outcome);
    }

    private static Task<(ClaimOutcome Outcome, RequestClaim Claim, IdempotentAnswer? Answer)> TakeAsync(TestDatabase test, SampleWorkspace workspace) => TakeAsync(test.Database, workspace, "order-1");

    private static Task<(ClaimOutcome Outcome, RequestClaim Claim, IdempotentAnswer? Answer)> TakeAsync(Database database, SampleWorkspace workspace, string key) =>
        RequestClaim.TakeAsync(database, workspace.Id, Key, key, Request, default);

    private static Task<int> WorkAsync(TestDatabase test, SampleWorkspace workspace) => test.Database.WriteAsync(workspace.Id, async db =>
    {
        db.Add(AuditEntry.By(Actor.System(workspace.Id), test.Database.Now, "test.worked", "test", null));
        return await db.SaveChangesAsync();
    });

    private static async Task<int> WorkDoneAsync(TestDatabase test, SampleWorkspace workspace)
    {
        await using var db = test.Database.Read(workspace.Id);
        return await db.AuditEntries.CountAsync(entry => entry.Action == "test.worked");
    }
}
