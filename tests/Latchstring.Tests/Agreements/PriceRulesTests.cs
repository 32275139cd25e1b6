using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Agreements;

public class PriceRulesTests
{
    private static PriceCondition Domain(string value) => new(ConditionSubject.EmailDomain, ConditionOperator.Is, [value]);

    [Theory, EachDatabase, Trait("Req", "S0.20"), Trait("Req", "X11")]
    public async Task Rules_stand_in_order_and_are_moved_changed_and_deleted(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync(kit.Basic);
        var (cheap, dear) = (await kit.PriceAsync(agreement, kit.Basic, "Cheap", 1_000), await kit.PriceAsync(agreement, kit.Basic, "Dear", 2_000));
        var create = new CreatePriceRule(test.Database);
        var first = (await create.RunAsync(kit.Owner, new(agreement.Id, new("First", dear.Id, [Domain("@X.example")])))).Value;
        var second = (await create.RunAsync(kit.Owner, new(agreement.Id, new(null, cheap.Id, [])))).Value;
        async Task<long> PriceAsync() => (await new ExplainPrice(test.Database).RunAsync(kit.Owner, new(agreement.Id, Email: "anna@x.example"))).Value.Price!.Amount.Amount;
        Assert.Equal(2_000, await PriceAsync());
        Assert.True((await new MovePriceRule(test.Database).RunAsync(kit.Owner, new(second.Id, Up: true))).Ok);
        Assert.Equal(1_000, await PriceAsync());
        Assert.True((await new DeletePriceRule(test.Database).RunAsync(kit.Owner, second.Id)).Ok);
        Assert.Equal(2_000, await PriceAsync());
        var edit = new EditPriceRule(test.Database);
        Assert.Equal("edit.conflict", (await edit.RunAsync(kit.Owner, first.Id, fields => fields with { PriceId = cheap.Id }, first.Version)).Problem?.Code);
        Assert.True((await edit.RunAsync(kit.Owner, first.Id, fields => fields with { PriceId = cheap.Id })).Ok);
        Assert.Equal(1_000, await PriceAsync());
        Assert.Equal([0], (await new FindAgreement(test.Database).RunAsync(kit.Owner, agreement.Id)).Value.Rules.Select(rule => rule.Position));
        Assert.Equal("price.in_use", (await new DeletePrice(test.Database).RunAsync(kit.Owner, cheap.Id)).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task What_cannot_be_asked_is_refused_at_its_condition(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync();
        var price = await kit.PriceAsync(agreement, kit.Basic, "Cheap", 1_000);
        var (born, vip) = (await kit.PropertyAsync("Born", PropertyType.Date), await kit.PropertyAsync("VIP", PropertyType.YesNo));
        async Task<string?> FieldAsync(Price of, params PriceCondition[] conditions) => (await new CreatePriceRule(test.Database).RunAsync(kit.Owner, new(agreement.Id, new(null, of.Id, conditions)))).Problem?.Field;
        Assert.Equal("conditions[1]", await FieldAsync(price, Domain("x.example"), new(ConditionSubject.Segment, ConditionOperator.Is, ["Nobody"])));
        Assert.Equal("conditions[0]", await FieldAsync(price, new PriceCondition(ConditionSubject.Property, ConditionOperator.Is, ["x"], Guid.NewGuid())));
        Assert.Equal("conditions[0]", await FieldAsync(price, new PriceCondition(ConditionSubject.Property, ConditionOperator.Before, ["soon"], born.Id)));
        Assert.Equal("conditions[0]", await FieldAsync(price, new PriceCondition(ConditionSubject.Property, ConditionOperator.Below, ["3"], vip.Id)));
        Assert.Equal("conditions[0]", await FieldAsync(price, new PriceCondition(ConditionSubject.Redeemed, ConditionOperator.Below, ["-1"])));
        Assert.Equal("conditions[0]", await FieldAsync(price, new PriceCondition(ConditionSubject.EmailDomain, ConditionOperator.Is, [" "])));
        Assert.Equal("priceId", await FieldAsync(price, new PriceCondition(ConditionSubject.Offering, ConditionOperator.Is, [kit.Executive.Id.ToString()])));
        Assert.Equal("priceId", await FieldAsync(await kit.PriceAsync(await kit.AgreeAsync(kit.Basic), kit.Basic, "Theirs", 1)));
        Assert.Null(await FieldAsync(price, new PriceCondition(ConditionSubject.Property, ConditionOperator.AgeAtLeast, ["50"], born.Id), new PriceCondition(ConditionSubject.Property, ConditionOperator.Is, ["TRUE"], vip.Id)));
    }

    [Theory, EachDatabase]
    public async Task The_explainer_says_for_each_rule_why_it_did_not_hold(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync();
        var (basic, executive) = (await kit.PriceAsync(agreement, kit.Basic, "Basic", 1_000), await kit.PriceAsync(agreement, kit.Executive, "Executive", 2_000));
        var department = await kit.PropertyAsync("Department");
        await kit.RuleAsync(basic, Domain("x.example"), new PriceCondition(ConditionSubject.Redeemed, ConditionOperator.Below, ["5"]));
        await kit.RuleAsync(executive, new PriceCondition(ConditionSubject.Property, ConditionOperator.Is, ["Board"], department.Id));
        await kit.RuleAsync(executive);
        var explain = new ExplainPrice(test.Database);
        var person = await kit.Sample.AddPersonAsync("anna@else.example");
        await kit.HasAsync(person, department, "board");
        var told = (await explain.RunAsync(kit.Owner, new(agreement.Id, person.Id))).Value;
        Assert.Equal([RuleOutcome.ConditionFailed, RuleOutcome.Matched, RuleOutcome.NotReached], told.Rules.Select(rule => rule.Outcome));
        Assert.Equal([false, true], told.Rules[0].Conditions.Select(condition => condition.Holds));
        Assert.Equal((kit.Executive.Id, 2_000L, PriceReason.AgreementRule), (told.Offer!.Offering.Id, told.Price!.Amount.Amount, told.Price.Reason));
        // Known by the address alone, and imagined.
        Assert.Equal(2_000, (await explain.RunAsync(kit.Owner, new(agreement.Id, Email: "anna@else.example"))).Value.Price!.Amount.Amount);
        Assert.Equal(1_000, (await explain.RunAsync(kit.Owner, new(agreement.Id, Email: "new@x.example"))).Value.Price!.Amount.Amount);
        var code = await kit.CodesAsync(agreement, 1, basic);
        var row = (await kit.Codes.CodesAsync()).Single(one => one.Text == code[0]);
        var byCode = (await explain.RunAsync(kit.Owner, new(agreement.Id, person.Id, CodeId: row.Id))).Value;
        Assert.Equal((1_000L, PriceReason.CodePrice), (byCode.Price!.Amount.Amount, byCode.Price.Reason));
        Assert.Equal(404, (await explain.RunAsync(kit.Sample.Staff(Permission.Manager, kit.Basic.Id), new(agreement.Id))).Problem?.Status);
        Assert.Equal(0, await kit.RedeemedAsync(agreement));
    }

    [Theory, EachDatabase, Trait("Req", "S0.47"), Trait("Req", "S0.46")]
    public async Task A_price_left_empty_copies_the_base_price_and_names_are_unique_in_the_contract(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync();
        var create = new CreatePrice(test.Database);
        var extra = (await new CreateExtra(test.Database).RunAsync(kit.Owner, new(kit.Basic.Id, new("ECG", 3_000)))).Value;
        var made = (await create.RunAsync(kit.Owner, new(kit.Basic.Id, new("Board", null, "B1", new Dictionary<Guid, long> { [extra.Id] = 100 }, true), agreement.Id))).Value;
        Assert.Equal((10_000, "EUR", true), (made.Amount, made.Currency, made.IsDefault));
        Assert.Equal("name", (await create.RunAsync(kit.Owner, new(kit.Executive.Id, new("Board", null), agreement.Id))).Problem?.Field);
        Assert.Equal("code", (await create.RunAsync(kit.Owner, new(kit.Executive.Id, new("Other", null, "B1"), agreement.Id))).Problem?.Field);
        Assert.True((await create.RunAsync(kit.Owner, new(kit.Basic.Id, new("Second", new Money(1, "EUR"), Default: true), agreement.Id))).Ok);
        var view = (await new FindAgreement(test.Database).RunAsync(kit.Owner, agreement.Id)).Value;
        Assert.Equal([("Second", true), ("Board", false)], view.Prices.Select(p => (p.Name, p.IsDefault)));
        Assert.Equal(100, view.Overrides[(made.Id, extra.Id)]);
        Assert.Equal("offeringId", (await create.RunAsync(kit.Owner, new(kit.Sample.Course.Id, new("Elsewhere", new Money(1, "EUR")), agreement.Id))).Problem?.Field);
    }
}
