using Latchstring.Data;

namespace Latchstring.Audit;

/// <summary>The newest seal of a workspace as it was at a moment, kept outside the database: whoever rewrites the chain there cannot rewrite this.</summary>
public sealed record AuditAnchor(DateTimeOffset At, Guid WorkspaceId, long Number, string Hash);

/// <summary>Reads the newest seals, for writing them outside.</summary>
public sealed class AnchorAudit(Database database)
{
    public async Task<IReadOnlyList<AuditAnchor>> RunAsync(CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(Guid.Empty);
        return await db.QueryAsync(
            "select s.workspace_id, s.number, s.hash from workspace w join audit_seal s on s.workspace_id = w.id and s.number = (select max(number) from audit_seal where workspace_id = w.id)",
            row => new AuditAnchor(database.Now, row.Guid(0), row.Long(1), Convert.ToHexString(row.BytesOrNull(2)!)), cancellationToken);
    }
}
