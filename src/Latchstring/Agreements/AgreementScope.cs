using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

/// <summary>Finds an agreement for a verb: 403 without the permission, 404 outside the workspace or the actor's scope, which must hold all that it opens.</summary>
internal static class AgreementScope
{
    public static async Task<Result<Agreement>> FindAsync(Db db, Actor actor, Permission permission, Guid id, CancellationToken cancellationToken)
    {
        if (!actor.May(permission))
            return Problem.Forbidden;
        var agreement = await db.Agreements.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
        return agreement is not null && await ReachesAsync(db, actor, agreement.OfferingId, agreement.ProgrammeId, cancellationToken) ? agreement : Problem.NotFound("agreement");
    }

    public static async Task<bool> ReachesAsync(Db db, Actor actor, Guid? offeringId, Guid? programmeId, CancellationToken cancellationToken) =>
        actor.Offerings is null || (offeringId is { } one ? actor.Offerings.Contains(one) : await actor.ReachesAsync(db, programmeId!.Value, cancellationToken));

    /// <summary>The offerings of an agreement, in order.</summary>
    public static Task<List<Guid>> OpensAsync(Db db, Agreement agreement, CancellationToken cancellationToken) => agreement.OfferingId is { } one
        ? Task.FromResult<List<Guid>>([one])
        : db.ProgrammeOfferings.Where(l => l.ProgrammeId == agreement.ProgrammeId).OrderBy(l => l.Position).Select(l => l.OfferingId).ToListAsync(cancellationToken);

    /// <summary>Narrows a list of agreements <paramref name="table"/> to those of which the actor reaches every offering.</summary>
    public static Where AgreementsInScope(this Where where, Actor actor, string table)
    {
        if (actor.Offerings is not { } offerings)
            return where;
        var names = offerings.Select((id, i) => (Name: $"scope{i}", Value: (object?)id)).ToArray();
        var within = names.Length == 0 ? "(null)" : $"({string.Join(", ", names.Select(n => "@" + n.Name))})";
        return where.And($"({table}.offering_id is null or {table}.offering_id in {within}) and not exists (select 1 from programme_offering po where po.workspace_id = @ws and po.programme_id = {table}.programme_id and po.offering_id not in {within})", names);
    }
}
