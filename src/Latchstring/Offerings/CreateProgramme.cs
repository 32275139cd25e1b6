using Latchstring.Audit;
using Latchstring.Data;

namespace Latchstring.Offerings;

/// <summary>Makes a bundle: one code opens all of its offerings (S4.37).</summary>
public sealed class CreateProgramme(Database database)
{
    public async Task<Result<Programme>> RunAsync(Actor actor, ProgrammeFields fields, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        if (fields.Refusal() is { } problem)
            return problem;
        var programme = new Programme { WorkspaceId = actor.WorkspaceId, Name = fields.Name!.Trim(), CreatedAt = database.Now };
        return await database.WriteAsync<Programme>(actor.WorkspaceId, async db =>
        {
            if (await fields.UnknownAsync(db, actor, cancellationToken) is { } unknown)
                return unknown;
            db.Add(programme);
            db.AddRange(fields.Links(actor.WorkspaceId, programme.Id));
            db.Add(AuditEntry.By(actor, database.Now, "programme.created", "programme", programme.Id, fields));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return programme;
        }, cancellationToken);
    }
}
