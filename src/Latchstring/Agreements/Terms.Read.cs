using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

public sealed partial class Terms
{
    /// <summary>
    /// The terms of these agreements. With <paramref name="hold"/> their rows are held until the end of the transaction, in the order of their
    /// keys: how many were redeemed before is then the same for the rule that asks and for the update that counts.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, Terms>> ReadAsync(Db db, IReadOnlyCollection<Guid> ids, bool hold, CancellationToken cancellationToken = default)
    {
        if (hold)
            await db.HoldAsync("agreement", cancellationToken, ids);
        var agreements = await db.Agreements.AsNoTracking().Where(a => ids.Contains(a.Id)).ToListAsync(cancellationToken);
        var programmes = agreements.Select(a => a.ProgrammeId).OfType<Guid>().ToList();
        var links = programmes.Count == 0 ? [] : await db.ProgrammeOfferings.AsNoTracking().Where(l => programmes.Contains(l.ProgrammeId)).OrderBy(l => l.Position).ToListAsync(cancellationToken);
        var prices = (await db.Prices.AsNoTracking().Where(p => p.AgreementId != null && ids.Contains(p.AgreementId.Value)).ToListAsync(cancellationToken)).ToDictionary(p => p.Id);
        var rules = await db.PriceRules.AsNoTracking().Where(r => ids.Contains(r.AgreementId)).OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(cancellationToken);
        var opened = agreements.Select(a => a.OfferingId).OfType<Guid>().Concat(links.Select(l => l.OfferingId)).Concat(prices.Values.Select(p => p.OfferingId)).Distinct().ToList();
        var offerings = await db.Offerings.AsNoTracking().Where(o => opened.Contains(o.Id)).ToDictionaryAsync(o => o.Id, cancellationToken);
        var extras = await db.Extras.AsNoTracking().Where(e => opened.Contains(e.OfferingId) && e.ArchivedAt == null).OrderBy(e => e.Position).ThenBy(e => e.Id).ToListAsync(cancellationToken);
        var extraIds = extras.ConvertAll(e => e.Id);
        var overrides = extraIds.Count == 0 ? [] : await db.PriceExtras.AsNoTracking().Where(e => extraIds.Contains(e.ExtraId)).ToListAsync(cancellationToken);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(await db.Workspaces.Where(w => w.Id == db.WorkspaceId).Select(w => w.TimeZone).SingleAsync(cancellationToken));
        return agreements.ToDictionary(a => a.Id, agreement =>
        {
            var opens = agreement.OfferingId is { } one ? [one] : links.Where(l => l.ProgrammeId == agreement.ProgrammeId).Select(l => l.OfferingId);
            return Make(agreement, zone, [.. opens.Select(id => offerings[id])], offerings.Values, prices.Values, rules, extras, overrides);
        });
    }
}
