using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Agreements;

/// <summary>What a code costs under a contract, asked of the database and redeemed there (X11, I7).</summary>
public class TermsTests
{
    private static readonly PriceCondition FirstTwo = new(ConditionSubject.Redeemed, ConditionOperator.Below, ["2"]);

    [Theory, EachDatabase, Trait("Req", "X11"), Trait("Req", "S0.1"), Trait("Req", "S0.20")]
    public async Task Code_price_comes_before_rule_before_default_before_base_price(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var anna = await kit.Sample.AddPersonAsync("anna@aurora.example");
        var agreement = await kit.AgreeAsync(kit.Basic);
        var code = (await kit.CodesAsync(agreement))[0];
        Assert.Equal(new CodePrice(new Money(10_000, "EUR"), PriceReason.BasePrice), (await kit.FindAsync(code, anna)).Price);
        await kit.PriceAsync(agreement, kit.Basic, "Agreed", 9_000, isDefault: true);
        Assert.Equal(new CodePrice(new Money(9_000, "EUR"), PriceReason.AgreementDefault, "Agreed"), (await kit.FindAsync(code, anna)).Price);
        await kit.RuleAsync(await kit.PriceAsync(agreement, kit.Basic, "Insiders", 8_000), new PriceCondition(ConditionSubject.EmailDomain, ConditionOperator.Is, ["aurora.example"]));
        await kit.RuleAsync(await kit.PriceAsync(agreement, kit.Basic, "Second", 7_000));
        Assert.Equal(new CodePrice(new Money(8_000, "EUR"), PriceReason.AgreementRule, "Insiders", "For Insiders", 1), (await kit.FindAsync(code, anna)).Price);
        var priced = (await kit.CodesAsync(agreement, price: await kit.PriceAsync(agreement, kit.Basic, "Board", 0)))[0];
        Assert.Equal(new CodePrice(new Money(0, "EUR"), PriceReason.CodePrice, "Board"), (await kit.FindAsync(priced, anna)).Price);
        var redeemed = (await kit.RedeemAsync(code, anna)).Value.Redemption;
        Assert.Equal((8_000, "EUR", PriceReason.AgreementRule), (redeemed.PriceAmount, redeemed.PriceCurrency, redeemed.PriceReason));
        await Invariants.AssertAsync(kit.Database, kit.Sample.Id);
    }

