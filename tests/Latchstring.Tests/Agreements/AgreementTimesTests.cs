using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Tests.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Tests.Agreements;

/// <summary>When a contract's codes work, and for whom.</summary>
public class AgreementTimesTests
{
    [Theory, EachDatabase, Trait("Req", "S0.64"), Trait("Req", "X3")]
    public async Task Outside_of_the_contract_its_codes_are_refused_and_not_consumed(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var anna = await kit.Sample.AddPersonAsync("anna@aurora.example");
        var now = test.Database.Now;
        var code = (await kit.CodesAsync(await kit.AgreeAsync(kit.Basic, starts: now.AddDays(1), ends: now.AddDays(3))))[0];
        Assert.Equal(AgreementRefusals.NotBegun, (await kit.FindAsync(code)).Refusal);
        Assert.Equal(AgreementRefusals.NotBegun, (await kit.RedeemAsync(code, anna)).Problem);
        test.Clock.Advance(TimeSpan.FromDays(1));
        var found = await kit.FindAsync(code);
        Assert.Equal((null, now.AddDays(3)), (found.Refusal, found.ValidTill));
        test.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(AgreementRefusals.Ended, (await kit.FindAsync(code)).Refusal);
        Assert.Equal(AgreementRefusals.Ended, (await kit.RedeemAsync(code, anna)).Problem);
        Assert.Equal(0, (await kit.Codes.CodesAsync()).Sum(row => row.UseCount));
    }

    [Theory, EachDatabase]
    public async Task A_strict_contract_serves_the_assignee_alone_and_another_one_whoever_has_the_code(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var (anna, berta) = (await kit.Sample.AddPersonAsync("anna@aurora.example"), await kit.Sample.AddPersonAsync("berta@aurora.example"));
        foreach (var strict in new[] { true, false })
        {
            var agreement = await kit.AgreeAsync(strict ? kit.Basic : kit.Executive, strict: strict);
            await kit.Sample.AddAsync(new Latchstring.Participants.Participant { WorkspaceId = kit.Sample.Id, AgreementId = agreement.Id, PersonId = anna.Id, CreatedAt = test.Database.Now });
            var code = (await kit.CodesAsync(agreement))[0];
            var row = (await kit.Codes.CodesAsync()).Single(row => row.Text == code);
            Assert.True((await new AssignCode(kit.Database).RunAsync(kit.Owner, new(row.Id, anna.Id))).Ok);
            Assert.Equal(strict ? "code.not_yours" : null, (await kit.RedeemAsync(code, berta)).Problem?.Code);
        }
    }

    [Theory, EachDatabase(1), EachDatabase(2)]
    public async Task Sixty_four_at_once_and_exactly_the_first_ten_pay_less(TestDatabase test, int nodes)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync(kit.Basic);
        await kit.RuleAsync(await kit.PriceAsync(agreement, kit.Basic, "First ten", 1_000), new PriceCondition(ConditionSubject.Redeemed, ConditionOperator.Below, ["10"]));
        var codes = await kit.CodesAsync(agreement, 64);
        var people = new List<Latchstring.People.Person>();
        for (var i = 0; i < codes.Length; i++)
            people.Add(await kit.Sample.AddPersonAsync($"p{i}@x.example"));
        await using var other = nodes == 2 && test.Kind == DatabaseKind.Postgres ? test.OpenAnother() : null;
        await using var there = new RedeemCode(other ?? test.Database, NullLogger<RedeemCode>.Instance, 3, (other ?? test.Database).Writers);
        await using var here = new RedeemCode(test.Database, NullLogger<RedeemCode>.Instance, 5, test.Database.Writers);
        var answers = await Task.WhenAll(codes.Select((code, i) => Task.Run(() => (nodes == 2 && i % 2 == 1 ? there : here).RunAsync(kit.Owner, code, people[i].Id))));
        Assert.All(answers, answer => Assert.Null(answer.Problem?.Code));
        Assert.Equal(10, answers.Count(answer => answer.Value.Redemption.PriceAmount == 1_000));
        Assert.Equal(54, answers.Count(answer => answer.Value.Redemption.PriceAmount == 10_000));
        Assert.Equal(64, await kit.RedeemedAsync(agreement));
        await Invariants.AssertAsync(kit.Database, kit.Sample.Id);
    }
}
