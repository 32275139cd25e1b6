using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>Ends a key for good. Doing it again changes nothing.</summary>
public sealed class RevokeApiKey(Database database)
{
    public async Task<Result<ApiKey>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace) || actor.Offerings is not null)
            return Problem.Forbidden;
        return await database.WriteAsync<ApiKey>(actor.WorkspaceId, async db =>
        {
            if (await db.ApiKeys.AsTracking().SingleOrDefaultAsync(k => k.Id == id, cancellationToken) is not { } key)
                return Problem.NotFound("key");
            if (key.RevokedAt is not null)
                return key;
            key.RevokedAt = database.Now;
            db.Add(AuditEntry.By(actor, database.Now, "key.revoked", "key", key.Id, new { key.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return key;
        }, cancellationToken);
    }
}
