using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Tests.Redemptions;

/// <summary>64 people press at once. Tested for no winner as well as for two.</summary>
public class RaceTests
{
    private const int Callers = 64;

    [Theory, EachDatabase, Trait("Req", "S3.9"), Trait("Req", "S4.9"), Trait("Req", "X5"), Trait("Req", "I1")]
    public async Task A_thousand_rounds_for_one_single_use_code_have_one_winner_each(TestDatabase test)
    {
        await using var race = await Race.CreateAsync(test, new NewBatch(null, null, 1_000));
        Assert.Equal([1], await race.RunAsync());
        await race.AssertCountsAsync(1);
    }

    [Theory, EachDatabase, Trait("Req", "S4.10"), Trait("Req", "X5"), Trait("Req", "I1")]
    public async Task Two_hundred_rounds_for_ten_uses_have_ten_winners_each(TestDatabase test)
    {
        await using var race = await Race.CreateAsync(test, new NewBatch(null, null, 200, Usage: Usage.Multiple, MaxUses: 10));
        Assert.Equal([10], await race.RunAsync());
        await race.AssertCountsAsync(10);
    }

    [Theory, EachDatabase]
    public async Task The_same_harness_catches_a_redeemer_that_reads_then_writes(TestDatabase test)
    {
        await using var race = await Race.CreateAsync(test, new NewBatch(null, null, 1));
        var winners = await race.RunAsync(new ReadThenWrite(test.Database, race.Workspace).RunAsync);
        Assert.True(winners.Single() > 1);
    }

    /// <summary>What we must not do: load, check, save. A second caller reads before the first one writes, however few processors there are to run them.</summary>
    private sealed class ReadThenWrite(Database database, Guid workspaceId)
    {
        private readonly TaskCompletionSource _twoHaveRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _read;

        public async Task<bool> RunAsync(string text, Guid personId)
        {
            AccessCode code;
            await using (var db = database.Read(workspaceId))
            {
                var fingerprint = database.Keys.Of(workspaceId).Fingerprint(CodeText.Parse(text));
                code = await db.AccessCodes.SingleAsync(c => c.Fingerprint == fingerprint);
            }
            if (code.RefusalAt(database.Now) is not null)
                return false;
            if (Interlocked.Increment(ref _read) == 2)
                _twoHaveRead.SetResult();
            await _twoHaveRead.Task;
            return await database.WriteAsync(workspaceId, async db =>
                await db.ExecuteAsync("update access_code set use_count = @uses where workspace_id = @ws and id = @id", default, ("uses", code.UseCount + 1), ("id", code.Id)) == 1);
        }
    }

    private sealed class Race(TestDatabase test, SampleWorkspace sample, string[] codes, int limit) : IAsyncDisposable
    {
        // On PostgreSQL two nodes take turns, so that the race is also one between processes.
        private readonly Database[] _databases = test.Kind == DatabaseKind.Postgres ? [test.Database, test.OpenAnother()] : [test.Database];
        private RedeemCode[] _nodes = [];

        public Guid Workspace => sample.Id;

        public static async Task<Race> CreateAsync(TestDatabase test, NewBatch input)
        {
            var sample = await SampleWorkspace.CreateAsync(test);
            await using var verbs = new Verbs(test);
            var (_, codes) = await verbs.IssueAsync(sample.Owner, input with { OfferingId = sample.Course.Id });
            var limit = input.MaxUses ?? 1;
            await test.Database.WriteAsync(sample.Id, db =>
            {
                db.People.AddRange(Enumerable.Range(0, Callers + (codes.Length * limit)).Select(i => new Person { WorkspaceId = sample.Id, Email = $"p{i}@example.org" }));
                return db.SaveChangesAsync();
            });
            return new Race(test, sample, codes, limit);
        }

        public Task<IReadOnlyCollection<int>> RunAsync()
        {
            _nodes = [.. _databases.Select(database => new RedeemCode(database, NullLogger<RedeemCode>.Instance))];
            return RunAsync(async (text, person) =>
            {
                var answer = await _nodes[person.GetHashCode() & 1 & (_nodes.Length - 1)].RunAsync(sample.Owner, text, person);
                Assert.True(answer.Ok || answer.Problem.Code == "code.used_up", answer.Problem?.Code);
                return answer.Ok;
            });
        }

        /// <summary>Runs every round; gives the different numbers of winners that occurred.</summary>
        public async Task<IReadOnlyCollection<int>> RunAsync(Func<string, Guid, Task<bool>> redeem)
        {
            List<Guid> people;
            await using (var db = test.Database.Read(sample.Id))
                people = await db.People.Select(p => p.Id).ToListAsync();
            var seen = new HashSet<int>();
            foreach (var code in codes)
            {
                var callers = people.TakeLast(Callers).ToArray();
                var tries = callers.Select(person => Task.Run(() => redeem(code, person))).ToArray();
                var won = await Task.WhenAll(tries);
                seen.Add(won.Count(success => success));
                // Winners are in now and would not use another code up: others take their places.
                people = [.. people.Except(callers.Where((_, i) => won[i]))];
            }
            return seen;
        }

        public async Task AssertCountsAsync(int uses)
        {
            await using var db = test.Database.Read(sample.Id);
            Assert.True(await db.AccessCodes.AllAsync(c => c.UseCount == uses));
            Assert.Equal(codes.Length * limit, await db.Redemptions.CountAsync());
            Assert.Equal(codes.Length * limit, await db.Registrations.CountAsync());
            Assert.Equal(codes.Length, (await db.CodeBatches.SingleAsync()).Used);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var node in _nodes)
                await node.DisposeAsync();
            foreach (var database in _databases.Skip(1))
                await database.DisposeAsync();
        }
    }
}
