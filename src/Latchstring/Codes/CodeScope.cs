using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <summary>Finds one code for a verb: 404 outside the workspace or the actor's scope, 403 without the permission.</summary>
internal static class CodeScope
{
    private static readonly (AccessCode, CodeBatch) None = (null!, null!);

    /// <summary>Null = not found. Inside a write transaction the code's row is held until its end.</summary>
    public static async Task<(Problem? Problem, (AccessCode Code, CodeBatch Batch) Value)?> FindAsync(Db db, Actor actor, Permission permission, Guid id, CancellationToken cancellationToken)
    {
        if (!actor.May(permission))
            return (Problem.Forbidden, None);
        if (db.Database.CurrentTransaction is not null)
            await db.HoldAsync("access_code", cancellationToken, id);
        var code = await db.AccessCodes.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        if (code is null)
            return null;
        var batch = await db.CodeBatches.SingleAsync(b => b.Id == code.BatchId, cancellationToken);
        return await ReachesAsync(db, actor, permission, batch, cancellationToken) ? (null, (code, batch)) : null;
    }

    /// <summary>The scope holds the offering, or every offering of the programme.</summary>
    public static async Task<bool> ReachesAsync(Db db, Actor actor, Permission permission, CodeBatch batch, CancellationToken cancellationToken)
    {
        if (actor.Offerings is null)
            return actor.May(permission);
        if (batch.OfferingId is { } offering)
            return actor.May(permission, offering);
        var opened = await db.ProgrammeOfferings.Where(p => p.ProgrammeId == batch.ProgrammeId).Select(p => p.OfferingId).ToListAsync(cancellationToken);
        return opened.TrueForAll(one => actor.May(permission, one));
    }
}