    [Theory, EachDatabase, Trait("Req", "I7")]
    public async Task The_price_of_a_redemption_stays_when_price_rule_and_names_change(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var anna = await kit.Sample.AddPersonAsync("anna@aurora.example");
        var agreement = await kit.AgreeAsync(kit.Basic);
        var price = await kit.PriceAsync(agreement, kit.Basic, "Agreed", 9_000, isDefault: true);
        var code = (await kit.CodesAsync(agreement))[0];
        var id = (await kit.RedeemAsync(code, anna)).Value.Redemption.Id;
        await kit.Database.WriteAsync(kit.Sample.Id, async db =>
        {
            await db.Prices.Where(p => p.Id == price.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Amount, 1).SetProperty(p => p.Name, "Other"));
            return await db.Offerings.Where(o => o.Id == kit.Basic.Id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Name, "Renamed"));
        });
        await using var db = kit.Database.Read(kit.Sample.Id);
        var kept = await db.Redemptions.SingleAsync(r => r.Id == id);
        Assert.Equal((9_000, "EUR"), (kept.PriceAmount, kept.PriceCurrency));
        var detail = PriceDetail.FromJson(kept.PriceDetail!);
        Assert.Equal(("Basic check", "Agreed", 9_000), (detail.Offering, detail.Price, detail.Amount));
    }

    [Theory, EachDatabase]
    public async Task Of_a_programme_a_code_opens_one_offering_by_rule_or_by_choice(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var (anna, berta) = (await kit.Sample.AddPersonAsync("anna@aurora.example"), await kit.Sample.AddPersonAsync("berta@else.example"));
        var agreement = await kit.AgreeAsync();
        await kit.PriceAsync(agreement, kit.Basic, "Agreed basic", 9_000, isDefault: true);
        await kit.RuleAsync(await kit.PriceAsync(agreement, kit.Executive, "Insiders", 40_000), new PriceCondition(ConditionSubject.EmailDomain, ConditionOperator.Is, ["aurora.example"]));
        var codes = await kit.CodesAsync(agreement, 3);
        Assert.Equal([kit.Executive.Id], (await kit.FindAsync(codes[0], anna)).Opens.Select(o => o.Id));
        Assert.Equal(40_000, (await kit.RedeemAsync(codes[0], anna)).Value.Redemption.PriceAmount);
        var refused = (await kit.RedeemAsync(codes[1], berta)).Problem!;
        Assert.Equal(("code.choose", 409), (refused.Code, refused.Status));
        Assert.Equal([9_000, 50_000], (await kit.FindAsync(codes[1], berta)).Choices.Select(choice => choice.Price!.Amount.Amount));
        Assert.Equal(9_000, (await kit.RedeemAsync(codes[1], berta, new Wish(kit.Basic.Id))).Value.Redemption.PriceAmount);
        await using var db = kit.Database.Read(kit.Sample.Id);
        Assert.Equal([kit.Basic.Id], await db.Registrations.Where(r => r.PersonId == berta.Id).Select(r => r.OfferingId).ToListAsync());
        Assert.Equal(2, await kit.RedeemedAsync(agreement));
        await Invariants.AssertAsync(kit.Database, kit.Sample.Id);
    }

    [Theory, EachDatabase, Trait("Req", "S0.46")]
    public async Task Extras_add_their_price_under_the_price_in_force(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var anna = await kit.Sample.AddPersonAsync("anna@aurora.example");
        var agreement = await kit.AgreeAsync(kit.Basic);
        var price = await kit.PriceAsync(agreement, kit.Basic, "Agreed", 9_000, isDefault: true);
        Extra Extra(string name, long amount, int position) => new() { WorkspaceId = kit.Sample.Id, OfferingId = kit.Basic.Id, Name = name, Amount = amount, Position = position, CreatedAt = kit.Database.Now };
        var (ecg, blood) = (await kit.Sample.AddAsync(Extra("ECG", 3_000, 0)), await kit.Sample.AddAsync(Extra("Blood count", 2_000, 1)));
        await kit.Sample.AddAsync(new PriceExtra { WorkspaceId = kit.Sample.Id, PriceId = price.Id, ExtraId = ecg.Id, Amount = 500 });
        var codes = await kit.CodesAsync(agreement, 2);
        Assert.Equal([500, 2_000], (await kit.FindAsync(codes[0], anna)).Choices[0].Extras.Select(extra => extra.Price.Amount));
        Assert.Equal("input.invalid", (await kit.RedeemAsync(codes[0], anna, new Wish(Extras: [Guid.NewGuid()]))).Problem?.Code);
        var redeemed = (await kit.RedeemAsync(codes[0], anna, new Wish(Extras: [ecg.Id, blood.Id]))).Value.Redemption;
        Assert.Equal(11_500, redeemed.PriceAmount);
        Assert.Equal([("ECG", 500), ("Blood count", 2_000)], PriceDetail.FromJson(redeemed.PriceDetail!).Extras.Select(extra => (extra.Name, extra.Amount)));
    }

    [Theory, EachDatabase, Trait("Req", "S0.62")]
    public async Task Another_price_than_the_one_shown_consumes_nothing(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var anna = await kit.Sample.AddPersonAsync("anna@aurora.example");
        var agreement = await kit.AgreeAsync(kit.Basic);
        var code = (await kit.CodesAsync(agreement))[0];
        var refused = (await kit.RedeemAsync(code, anna, new Wish(ShownPrice: new Money(9_000, "EUR")))).Problem!;
        Assert.Equal(("price.changed", 409, new Money(10_000, "EUR")), (refused.Code, refused.Status, (Money)refused.Extensions!["price"]!));
        Assert.Equal(0, await kit.RedeemedAsync(agreement));
        Assert.True((await kit.RedeemAsync(code, anna, new Wish(ShownPrice: new Money(10_000, "EUR")))).Ok);
    }

    [Theory, EachDatabase]
    public async Task A_reversal_gives_the_place_among_the_first_back(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync(kit.Basic);
        await kit.RuleAsync(await kit.PriceAsync(agreement, kit.Basic, "First two", 1_000), FirstTwo);
        var codes = await kit.CodesAsync(agreement, 4);
        var made = new List<Redemption>();
        foreach (var (code, i) in codes.Take(3).Select((code, i) => (code, i)))
            made.Add((await kit.RedeemAsync(code, await kit.Sample.AddPersonAsync($"p{i}@x.example"))).Value.Redemption);
        Assert.Equal([1_000, 1_000, 10_000], made.Select(r => r.PriceAmount!.Value));
        Assert.True((await new ReverseRedemption(kit.Database).RunAsync(kit.Owner, new(made[0].Id))).Ok);
        Assert.True((await new ReverseRedemption(kit.Database).RunAsync(kit.Owner, new(made[2].Id))).Ok);
        Assert.Equal(1, await kit.RedeemedAsync(agreement));
        Assert.Equal(1_000, (await kit.RedeemAsync(codes[3], await kit.Sample.AddPersonAsync("p9@x.example"))).Value.Redemption.PriceAmount);
        await Invariants.AssertAsync(kit.Database, kit.Sample.Id);
    }
}
