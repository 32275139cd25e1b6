using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Imports;

/// <summary>Puts a checked file away without importing it. Nothing was changed, so nothing stands in the audit.</summary>
public sealed class AbandonImport(Database database)
{
    public Task<Result<Import>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default) => database.WriteAsync<Import>(actor.WorkspaceId, async db =>
    {
        var found = await SeeImport.FindAsync(db, actor, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        if (found.Value.Status != ImportStatus.Checked)
            return ImportRefusals.Ended;
        (found.Value.Status, found.Value.EndedAt) = (ImportStatus.Abandoned, database.Now);
        await db.SaveChangesAsync(cancellationToken);
        await db.ImportFiles.Where(f => f.ImportId == id).ExecuteDeleteAsync(cancellationToken);
        return found.Value;
    }, cancellationToken);
}
