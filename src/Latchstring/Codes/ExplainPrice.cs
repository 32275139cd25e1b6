using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <param name="Offer">What a code would open and cost; null = the person has to choose among <paramref name="Choices"/>.</param>
/// <param name="Price">With the extras that were asked for.</param>
/// <param name="Rules">Each rule, and how far it came.</param>
public sealed record PriceExplanation(Offer? Offer, CodePrice? Price, IReadOnlyList<Offer> Choices, IReadOnlyList<RuleTried> Rules, DateOnly Day, int Redeemed);

/// <summary>Answers "what would this person pay, and why" before anybody redeems (S0 (e)). It asks the same <see cref="Terms"/> as redeeming does, and changes nothing.</summary>
public sealed class ExplainPrice(Database database)
{
    /// <param name="PersonId">Somebody known; else somebody known by e-mail of whom nothing else is said; else the facts below are those of an imagined person.</param>
    /// <param name="Properties">Values as they are stored, by id of the property.</param>
    /// <param name="Day">Null = today in the workspace's zone.</param>
    /// <param name="CodeId">A code of the contract, whose own price comes first.</param>
    public sealed record Input(
        Guid AgreementId, Guid? PersonId = null, Guid? OfferingId = null, DateOnly? Day = null, Guid? CodeId = null, string? Email = null, Segment? Segment = null,
        IReadOnlyDictionary<Guid, string>? Properties = null, IReadOnlyList<Guid>? Extras = null);

    public async Task<Result<PriceExplanation>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await AgreementScope.FindAsync(db, actor, Permission.SeeOfferings, input.AgreementId, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        if (input.PersonId is not null && !actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        var terms = (await Terms.ReadAsync(db, [input.AgreementId], hold: false, cancellationToken))[input.AgreementId];
        var person = await FactsAsync(db, input, actor.May(Permission.SeePeople), cancellationToken);
        if (person is null)
            return Problem.Invalid("personId", "Nobody is known under this id.");
        var code = await CodeAsync(db, input, cancellationToken);
        if (!code.Ok)
            return code.Problem;
        var (price, only) = code.Value;
        var opens = terms.Opens.Where(offering => offering.TakesCodesAt(database.Now) && (only is null || offering.Id == only)).Select(offering => offering.Id).ToList();
        if (input.OfferingId is { } chosen && !opens.Contains(chosen))
            return Problem.Invalid("offeringId", "The contract does not open this offering.");
        if (opens.Count == 0)
            return CodeRefusals.Expired;
        var day = input.Day ?? terms.DayOf(database.Now);
        var verdict = terms.Decide(person, opens, price, input.OfferingId, day);
        var total = verdict.Offer is { } offer ? offer.With(input.Extras) : (CodePrice?)null;
        return total.Ok ? new PriceExplanation(verdict.Offer, total.Value, verdict.Choices, verdict.Rules, day, terms.Agreement.Redeemed) : total.Problem;
    }

    private static async Task<PersonFacts?> FactsAsync(Db db, Input input, bool mayLook, CancellationToken cancellationToken)
    {
        var email = Person.NormalizeEmail(input.Email);
        var known = input.PersonId;
        if (known is null && mayLook && email is not null && input.Segment is null && (input.Properties?.Count ?? 0) == 0)
            known = await db.People.Where(p => p.Email == email).Select(p => (Guid?)p.Id).SingleOrDefaultAsync(cancellationToken);
        return known is { } id
            ? (await PersonFacts.ReadAsync(db, [id], cancellationToken)).GetValueOrDefault(id)
            : new PersonFacts(input.Segment, PersonFacts.DomainOf(email), input.Properties ?? PersonFacts.Unknown.Properties);
    }

    /// <summary>The code's own price, and the one offering that its batch is for.</summary>
    private static async Task<Result<(Price? Price, Guid? Offering)>> CodeAsync(Db db, Input input, CancellationToken cancellationToken)
    {
        if (input.CodeId is not { } id)
            return (null, null);
        var code = await db.AccessCodes.SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
        var batch = code is null ? null : await db.CodeBatches.SingleAsync(b => b.Id == code.BatchId, cancellationToken);
        if (batch?.AgreementId != input.AgreementId)
            return Problem.Invalid("codeId", "This is no code of the contract.");
        return (code!.PriceId is { } price ? await db.Prices.SingleAsync(p => p.Id == price, cancellationToken) : null, batch.OfferingId);
    }
}
