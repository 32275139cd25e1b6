using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>A bundle's name and what it opens, in the order in which people see it.</summary>
public sealed record ProgrammeFields(string? Name, IReadOnlyList<Guid>? OfferingIds)
{
    public const int Most = 100;

    internal Problem? Refusal() => new Check()
        .Required(Name, "name", 200)
        .That(OfferingIds is { Count: > 0 }, "offeringIds", "Choose at least one offering.")
        .That(OfferingIds is null || OfferingIds.Count <= Most, "offeringIds", "At most {0} offerings.", Most)
        .Problem;

    /// <summary>Every offering must be of this workspace and within the actor's scope.</summary>
    internal async Task<Problem?> UnknownAsync(Db db, Actor actor, CancellationToken cancellationToken)
    {
        var ids = OfferingIds!.Distinct().ToList();
        var known = await db.Offerings.CountAsync(o => ids.Contains(o.Id), cancellationToken);
        return known == ids.Count && ids.TrueForAll(id => actor.May(Permission.ManageOfferings, id))
            ? null
            : Problem.Invalid("offeringIds", "One of these offerings was not found.");
    }

    internal IEnumerable<ProgrammeOffering> Links(Guid workspaceId, Guid programmeId) =>
        OfferingIds!.Distinct().Select((id, i) => new ProgrammeOffering { WorkspaceId = workspaceId, ProgrammeId = programmeId, OfferingId = id, Position = i });
}

internal static class ProgrammeRules
{
    /// <summary>A bundle is within a scope when all of its offerings are.</summary>
    public static async Task<bool> ReachesAsync(this Actor actor, Db db, Guid programmeId, CancellationToken cancellationToken) =>
        actor.Offerings is null || (await db.ProgrammeOfferings.Where(l => l.ProgrammeId == programmeId).Select(l => l.OfferingId).ToListAsync(cancellationToken)).TrueForAll(actor.Offerings.Contains);
}
