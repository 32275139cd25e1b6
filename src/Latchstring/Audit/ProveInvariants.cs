using System.Runtime.CompilerServices;
using Latchstring.Data;

namespace Latchstring.Audit;

/// <summary>A row that breaks an invariant of the domain.</summary>
public sealed record Broken(string Invariant, string What, Guid WorkspaceId, string Row, string Found);

/// <summary>
/// Proves on a live database what must always hold: counts against their records, texts never issued twice, the audit chain against itself and
/// against <paramref name="anchors"/>. Reads one snapshot, so that it may run beside a busy server.
/// </summary>
public sealed class ProveInvariants(Database database, IReadOnlyList<AuditAnchor> anchors)
{
    public async Task<IReadOnlyList<Broken>> RunAsync(CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Guid.Empty);
        await using var snapshot = await database.SnapshotAsync(db, cancellationToken);
        return await RunAsync(db, cancellationToken);
    }

    internal async Task<IReadOnlyList<Broken>> RunAsync(Db db, CancellationToken cancellationToken)
    {
        var broken = new List<Broken>();
        foreach (var proof in InvariantSql.All)
        {
            broken.AddRange(await db.QueryAsync(proof.Sql, row => new Broken(proof.Invariant, proof.What, row.Guid(0), row.IsNull(1) ? "" : row.Guid(1).ToString(), row.Text(2)), cancellationToken, ("now", database.Now)));
        }
        broken.AddRange(await ChainAsync(db, cancellationToken));
        return broken;
    }

    private async Task<List<Broken>> ChainAsync(Db snapshot, CancellationToken cancellationToken)
    {
        var broken = new List<Broken>();
        foreach (var workspace in await snapshot.QueryAsync("select id from workspace", row => row.Guid(0), cancellationToken))
        {
            var waiting = anchors.Where(anchor => anchor.WorkspaceId == workspace).DistinctBy(anchor => (anchor.Number, anchor.Hash)).ToLookup(anchor => anchor.Number);
            var met = 0;
            await foreach (var (number, hash, problem) in LinksAsync(workspace, cancellationToken))
            {
                if (problem is not null)
                    broken.Add(new Broken("I13", "The audit chain is whole", workspace, $"seal {number}", problem));
                met += waiting[number].Count(anchor => anchor.Hash == Convert.ToHexString(hash));
            }
            var all = waiting.Sum(group => group.Count());
            if (met < all)
                broken.Add(new Broken("I13", "The audit chain agrees with its anchors", workspace, "", $"{all - met} of {all} anchors name seals that differ or are gone"));
        }
        return broken;
    }

    /// <summary>The links in order with the hash that is stored, up to the first that does not follow from the one before.</summary>
    private async IAsyncEnumerable<(long Number, byte[] Hash, string? Problem)> LinksAsync(Guid workspace, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var db = database.Read(workspace);
        await using var entriesDb = database.Read(workspace);
        await using var command = db.Command("select number, from_tx, to_tx, entries, hash from audit_seal where workspace_id = @ws order by number");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (next, before, from) = (1L, AuditHash.Start, 0L);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new Row(db, reader);
            var (number, to, stored) = (row.Long(0), row.Long(2), row.BytesOrNull(4)!);
            if (number != next++ || row.Long(1) != from || to < from)
            {
                yield return (number, stored, "a seal before it is missing");
                yield break;
            }
            var (hash, entries) = await AuditHash.OfAsync(entriesDb, before, from, to, cancellationToken);
            if (!hash.AsSpan().SequenceEqual(stored))
            {
                yield return (number, stored, entries == row.Int(3) ? "an entry was altered" : $"{entries} entries where {row.Int(3)} were sealed");
                yield break;
            }
            yield return (number, stored, null);
            (before, from) = (stored, to);
        }
    }
}
