using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>One offering with its numbers, for staff.</summary>
/// <param name="Expiring">Unused, active codes that expire within two weeks.</param>
/// <param name="AccessEnding">People whose access ends within two weeks.</param>
/// <param name="InBundles">Bundles that hold it.</param>
public sealed record OfferingView(Offering Offering, IReadOnlyList<Price> Prices, long Issued, long Used, long Usable, long Expiring, long AccessEnding, int Resources, IReadOnlyList<Programme> InBundles)
{
    public const int ExpiringDays = 14;
}

public sealed class FindOffering(Database database)
{
    public async Task<Result<OfferingView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeeOfferings, id) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        if (await db.Offerings.SingleOrDefaultAsync(o => o.Id == id, cancellationToken) is not { } offering)
            return Problem.NotFound("offering");
        var kept = await db.QueryAsync(
            "select coalesce(sum(issued - deleted), 0), coalesce(sum(used), 0), coalesce(sum(issued - deleted - inactive - archived), 0) from code_batch where workspace_id = @ws and offering_id = @id",
            row => (Issued: row.Long(0), Used: row.Long(1), Usable: row.Long(2)), cancellationToken, ("id", id));
        var bundles = await db.Programmes.Where(p => db.ProgrammeOfferings.Any(l => l.ProgrammeId == p.Id && l.OfferingId == id)).OrderBy(p => p.Name).ToListAsync(cancellationToken);
        return new OfferingView(
            offering,
            await db.Prices.Where(p => p.OfferingId == id && p.AgreementId == null).OrderBy(p => p.Name).ToListAsync(cancellationToken),
            kept[0].Issued, kept[0].Used, kept[0].Usable,
            await ExpiringAsync(db, id, cancellationToken),
            (await db.QueryAsync("select count(*) from registration where workspace_id = @ws and offering_id = @id and status = 'Registered' and access_until > @now and access_until <= @soon",
                row => row.Long(0), cancellationToken, ("id", id), ("now", database.Now), ("soon", database.Now.AddDays(OfferingView.ExpiringDays))))[0],
            await db.Resources.CountAsync(r => r.OfferingId == id, cancellationToken),
            bundles);
    }

    /// <summary>
    /// A code may have a date of its own, but looking at ten million is not for a page: the dates of the batches answer, with their kept counts.
    /// </summary>
    private async Task<long> ExpiringAsync(Db db, Guid id, CancellationToken cancellationToken) =>
        (await db.QueryAsync(
            """
            select coalesce(sum(issued - deleted - inactive - archived - used), 0) from code_batch
            where workspace_id = @ws and offering_id = @id and valid_till > @now and valid_till <= @soon
            """,
            row => row.Long(0), cancellationToken, ("id", id), ("now", database.Now), ("soon", database.Now.AddDays(OfferingView.ExpiringDays))))[0];
}
