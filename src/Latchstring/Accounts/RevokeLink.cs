using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>Withdraws a one-time link that nobody has used yet.</summary>
public sealed class RevokeLink(Database database)
{
    public async Task<Result<InviteLink>> RunAsync(Actor actor, Guid linkId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        return await database.WriteAsync<InviteLink>(actor.WorkspaceId, async db =>
        {
            if (await db.InviteLinks.SingleOrDefaultAsync(l => l.Id == linkId, cancellationToken) is not { } link)
                return Problem.NotFound("link");
            if (!link.OpenAt(database.Now))
                return OneTimeLinks.Dead;
            link.RevokedAt = database.Now;
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, "link.revoked", "link", link.Id, new { link.Kind, link.Email }));
            await db.SaveChangesAsync(cancellationToken);
            return link;
        }, cancellationToken);
    }
}
