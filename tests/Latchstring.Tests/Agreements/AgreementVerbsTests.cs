using Latchstring.Agreements;
using Latchstring.Offerings;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Agreements;

public class AgreementVerbsTests
{
    [Theory, EachDatabase, Trait("Req", "S0.42")]
    public async Task An_organisation_is_made_changed_archived_and_deleted_while_it_has_no_contract(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var made = (await new CreateOrganisation(test.Database).RunAsync(kit.Owner, new(new("Borealis", "BOR")))).Value;
        Assert.Equal("name", (await new EditOrganisation(test.Database).RunAsync(kit.Owner, new(made.Id, new("")))).Problem?.Field);
        Assert.Equal("Borealis SE", (await new EditOrganisation(test.Database).RunAsync(kit.Owner, new(made.Id, new("Borealis SE", "BOR"), made.Version))).Value.Name);
        Assert.Equal("edit.conflict", (await new EditOrganisation(test.Database).RunAsync(kit.Owner, new(made.Id, new("Other"), made.Version))).Problem?.Code);
        var row = (await new ListOrganisations(test.Database).FindAsync(kit.Owner, made.Id)).Value;
        Assert.Equal(("Borealis SE", "BOR", 0), (row.Name, row.Code, row.Agreements));
        Assert.NotNull((await new ArchiveOrganisation(test.Database).RunAsync(kit.Owner, new(made.Id))).Value.ArchivedAt);
        Assert.True((await new DeleteOrganisation(test.Database).RunAsync(kit.Owner, made.Id)).Ok);
        await kit.AgreeAsync(kit.Basic);
        Assert.Equal("organisation.in_use", (await new DeleteOrganisation(test.Database).RunAsync(kit.Owner, kit.Aurora.Id)).Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "S0.43"), Trait("Req", "S0.46")]
    public async Task A_contract_gets_one_default_price_for_each_offering_at_base_price(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var property = await kit.PropertyAsync("Staff number");
        var fields = new AgreementFields("Health 2026", "H26", "AUR", test.Database.Now, test.Database.Now.AddYears(1), UniqueIdentifier.Property, property.Id, StrictAssignee: false);
        var made = (await new CreateAgreement(test.Database).RunAsync(kit.Owner, new(kit.Aurora.Id, null, kit.Health.Id, fields))).Value;
        var view = (await new FindAgreement(test.Database).RunAsync(kit.Owner, made.Id)).Value;
        Assert.Equal(fields, AgreementFields.Of(view.Agreement));
        Assert.Equal([(kit.Basic.Id, 10_000L, true), (kit.Executive.Id, 50_000L, true)], view.Prices.OrderBy(p => p.Amount).Select(p => (p.OfferingId, p.Amount, p.IsDefault)));
        Assert.Equal("endsAt", (await new EditAgreement(test.Database).RunAsync(kit.Owner, new(made.Id, fields with { EndsAt = fields.StartsAt }))).Problem?.Field);
        Assert.Equal("prefix", (await new EditAgreement(test.Database).RunAsync(kit.Owner, new(made.Id, fields with { Prefix = "?" }))).Problem?.Field);
        Assert.Equal("Health 2027", (await new EditAgreement(test.Database).RunAsync(kit.Owner, new(made.Id, fields with { Name = "Health 2027" }, made.Version))).Value.Name);
    }

