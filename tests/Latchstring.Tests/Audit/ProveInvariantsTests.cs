using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Cli.Demo;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Audit;

/// <summary>Six weeks of the demo, made by the real verbs, hold; each thing then broken by hand in the database is found.</summary>
[Collection(nameof(Alone))]
public class ProveInvariantsTests
{
    [Theory, EachDatabase, Trait("Req", "I1"), Trait("Req", "I2"), Trait("Req", "I6"), Trait("Req", "I13")]
    public async Task Holds_after_six_weeks_of_real_work_and_finds_each_thing_broken_by_hand(TestDatabase test)
    {
        var clock = new DemoClock(TestClock.Start);
        await using var database = Database.Open(test.ConnectionString, clock, new CodeKeys(TestDatabase.Secret));
        await DemoCommand.SeedAsync(database, clock);
        await new SealAudit(database).RunAsync();
        var prove = new ProveInvariants(database, await new AnchorAudit(database).RunAsync());
        Assert.Empty(await prove.RunAsync());

        await BreaksAsync("I1", "update access_code set use_count = 0 where id = (select id from access_code where use_count > 0 limit 1)");
        await BreaksAsync("I1", "update redemption set reversed_at = redeemed_at where id = (select id from redemption where reversed_at is null limit 1)");
        await BreaksAsync("I2", "update retired_text set fingerprint = (select fingerprint from access_code limit 1) where fingerprint = (select fingerprint from retired_text limit 1)");
        await BreaksAsync("I6", "update registration set redemption_id = id where id = (select id from registration limit 1)");
        await BreaksAsync("kept", "update code_batch set used = used + 1");
        await BreaksAsync("kept", "delete from access_code where id not in (select code_id from redemption)");
        await BreaksAsync("I11", "update offering set registered = registered + 1 where registered > 0");

        async Task BreaksAsync(string invariant, string sql)
        {
            // Broken inside a transaction that the proof runs in, then rolled back.
            Func<Db, Task<int>> breaking = async db =>
            {
                Assert.NotEqual(0, await db.ExecuteAsync(sql, CancellationToken.None));
                throw new Found(await prove.RunAsync(db, CancellationToken.None));
            };
            var found = await Assert.ThrowsAsync<Found>(() => database.WriteAsync(Guid.Empty, breaking));
            Assert.Contains(found.Rows, row => row.Invariant == invariant);
        }
    }

    private sealed class Found(IReadOnlyList<Broken> rows) : Exception
    {
        public IReadOnlyList<Broken> Rows => rows;
    }
}
