using Latchstring.Offerings;

namespace Latchstring.Agreements;

/// <summary>How far one rule came for one person.</summary>
public enum RuleOutcome { Matched, ConditionFailed, OtherOffering, NotReached }

public sealed record ConditionTried(PriceCondition Condition, bool Holds);

/// <param name="Conditions">In their order; none were tried for a rule that was not reached.</param>
public sealed record RuleTried(PriceRule Rule, Price Price, RuleOutcome Outcome, IReadOnlyList<ConditionTried> Conditions);

/// <param name="Offer">Null = the guest has to choose among <paramref name="Choices"/>.</param>
/// <param name="Choices">What each choice would cost; empty when all is decided.</param>
public sealed record Verdict(Offer? Offer, IReadOnlyList<RuleTried> Rules, IReadOnlyList<Offer> Choices);

/// <summary>
/// An agreement with all that decides its prices. The one evaluator of X11: code price, first rule that holds, the agreement's default, base
/// price. Explainer, guest page, redemption and statement ask nobody else.
/// </summary>
public sealed partial class Terms
{
    private readonly List<(PriceRule Rule, Price Price, IReadOnlyList<PriceCondition> Conditions)> _rules = [];
    private readonly Dictionary<Guid, Price> _defaults = [];
    private readonly Dictionary<Guid, Offering> _offerings = [];
    private readonly List<Extra> _extras = [];
    private readonly Dictionary<(Guid Price, Guid Extra), long> _overrides = [];

    public required Agreement Agreement { get; init; }

    /// <summary>The zone in which a day begins.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>What its codes may open, in order.</summary>
    public IReadOnlyList<Offering> Opens { get; private init; } = [];

    /// <summary>Terms that stand in no database.</summary>
    public static Terms Of(Agreement agreement, IReadOnlyList<Offering> opens, IReadOnlyList<Price> prices, IReadOnlyList<PriceRule> rules) =>
        Make(agreement, TimeZoneInfo.Utc, opens, opens, prices, rules, [], []);

    /// <param name="known">Those that it opens, and others that prices were made for before the programme changed.</param>
    private static Terms Make(Agreement agreement, TimeZoneInfo zone, IReadOnlyList<Offering> opens, IReadOnlyCollection<Offering> known, IReadOnlyCollection<Price> prices, IReadOnlyList<PriceRule> rules, IReadOnlyList<Extra> extras, IReadOnlyList<PriceExtra> overrides)
    {
        var terms = new Terms { Agreement = agreement, Zone = zone, Opens = opens };
        foreach (var offering in known)
            terms._offerings[offering.Id] = offering;
        var byId = prices.Where(price => price.AgreementId == agreement.Id).ToDictionary(price => price.Id);
        foreach (var rule in rules.Where(rule => rule.AgreementId == agreement.Id))
            terms._rules.Add((rule, byId[rule.PriceId], PriceCondition.FromJson(rule.Conditions)));
        foreach (var price in byId.Values.Where(price => price.IsDefault))
            terms._defaults[price.OfferingId] = price;
        terms._extras.AddRange(extras);
        foreach (var one in overrides)
            terms._overrides[(one.PriceId, one.ExtraId)] = one.Amount;
        return terms;
    }

    /// <param name="opens">What the code may open: one offering, or those of the programme, of which it opens one.</param>
    /// <param name="codePrice">The code's own price; it names the offering and comes before everything.</param>
    /// <param name="chosen">What the guest chose. A rule that holds without asking for it comes first.</param>
    public Verdict Decide(PersonFacts person, IReadOnlyCollection<Guid> opens, Price? codePrice, Guid? chosen, DateOnly day)
    {
        if (codePrice is not null && _offerings.TryGetValue(codePrice.OfferingId, out var priced))
            return new Verdict(OfferOf(priced, codePrice, PriceReason.CodePrice), [.. _rules.Select(rule => NotReached(rule.Rule, rule.Price))], []);
        if (opens.Count == 1)
            chosen = opens.First();
        else if (chosen is { } one && !opens.Contains(one))
            chosen = null;
        var facts = new PriceFacts(person, chosen, day, Agreement.Redeemed);
        var (tried, matched) = Try(facts, opens);
        if (matched is { } rule)
        {
            var offer = OfferOf(_offerings[rule.Price.OfferingId], rule.Price, PriceReason.AgreementRule);
            return new Verdict(offer with { Price = offer.Price! with { Rule = rule.Rule.Name, Position = rule.Rule.Position + 1 } }, tried, []);
        }
        if (chosen is { } id)
            return new Verdict(OfferOf(_offerings[id], _defaults.GetValueOrDefault(id), PriceReason.AgreementDefault), tried, []);
        return new Verdict(null, tried, [.. Opens.Where(offering => opens.Contains(offering.Id)).Select(offering => Decide(person, opens, null, offering.Id, day).Offer!)]);
    }

    public DateOnly DayOf(DateTimeOffset now) => Days.Of(now, Zone);

    private (List<RuleTried> Tried, (PriceRule Rule, Price Price)? Matched) Try(PriceFacts facts, IReadOnlyCollection<Guid> opens)
    {
        var tried = new List<RuleTried>(_rules.Count);
        (PriceRule, Price)? matched = null;
        foreach (var (rule, price, conditions) in _rules)
        {
            if (matched is not null)
            {
                tried.Add(NotReached(rule, price));
                continue;
            }
            var asked = conditions.Select(condition => new ConditionTried(condition, condition.Holds(facts))).ToList();
            var outcome = !opens.Contains(price.OfferingId) ? RuleOutcome.OtherOffering : asked.TrueForAll(one => one.Holds) ? RuleOutcome.Matched : RuleOutcome.ConditionFailed;
            tried.Add(new RuleTried(rule, price, outcome, asked));
            if (outcome == RuleOutcome.Matched)
                matched = (rule, price);
        }
        return (tried, matched);
    }

    private static RuleTried NotReached(PriceRule rule, Price price) => new(rule, price, RuleOutcome.NotReached, []);

    private Offer OfferOf(Offering offering, Price? price, PriceReason reason)
    {
        var costs = price is not null ? CodePrice.Of(price, reason) : CodePrice.Of(null, [offering]);
        return new Offer(offering, costs, costs is null ? [] : [.. _extras.Where(extra => extra.OfferingId == offering.Id)
            .Select(extra => (Extra: extra, Amount: AmountOf(extra, price, costs.Amount.Currency, offering)))
            .Where(one => one.Amount is not null).Select(one => new OfferExtra(one.Extra.Id, one.Extra.Name, new Money(one.Amount!.Value, costs.Amount.Currency)))]);
    }

    /// <summary>Its own amount under the price, else what it costs anyway; null in another currency, where it cannot be added.</summary>
    private long? AmountOf(Extra extra, Price? price, string currency, Offering offering) =>
        price is not null && _overrides.TryGetValue((price.Id, extra.Id), out var amount) ? amount : currency == offering.PriceCurrency ? extra.Amount : null;
}