    [Theory, EachDatabase, Trait("Req", "S0.43")]
    public async Task A_duplicate_has_the_same_prices_extras_and_rules_and_the_word_copy(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync(kit.Basic);
        var price = await kit.PriceAsync(agreement, kit.Basic, "Board", 1_000);
        var extra = (await new CreateExtra(test.Database).RunAsync(kit.Owner, new(kit.Basic.Id, new("ECG", 3_000)))).Value;
        Assert.True((await new EditPrice(test.Database).RunAsync(kit.Owner, new(price.Id, new("Board", null, Extras: new Dictionary<Guid, long> { [extra.Id] = 0 })))).Ok);
        await kit.RuleAsync(price, new PriceCondition(ConditionSubject.Redeemed, ConditionOperator.Below, ["5"]));
        await kit.CodesAsync(agreement, 2);
        var copy = (await new DuplicateAgreement(test.Database).RunAsync(kit.Owner, new(agreement.Id))).Value;
        Assert.EndsWith("(copy)", copy.Name, StringComparison.Ordinal);
        var (was, now) = ((await new FindAgreement(test.Database).RunAsync(kit.Owner, agreement.Id)).Value, (await new FindAgreement(test.Database).RunAsync(kit.Owner, copy.Id)).Value);
        Assert.Equal(was.Prices.Select(p => (p.Name, p.Amount)), now.Prices.Select(p => (p.Name, p.Amount)));
        Assert.Equal(was.Overrides.Values, now.Overrides.Values);
        Assert.Equal([(was.Rules[0].Conditions, now.Prices[0].Id)], now.Rules.Select(r => (r.Conditions, r.PriceId)));
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.False(await db.CodeBatches.AnyAsync(b => b.AgreementId == copy.Id));
    }

    [Theory, EachDatabase, Trait("Req", "S0.45")]
    public async Task What_a_contract_opens_stays_whatever_is_edited(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync();
        Assert.True((await new EditAgreement(test.Database).RunAsync(kit.Owner, new(agreement.Id, new("Other name")))).Ok);
        Assert.Equal("offeringId", (await new Latchstring.Codes.IssueCodes(test.Database, kit.Codes.Jobs).RunAsync(kit.Owner, new(kit.Basic.Id, null, 1, AgreementId: agreement.Id))).Problem?.Field);
        var view = (await new FindAgreement(test.Database).RunAsync(kit.Owner, agreement.Id)).Value;
        Assert.Equal((null, kit.Health.Id), (view.Agreement.OfferingId, view.Agreement.ProgrammeId));
        // No input of the verb can even say it.
        Assert.DoesNotContain(typeof(AgreementFields).GetProperties(), p => p.Name is "OfferingId" or "ProgrammeId");
    }

    [Theory, EachDatabase]
    public async Task An_unused_contract_is_deleted_with_its_rules_and_one_with_codes_is_not(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var (unused, used) = (await kit.AgreeAsync(kit.Basic), await kit.AgreeAsync(kit.Executive));
        await kit.RuleAsync(await kit.PriceAsync(unused, kit.Basic, "Any", 1));
        await kit.CodesAsync(used);
        Assert.True((await new DeleteAgreement(test.Database).RunAsync(kit.Owner, unused.Id)).Ok);
        Assert.Equal("agreement.in_use", (await new DeleteAgreement(test.Database).RunAsync(kit.Owner, used.Id)).Problem?.Code);
        Assert.NotNull((await new ArchiveAgreement(test.Database).RunAsync(kit.Owner, new(used.Id))).Value.ArchivedAt);
    }

    [Theory, EachDatabase]
    public async Task Staff_of_one_offering_reach_contracts_only_when_they_reach_all_that_they_open(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var (both, one) = (await kit.AgreeAsync(), await kit.AgreeAsync(kit.Basic));
        var scoped = kit.Sample.Staff(Permission.Manager, kit.Basic.Id);
        Assert.Equal([one.Id], (await new ListAgreements(test.Database).RunAsync(scoped, new(), new())).Value.Items.Select(row => row.Id));
        Assert.Equal(404, (await new FindAgreement(test.Database).RunAsync(scoped, both.Id)).Problem?.Status);
        Assert.True((await new FindAgreement(test.Database).RunAsync(scoped, one.Id)).Ok);
        Assert.Equal(404, (await new EditAgreement(test.Database).RunAsync(scoped, new(both.Id, new("Mine")))).Problem?.Status);
        Assert.Equal(403, (await new EditAgreement(test.Database).RunAsync(kit.Sample.Staff(Permission.Viewer), new(one.Id, new("Mine")))).Problem?.Status);
    }
}
