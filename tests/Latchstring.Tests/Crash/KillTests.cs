using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Jobs;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Crash;

/// <summary>
/// Fifty times SIGKILL, at random moments, while codes are redeemed over the API and large batches are being issued. What was acknowledged
/// is there, nothing is there twice, and what was interrupted goes on to its exact end.
/// </summary>
public class KillTests
{
    private const int Kills = 25;
    private const int Batches = 6;

    [Theory, EachDatabase]
    [Trait("Req", "I1"), Trait("Req", "I2"), Trait("Req", "I6"), Trait("Req", "X5")]
    public async Task What_was_acknowledged_survives_being_killed_at_any_moment(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var key = await ApiKeyAsync(sample);
        var tries = await PrepareAsync(test, sample);
        // From here on the database belongs to the servers: SQLite has one writer.
        await test.Database.DisposeAsync();
        var crowd = new Crowd(tries, key);
        var data = Directory.CreateTempSubdirectory("latchstring-kill-");
        try
        {
            await KillAsync(test, data.FullName, crowd);
            using (var last = await ServerProcess.StartAsync(test.ConnectionString, data.FullName))
            {
                await crowd.SettleAsync(last.Address, tries);
                await last.KillAsync();
            }
            var check = await ServerProcess.RunAsync(test.ConnectionString, data.FullName, "check");
            Assert.True(check.Code == 0, check.Said);
        }
        finally
        {
            data.Delete(recursive: true);
        }
        Assert.Empty(crowd.Wrong);
        Assert.True(crowd.Lost > Kills, "The kills came while requests were under way");
        await ProveAsync(test, sample, tries);
    }

    /// <summary>One server at a time on SQLite; on PostgreSQL two nodes that are killed in the same moment.</summary>
    private static async Task KillAsync(TestDatabase test, string data, Crowd crowd)
    {
        var nodes = test.Kind == DatabaseKind.Sqlite ? 1 : 2;
        for (var killed = 0; killed < Kills; killed += nodes)
        {
            var servers = await Task.WhenAll(Enumerable.Range(0, nodes).Select(_ => ServerProcess.StartAsync(test.ConnectionString, data)));
            var load = Task.WhenAll(servers.Select(server => crowd.UntilGoneAsync(server.Address, callers: 8)));
            await Task.Delay(Random.Shared.Next(20, 500));
            await Task.WhenAll(servers.Select(server => server.KillAsync()));
            await load;
            foreach (var server in servers)
                server.Dispose();
        }
    }

    private static async Task ProveAsync(TestDatabase test, SampleWorkspace sample, List<Try> tries)
    {
        // A minute later every lease of the dead has run out.
        test.Clock.Now = TimeProvider.System.GetUtcNow() + JobRun.Lease + JobRun.Lease;
        await using var database = Database.Open(test.ConnectionString, test.Clock, new CodeKeys(TestDatabase.Secret));
        using var queue = new JobQueue();
        var jobs = new RunJobs(database, [new IssueCodes(database, queue)]);
        while (await jobs.RunOneAsync(default))
        {
        }
        await Invariants.AssertAsync(database, sample.Id);
        await using var db = database.Read(sample.Id);
        var redemptions = await db.Redemptions.ToDictionaryAsync(r => r.Id);
        var acknowledged = tries.Where(one => one.Redemption is not null).ToList();
        Assert.NotEmpty(acknowledged);
        Assert.All(acknowledged, one => Assert.Equal(one.PersonId, redemptions[one.Redemption!.Value].PersonId));
        // Nothing happened that nobody asked for or was told of: two tried each code, and one of them has it.
        Assert.Equal(acknowledged.Count, redemptions.Count);
        Assert.All(tries.GroupBy(one => one.Code), code => Assert.True(code.Count(one => one.Redemption is not null) <= 1));
        Assert.All(tries.GroupBy(one => one.Code).Where(code => code.Any(one => one.Refusal is not null)), code => Assert.Single(code, one => one.Redemption is not null));
        Assert.Equal(redemptions.Count, await db.AuditEntries.CountAsync(entry => entry.Action == "code.redeemed"));
        var batches = await db.CodeBatches.Where(batch => batch.Quantity > IssueCodes.AtOnce).ToListAsync();
        Assert.Equal(Batches, batches.Count);
        foreach (var batch in batches)
        {
            Assert.Equal((BatchStatus.Ready, batch.Quantity), (batch.Status, batch.Issued));
            Assert.Equal(batch.Quantity, await db.AccessCodes.Where(code => code.BatchId == batch.Id && code.Number >= 1 && code.Number <= batch.Quantity).CountAsync());
        }
        var done = await db.Jobs.ToListAsync();
        Assert.All(done, job => Assert.Equal((JobStatus.Done, job.Total), (job.Status, job.Done)));
        Assert.Contains(done, job => job.Fence > 1);
        if (test.Kind == DatabaseKind.Sqlite)
            Assert.Equal("ok", (await db.QueryAsync("pragma integrity_check", row => row.Text(0), default)).Single());
    }

    private static async Task<string> ApiKeyAsync(SampleWorkspace sample)
    {
        var text = ApiKeyText.New(sample.Id);
        await sample.AddAsync(new ApiKey { WorkspaceId = sample.Id, Name = "Crowd", KeyHash = ApiKeyText.HashOf(text), Hint = text[^4..], Permissions = Permission.All });
        return text;
    }

    /// <summary>Two people for each single-use code, in a random order; and batches that wait to be issued.</summary>
    private static async Task<List<Try>> PrepareAsync(TestDatabase test, SampleWorkspace sample)
    {
        const int Codes = 4_000;
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, Codes));
        var people = Enumerable.Range(0, 2 * Codes).Select(_ => Guid.CreateVersion7()).ToArray();
        await test.Database.WriteAsync(sample.Id, async db =>
        {
            await db.InsertManyAsync("person", default, ("id", people), ("email", people.Select(id => $"{id:N}@example.org").ToArray()), ("created_at", people.Select(_ => test.Database.Now).ToArray()), ("membership", people.Select(_ => nameof(Membership.Active)).ToArray()), ("version", people.Select(_ => 0).ToArray()));
            return people.Length;
        });
        for (var batch = 0; batch < Batches; batch++)
            await verbs.Issue.RunAsync(sample.Owner, new NewBatch(sample.Course.Id, null, (test.Kind == DatabaseKind.Sqlite ? 40_000 : 100_000) + 17));
        var tries = people.Select((person, i) => new Try(texts[i / 2], person)).ToArray();
        // The two of a code come close to each other, so that they race.
        return [.. tries.Chunk(200).SelectMany(chunk => { Random.Shared.Shuffle(chunk); return chunk; })];
    }
}
