using Latchstring.Data;

namespace Latchstring.Audit;

/// <summary>How far the history is sealed (I13).</summary>
/// <param name="Seals">Number of the last seal; 0 = none yet.</param>
/// <param name="Hash">Of the last seal, hex.</param>
/// <param name="Waiting">Entries that the next seal will take, counted up to 1,000.</param>
public sealed record ChainState(long Seals, DateTimeOffset? SealedAt, string? Hash, int Waiting);

/// <summary>The state of the workspace's hash chain, for whoever may read the history.</summary>
public sealed class SeeChain(Database database)
{
    public async Task<Result<ChainState>> RunAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        if (!ListAudit.MaySee(actor))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var last = await db.QueryAsync(
            "select number, at, hash, to_tx from audit_seal where workspace_id = @ws order by number desc limit 1",
            row => (Number: row.Long(0), At: row.Time(1), Hash: Convert.ToHexStringLower(row.BytesOrNull(2)!), ToTx: row.Long(3)), cancellationToken);
        var fresh = await db.QueryAsync(
            "select count(*) from (select 1 from audit_entry where workspace_id = @ws and tx >= @from_tx limit 1000) as fresh", row => row.Int(0), cancellationToken,
            ("from_tx", last.Count == 0 ? 0L : last[0].ToTx));
        return last.Count == 0 ? new ChainState(0, null, null, fresh[0]) : new ChainState(last[0].Number, last[0].At, last[0].Hash, fresh[0]);
    }
}
