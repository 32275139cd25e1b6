using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Changes a bundle. Who is in already keeps what they have; codes open what the bundle holds when they are redeemed.</summary>
public sealed class EditProgramme(Database database)
{
    public sealed record Input(Guid Id, ProgrammeFields Fields, int? Version = null);

    public async Task<Result<Programme>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        if (input.Fields.Refusal() is { } problem)
            return problem;
        return await database.WriteAsync<Programme>(actor.WorkspaceId, async db =>
        {
            var programme = await db.Programmes.SingleOrDefaultAsync(p => p.Id == input.Id, cancellationToken);
            if (programme is null || !await actor.ReachesAsync(db, input.Id, cancellationToken))
                return Problem.NotFound("programme");
            if (await input.Fields.UnknownAsync(db, actor, cancellationToken) is { } unknown)
                return unknown;
            var entry = db.Entry(programme);
            programme.Name = input.Fields.Name!.Trim();
            entry.State = EntityState.Modified;
            if (input.Version is { } version)
                entry.Property(p => p.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "programme.edited", "programme", programme.Id, input.Fields));
            await db.ProgrammeOfferings.Where(l => l.ProgrammeId == input.Id).ExecuteDeleteAsync(cancellationToken);
            db.AddRange(input.Fields.Links(actor.WorkspaceId, programme.Id));
            await db.SaveChangesAsync(cancellationToken);
            return programme;
        }, cancellationToken);
    }
}
