using System.Globalization;
using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Agreements;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Properties;

/// <summary>
/// Explainer, guest's page, redemption and statement name the same price: 10,000 random people and rule sets through the evaluator against rules
/// written down a second time here, and a sample of them through both databases.
/// </summary>
public class PriceAgreementTests
{
    private static readonly string[] Departments = ["Sales", "HR", "Board", "IT"];
    private static readonly string[] Domains = ["aurora.example", "else.example"];

    [Theory, EachDatabase(20, 15), Trait("Req", "X11"), Trait("Req", "I7")]
    public async Task All_doors_name_one_price(TestDatabase test, int sets, int people)
    {
        var random = new Random(4711);
        await using var kit = await AgreementsKit.CreateAsync(test);
        var department = await kit.PropertyAsync("Department", PropertyType.Choice);
        var born = await kit.PropertyAsync("Born", PropertyType.Date);
        var explain = new ExplainPrice(test.Database);
        for (var set = 0; set < sets; set++)
        {
            var agreement = await kit.AgreeAsync(random.Next(2) == 0 ? kit.Basic : null, prefix: $"R{set}");
            await RulesAsync(kit, random, agreement, department, born);
            var codes = await kit.CodesAsync(agreement, people);
            var expected = new List<(Guid Redemption, long? Amount)>();
            foreach (var code in codes)
            {
                var person = await PersonAsync(kit, random, department, born, $"p{set}-{expected.Count}");
                var found = await kit.FindAsync(code, person);
                var chosen = found.Choices.Count == 1 ? null : found.Choices[random.Next(found.Choices.Count)];
                var told = (await explain.RunAsync(kit.Owner, new(agreement.Id, person.Id, chosen?.Offering.Id))).Value;
                var page = (chosen ?? found.Choices[0]).Price;
                Assert.Equal(told.Price, page);
                var redeemed = (await kit.RedeemAsync(code, person, new Wish(chosen?.Offering.Id, null, page?.Amount ?? new Money(0, "EUR")))).Value.Redemption;
                Assert.Equal((told.Price?.Amount.Amount, told.Price?.Reason ?? PriceReason.None), (redeemed.PriceAmount, redeemed.PriceReason));
                Assert.Equal(told.Offer!.Offering.Id, PriceDetail.FromJson(redeemed.PriceDetail!).OfferingId);
                expected.Add((redeemed.Id, redeemed.PriceAmount));
            }
            var statement = (await new SeeStatement(test.Database).RunAsync(kit.Owner, new(agreement.Id))).Value;
            Assert.Equal(expected.OrderBy(row => row.Redemption), statement.Rows.Select(row => (row.RedemptionId, row.Amount?.Amount)).OrderBy(row => row.RedemptionId));
        }
        await Invariants.AssertAsync(test.Database, kit.Sample.Id);
    }

    [Fact, Trait("Req", "X11")]
    public void Ten_thousand_people_and_rule_sets_through_the_evaluator()
    {
        var random = new Random(815);
        var seen = new HashSet<PriceReason>();
        for (var i = 0; i < 10_000; i++)
        {
            var (department, born) = (Guid.NewGuid(), Guid.NewGuid());
            var offering = new Offering { Name = "Check", PriceAmount = random.Next(3) == 0 ? null : 10_000, PriceCurrency = "EUR" };
            var agreement = new Agreement { Name = "A", Redeemed = random.Next(6), OfferingId = offering.Id };
            var prices = Enumerable.Range(0, 4).Select(n => new Price { Name = $"P{n}", AgreementId = agreement.Id, OfferingId = offering.Id, Amount = random.Next(5) * 1_000, Currency = "EUR", IsDefault = n == 3 && random.Next(2) == 0 }).ToList();
            var rules = Enumerable.Range(0, random.Next(4)).Select(n => (Price: prices[random.Next(3)], Conditions: Conditions(random, department, born))).ToList();
            var person = new PersonFacts(random.Next(3) == 0 ? null : Segment.Member, random.Next(3) == 0 ? null : Domains[random.Next(2)], Values(random, department, born));
            var terms = Terms.Of(agreement, [offering], prices, [.. rules.Select((rule, n) => new PriceRule { AgreementId = agreement.Id, PriceId = rule.Price.Id, Position = n, Conditions = PriceCondition.ToJson(rule.Conditions) })]);
            var price = terms.Decide(person, [offering.Id], random.Next(8) == 0 ? prices[0] : null, null, new DateOnly(2026, 6, 15)).Offer!.Price;
            seen.Add(price?.Reason ?? PriceReason.None);
            if (price?.Reason == PriceReason.CodePrice)
                continue;
            var holding = rules.FindIndex(rule => rule.Conditions.All(c => SoIn(c, person, agreement.Redeemed, department)));
            var wanted = holding >= 0 ? (rules[holding].Price.Amount, PriceReason.AgreementRule) : prices[3].IsDefault ? (prices[3].Amount, PriceReason.AgreementDefault) : offering.PriceAmount is { } amount ? (amount, PriceReason.BasePrice) : ((long?)null, PriceReason.None);
            Assert.Equal(wanted, (price?.Amount.Amount, price?.Reason ?? PriceReason.None));
            Assert.Equal(holding >= 0 ? holding + 1 : null, price?.Position);
        }
        Assert.Equal(5, seen.Count);
    }

