using Latchstring.Data;

namespace Latchstring.Audit;

/// <summary>
/// Chains what has been written since the last seal, per workspace (I13). Takes only transactions that are finished and below every running
/// one, so nothing can appear behind a seal; reads beside the writers and holds none of them up.
/// </summary>
public sealed class SealAudit(Database database)
{
    private sealed record Open(Guid WorkspaceId, long Number, long FromTx, byte[] Before);

    /// <summary>How many seals were set.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        // Nothing new: not even a look at the writer.
        if ((await OpenAsync(long.MaxValue, cancellationToken)).Count == 0)
            return 0;
        var finished = await database.FinishedTxAsync(cancellationToken);
        var seals = 0;
        foreach (var open in await OpenAsync(finished, cancellationToken))
            seals += await SealAsync(open, finished, cancellationToken);
        return seals;
    }

    private async Task<List<Open>> OpenAsync(long below, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Guid.Empty);
        return await db.QueryAsync(
            """
            select w.id, coalesce(s.number + 1, 1), coalesce(s.to_tx, 0), s.hash from workspace w
            left join audit_seal s on s.workspace_id = w.id and s.number = (select max(number) from audit_seal where workspace_id = w.id)
            where exists (select 1 from audit_entry e where e.workspace_id = w.id and e.tx >= coalesce(s.to_tx, 0) and e.tx < @below)
            """,
            row => new Open(row.Guid(0), row.Long(1), row.Long(2), row.BytesOrNull(3) ?? AuditHash.Start), cancellationToken, ("below", below));
    }

    private async Task<int> SealAsync(Open open, long toTx, CancellationToken cancellationToken)
    {
        byte[] hash;
        int entries;
        await using (var db = database.Read(open.WorkspaceId))
            (hash, entries) = await AuditHash.OfAsync(db, open.Before, open.FromTx, toTx, cancellationToken);
        try
        {
            return await database.WriteAsync(open.WorkspaceId, db =>
            {
                db.Add(new AuditSeal { WorkspaceId = open.WorkspaceId, Number = open.Number, FromTx = open.FromTx, ToTx = toTx, Entries = entries, Hash = hash, At = database.Now });
                return db.SaveChangesAsync(cancellationToken);
            }, cancellationToken);
        }
        catch (Exception exception) when (database.IsUniqueViolation(exception))
        {
            // Another node set this seal.
            return 0;
        }
    }
}
