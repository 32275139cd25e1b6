using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <summary>What a text leads to.</summary>
/// <param name="ByAlias">The text is an old one, kept valid for printed copies.</param>
/// <param name="Opens">Offerings in their order; one, or those of the bundle. Of a contract's programme a code opens one of them.</param>
/// <param name="Price">In force now, with its reason; null = nothing to pay (X11).</param>
/// <param name="ValidTill">Exclusive; the earliest of the code's and the offerings' ends (X3).</param>
/// <param name="Refusal">Why it cannot be redeemed now, or null.</param>
public sealed record FoundCode(
    AccessCode Code, CodeBatch Batch, bool ByAlias, IReadOnlyList<Offering> Opens, Programme? Programme, CodePrice? Price, DateTimeOffset? ValidTill, Problem? Refusal)
{
    /// <summary>The agreement behind it, or null.</summary>
    public Agreement? Agreement { get; init; }

    /// <summary>Under an agreement: what it opens with price and extras; several where the guest has to choose one.</summary>
    public IReadOnlyList<Offer> Choices { get; init; } = [];
}

/// <summary>Looks a typed text up. Reads only.</summary>
public sealed class FindCode(Database database)
{
    /// <summary>For staff: the code whatever its state, or null.</summary>
    public Task<FoundCode?> RunAsync(Guid workspaceId, string? typed, CancellationToken cancellationToken = default) =>
        FindAsync(workspaceId, typed, activeOnly: false, null, cancellationToken);

    /// <summary>With <paramref name="activeOnly"/> an inactive code costs the very same statements as an unknown one, so that time tells nothing.</summary>
    private async Task<FoundCode?> FindAsync(Guid workspaceId, string? typed, bool activeOnly, Guid? person, CancellationToken cancellationToken)
    {
        if (!CodeText.TryParse(typed, out var text))
            return null;
        var now = database.Now;
        await using var db = database.Read(workspaceId);
        var fingerprint = database.Keys.Of(workspaceId).Fingerprint(text);
        var code = await db.AccessCodes.SingleOrDefaultAsync(c => c.Fingerprint == fingerprint && (!activeOnly || c.State == CodeState.Active), cancellationToken);
        var byAlias = code is null;
        if (code is null)
        {
            var alias = await db.RetiredTexts.SingleOrDefaultAsync(t => t.Fingerprint == fingerprint && t.CodeId != null && t.AliasUntil > now, cancellationToken);
            code = alias is null ? null : await db.AccessCodes.SingleOrDefaultAsync(c => c.Id == alias.CodeId && (!activeOnly || c.State == CodeState.Active), cancellationToken);
        }
        return code is null ? null : await DescribeAsync(db, code, byAlias, person, now, cancellationToken);
    }

    /// <summary>
    /// For guests: unknown, inactive and foreign codes give one and the same refusal (X7). A code that is right but cannot be used now is found
    /// and says why in <see cref="FoundCode.Refusal"/>; for a <paramref name="person"/> a place they have is not one that is gone.
    /// </summary>
    public async Task<Result<FoundCode>> ForGuestAsync(Guid workspaceId, string? typed, Guid? person = null, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(workspaceId, typed, activeOnly: true, person, cancellationToken) is { } found)
            return found;
        return CodeText.TryParse(typed, out var text) && text.IsSlip ? CodeRefusals.Slip : CodeRefusals.NotFound;
    }

    private static async Task<FoundCode> DescribeAsync(Db db, AccessCode code, bool byAlias, Guid? person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var batch = await db.CodeBatches.SingleAsync(b => b.Id == code.BatchId, cancellationToken);
        var opens = batch.OfferingId is { } one
            ? await db.Offerings.Where(o => o.Id == one).ToListAsync(cancellationToken)
            : await db.ProgrammeOfferings.Where(p => p.ProgrammeId == batch.ProgrammeId).OrderBy(p => p.Position)
                .Join(db.Offerings, p => p.OfferingId, o => o.Id, (_, o) => o).ToListAsync(cancellationToken);
        var programme = batch.ProgrammeId is null ? null : await db.Programmes.SingleAsync(p => p.Id == batch.ProgrammeId, cancellationToken);
        var price = code.PriceId is null ? null : await db.Prices.SingleAsync(p => p.Id == code.PriceId, cancellationToken);
        var offers = batch.AgreementId is { } agreement ? await OffersAsync(db, agreement, code, price, opens, person ?? code.AssigneeId, now, cancellationToken) : null;
        if (offers is { Choices: [var only] })
            opens.RemoveAll(offering => offering.Id != only.Offering.Id);
        var ends = opens.Select(o => o.EndsAt).Append(code.ValidTill).Append(offers?.Agreement.EndsAt).Where(end => end is not null).ToList();
        var closed = offers is null ? opens.Exists(o => !o.TakesCodesAt(now)) : !opens.Exists(o => o.TakesCodesAt(now));
        var refusal = code.RefusalAt(now) ?? offers?.Agreement.RefusalAt(now) ?? (closed ? CodeRefusals.Expired : await IsFullAsync(db, opens, person, any: offers is null, cancellationToken) ? CodeRefusals.OfferingFull : null);
        var costs = offers is null ? CodePrice.Of(price, opens) : offers.Choices is [{ Price: var decided }] ? decided : null;
        return new FoundCode(code, batch, byAlias, opens, programme, costs, ends.Count == 0 ? null : ends.Min(), refusal) { Agreement = offers?.Agreement, Choices = offers?.Choices ?? [] };
    }

    private sealed record Offers(Agreement Agreement, IReadOnlyList<Offer> Choices);

    private static async Task<Offers> OffersAsync(Db db, Guid agreementId, AccessCode code, Price? price, List<Offering> opens, Guid? person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var terms = (await Terms.ReadAsync(db, [agreementId], hold: false, cancellationToken))[agreementId];
        var facts = person is { } id ? (await PersonFacts.ReadAsync(db, [id], cancellationToken)).GetValueOrDefault(id) : null;
        var live = opens.Where(offering => offering.TakesCodesAt(now)).Select(offering => offering.Id).ToList();
        var verdict = terms.Decide(facts ?? PersonFacts.Unknown, live.Count > 0 ? live : [opens[0].Id], price, null, terms.DayOf(now));
        return new Offers(terms.Agreement, verdict.Offer is { } decided ? [decided] : verdict.Choices);
    }

    /// <summary>No place left in <paramref name="any"/> of them; otherwise in all, where one is chosen.</summary>
    private static async Task<bool> IsFullAsync(Db db, List<Offering> opens, Guid? person, bool any, CancellationToken cancellationToken)
    {
        var gone = 0;
        foreach (var full in opens.Where(o => o.Registered >= o.Capacity))
        {
            if (person is null || (await db.QueryAsync("select 1 from registration where workspace_id = @ws and offering_id = @offering and person_id = @person and status = 'Registered'",
                row => row.Int(0), cancellationToken, ("offering", full.Id), ("person", person))).Count == 0)
                gone++;
        }
        return any ? gone > 0 : gone == opens.Count;
    }
}