    /// <summary>The meaning of a condition, written down a second time and in another way.</summary>
    private static bool SoIn(PriceCondition c, PersonFacts person, int redeemed, Guid department) => c.Subject switch
    {
        ConditionSubject.Redeemed => redeemed < int.Parse(c.Values[0], CultureInfo.InvariantCulture),
        ConditionSubject.EmailDomain => person.EmailDomain == c.Values[0],
        ConditionSubject.Segment => person.Segment?.ToString() == c.Values[0],
        _ when c.PropertyId == department => c.Operator == ConditionOperator.IsNot ? !person.Properties.TryGetValue(department, out var has) || has != c.Values[0] : person.Properties.TryGetValue(department, out var mine) && c.Values.Contains(mine),
        _ => person.Properties.TryGetValue(c.PropertyId!.Value, out var born) && string.CompareOrdinal(born, "1976-06-15") <= 0,
    };

    private static Dictionary<Guid, string> Values(Random random, Guid department, Guid born)
    {
        var values = new Dictionary<Guid, string>();
        if (random.Next(4) > 0)
            values[department] = Departments[random.Next(4)];
        if (random.Next(4) > 0)
            values[born] = new DateOnly(1976, 6, 15).AddDays(random.Next(-3, 4)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return values;
    }

    private static PriceCondition[] Conditions(Random random, Guid department, Guid born) => [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(6) switch
    {
        0 => new PriceCondition(ConditionSubject.Redeemed, ConditionOperator.Below, [random.Next(6).ToString(CultureInfo.InvariantCulture)]),
        1 => new PriceCondition(ConditionSubject.EmailDomain, ConditionOperator.Is, [Domains[random.Next(2)]]),
        2 => new PriceCondition(ConditionSubject.Segment, ConditionOperator.Is, ["Member"]),
        3 => new PriceCondition(ConditionSubject.Property, ConditionOperator.OneOf, [Departments[random.Next(4)], Departments[random.Next(4)]], department),
        4 => new PriceCondition(ConditionSubject.Property, ConditionOperator.IsNot, [Departments[random.Next(4)]], department),
        _ => new PriceCondition(ConditionSubject.Property, ConditionOperator.AgeAtLeast, ["50"], born),
    })];

    private static async Task RulesAsync(AgreementsKit kit, Random random, Agreement agreement, Property department, Property born)
    {
        foreach (var offering in agreement.OfferingId is null ? new[] { kit.Basic, kit.Executive } : [kit.Basic])
        {
            if (random.Next(2) == 0)
                await kit.PriceAsync(agreement, offering, "Default " + offering.Name, random.Next(5) * 1_000, isDefault: true);
            for (var i = random.Next(3); i > 0; i--)
                await kit.RuleAsync(await kit.PriceAsync(agreement, offering, $"Rule {i} {offering.Name}", random.Next(5) * 1_000), Conditions(random, department.Id, born.Id));
        }
    }

    private static async Task<Person> PersonAsync(AgreementsKit kit, Random random, Property department, Property born, string name)
    {
        var person = await kit.Sample.AddAsync(new Person { WorkspaceId = kit.Sample.Id, Email = $"{name}@{Domains[random.Next(2)]}", Segment = random.Next(2) == 0 ? Segment.Member : null, CreatedAt = kit.Database.Now });
        foreach (var (property, value) in Values(random, department.Id, born.Id))
            await kit.HasAsync(person, property == department.Id ? department : born, value);
        return person;
    }
}
