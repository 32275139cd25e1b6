using System.Data.Common;
using Latchstring.Audit;
using Latchstring.Data;

namespace Latchstring.Offerings;

/// <summary>Deletes a bundle that no code opens.</summary>
public sealed class DeleteProgramme(Database database)
{
    public async Task<Result<Guid>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        try
        {
            return await database.WriteAsync<Guid>(actor.WorkspaceId, async db =>
            {
                if (!await actor.ReachesAsync(db, id, cancellationToken) || await db.ExecuteAsync("delete from programme where workspace_id = @ws and id = @id", cancellationToken, ("id", id)) == 0)
                    return Problem.NotFound("programme");
                db.Add(AuditEntry.By(actor, database.Now, "programme.deleted", "programme", id));
                await db.SaveChangesAsync(cancellationToken);
                return id;
            }, cancellationToken);
        }
        catch (DbException exception) when (database.IsReferenceViolation(exception))
        {
            return OfferingRefusals.BundleInUse;
        }
    }
}
