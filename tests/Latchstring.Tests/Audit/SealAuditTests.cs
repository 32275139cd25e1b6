using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Audit;

[Trait("Req", "I13")]
[Collection(nameof(Alone))]
public class SealAuditTests
{
    [Theory, EachDatabase]
    public async Task Seals_what_was_written_and_nothing_twice(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await WriteAsync(test, sample, 3);
        Assert.Equal(1, await new SealAudit(test.Database).RunAsync());
        Assert.Equal(0, await new SealAudit(test.Database).RunAsync());
        await WriteAsync(test, sample, 2);
        Assert.Equal(1, await new SealAudit(test.Database).RunAsync());
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal([3, 2], await db.AuditSeals.OrderBy(seal => seal.Number).Select(seal => seal.Entries).ToListAsync());
        Assert.Empty(await CheckAsync(test));
    }

    [Theory, EachDatabase("update audit_entry set actor_name = 'Nobody' where action = 'test.1'", "an entry was altered")]
    [EachDatabase("update audit_entry set detail = '{\"amount\":1}' where action = 'test.1'", "an entry was altered")]
    [EachDatabase("delete from audit_entry where action = 'test.1'", "2 entries where 3 were sealed")]
    [EachDatabase("delete from audit_seal where number = 1", "a seal before it is missing")]
    public async Task Tampering_breaks_the_chain_and_is_named(TestDatabase test, string tampering, string found)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        for (var i = 0; i < 2; i++)
        {
            await WriteAsync(test, sample, 3);
            await new SealAudit(test.Database).RunAsync();
        }
        await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync(tampering, CancellationToken.None));
        var broken = Assert.Single(await CheckAsync(test));
        Assert.Equal("I13", broken.Invariant);
        Assert.Equal(sample.Id, broken.WorkspaceId);
        Assert.Equal(found, broken.Found);
    }

    [Theory, EachDatabase]
    public async Task A_chain_cut_off_at_its_end_differs_from_the_anchor_outside(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await WriteAsync(test, sample, 1);
        await new SealAudit(test.Database).RunAsync();
        await WriteAsync(test, sample, 1);
        await new SealAudit(test.Database).RunAsync();
        var anchors = await new AnchorAudit(test.Database).RunAsync();
        Assert.Empty(await CheckAsync(test, anchors));
        await test.Database.WriteAsync(sample.Id, async db =>
            await db.AuditEntries.OrderByDescending(entry => entry.Tx).Take(1).ExecuteDeleteAsync() + await db.AuditSeals.Where(seal => seal.Number == 2).ExecuteDeleteAsync());
        Assert.Empty(await CheckAsync(test));
        Assert.Contains("1 of 1 anchors", Assert.Single(await CheckAsync(test, anchors)).Found, StringComparison.Ordinal);
    }

    [Theory, EachDatabase(PostgresOnly = true)]
    public async Task A_transaction_still_running_is_not_sealed_before_it_ends(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (written, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = test.Database.WriteAsync(sample.Id, async db =>
        {
            db.Add(Entry(test, sample, 0));
            await db.SaveChangesAsync();
            written.TrySetResult();
            await mayEnd.Task;
            return 0;
        });
        await written.Task;
        await WriteAsync(test, sample, 1);
        Assert.Equal(0, await new SealAudit(test.Database).RunAsync());
        mayEnd.SetResult();
        await slow;
        Assert.Equal(1, await new SealAudit(test.Database).RunAsync());
        Assert.Empty(await CheckAsync(test));
    }

    [Theory, EachDatabase(PostgresOnly = true)]
    public async Task A_database_moved_to_a_younger_cluster_goes_on_with_its_chain(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await WriteAsync(test, sample, 1);
        await new SealAudit(test.Database).RunAsync();
        // As if the old cluster had counted further than the new one has.
        await test.Database.WriteAsync(sample.Id, db => db.AuditSeals.ExecuteUpdateAsync(set => set.SetProperty(seal => seal.ToTx, seal => seal.ToTx + 1_000_000)));
        try
        {
            await test.Database.MigrateAsync();
            await WriteAsync(test, sample, 2);
            Assert.Equal(1, await new SealAudit(test.Database).RunAsync());
        }
        finally
        {
            await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("alter table audit_entry alter column tx set default (pg_current_xact_id()::text::bigint)", CancellationToken.None));
        }
    }

    internal static Task<IReadOnlyList<Broken>> CheckAsync(TestDatabase test, IReadOnlyList<AuditAnchor>? anchors = null) => new ProveInvariants(test.Database, anchors ?? []).RunAsync();

    private static AuditEntry Entry(TestDatabase test, SampleWorkspace sample, int i) => AuditEntry.By(sample.Owner, test.Database.Now, $"test.{i}", "test", null, new { i });

    private static Task<int> WriteAsync(TestDatabase test, SampleWorkspace sample, int entries) => test.Database.WriteAsync(sample.Id, db =>
    {
        db.AddRange(Enumerable.Range(0, entries).Select(i => Entry(test, sample, i)));
        return db.SaveChangesAsync();
    });
}
