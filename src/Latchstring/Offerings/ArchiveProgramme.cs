using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Takes a bundle out of the lists, or back in.</summary>
public sealed class ArchiveProgramme(Database database)
{
    public sealed record Input(Guid Id, bool Archived = true);

    public async Task<Result<Programme>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<Programme>(actor.WorkspaceId, async db =>
        {
            var programme = await db.Programmes.SingleOrDefaultAsync(p => p.Id == input.Id, cancellationToken);
            if (programme is null || !await actor.ReachesAsync(db, input.Id, cancellationToken))
                return Problem.NotFound("programme");
            if (programme.ArchivedAt is not null == input.Archived)
                return programme;
            programme.ArchivedAt = input.Archived ? database.Now : null;
            db.Add(AuditEntry.By(actor, database.Now, input.Archived ? "programme.archived" : "programme.restored", "programme", programme.Id, new { programme.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return programme;
        }, cancellationToken);
    }
}
