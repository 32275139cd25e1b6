using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

/// <param name="Opens">What its codes open, in order.</param>
/// <param name="Prices">Of every offering, defaults first.</param>
/// <param name="Extras">What can be had beside the offerings, and what it costs under each price that says so.</param>
public sealed record AgreementView(
    Agreement Agreement, Organisation Organisation, Programme? Programme, IReadOnlyList<Offering> Opens, IReadOnlyList<Price> Prices, IReadOnlyList<PriceRule> Rules,
    IReadOnlyList<Extra> Extras, IReadOnlyDictionary<(Guid Price, Guid Extra), long> Overrides, IReadOnlyList<Property> Properties)
{
    public string OpensName => Programme?.Name ?? Opens[0].Name;
}

/// <summary>One contract with its terms, for staff who see all that it opens.</summary>
public sealed class FindAgreement(Database database)
{
    public async Task<Result<AgreementView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await AgreementScope.FindAsync(db, actor, Permission.SeeOfferings, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var agreement = found.Value;
        var opens = await AgreementScope.OpensAsync(db, agreement, cancellationToken);
        var offerings = await db.Offerings.Where(o => opens.Contains(o.Id)).ToListAsync(cancellationToken);
        var prices = await db.Prices.Where(p => p.AgreementId == id).OrderByDescending(p => p.IsDefault).ThenBy(p => p.Name).ToListAsync(cancellationToken);
        var priceIds = prices.ConvertAll(p => p.Id);
        return new AgreementView(
            agreement,
            await db.Organisations.SingleAsync(o => o.Id == agreement.OrganisationId, cancellationToken),
            agreement.ProgrammeId is { } programme ? await db.Programmes.SingleAsync(p => p.Id == programme, cancellationToken) : null,
            [.. opens.Select(one => offerings.Single(o => o.Id == one))],
            prices,
            await db.PriceRules.Where(r => r.AgreementId == id).OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(cancellationToken),
            await db.Extras.Where(e => opens.Contains(e.OfferingId) && e.ArchivedAt == null).OrderBy(e => e.Position).ThenBy(e => e.Id).ToListAsync(cancellationToken),
            (await db.PriceExtras.Where(e => priceIds.Contains(e.PriceId)).ToListAsync(cancellationToken)).ToDictionary(e => (e.PriceId, e.ExtraId), e => e.Amount),
            await db.Properties.Where(p => p.ArchivedAt == null).OrderBy(p => p.Label).ToListAsync(cancellationToken));
    }
}
