using Latchstring.Agreements;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Agreements;

public class StatementTests
{
    [Theory, EachDatabase, Trait("Req", "I7")]
    public async Task A_month_holds_what_was_redeemed_in_it_and_a_reversal_comes_off_in_its_own_month(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync(kit.Basic);
        await kit.PriceAsync(agreement, kit.Basic, "Agreed", 9_000, isDefault: true);
        var codes = await kit.CodesAsync(agreement, 3);
        var see = new SeeStatement(test.Database);
        var june = (await kit.RedeemAsync(codes[0], await kit.Sample.AddPersonAsync("anna@x.example", "Anna", "Arends"))).Value.Redemption;
        // The last minute of June in Berlin is two hours before that of UTC.
        test.Clock.Now = new DateTimeOffset(2026, 6, 30, 21, 59, 0, TimeSpan.Zero);
        Assert.True((await kit.RedeemAsync(codes[1], await kit.Sample.AddPersonAsync("berta@x.example"))).Ok);
        test.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True((await kit.RedeemAsync(codes[2], await kit.Sample.AddPersonAsync("carla@x.example"))).Ok);
        var sent = (await see.RunAsync(kit.Owner, new(agreement.Id, new DateOnly(2026, 6, 15)))).Value;
        Assert.Equal([("Anna Arends", 9_000L, "Agreed"), ("berta@x.example", 9_000L, "Agreed")], sent.Rows.Select(row => (row.Person, row.Amount!.Value.Amount, row.Price)));
        Assert.Equal([new Money(18_000, "EUR")], sent.Totals);
        Assert.True((await new ReverseRedemption(test.Database).RunAsync(kit.Owner, new(june.Id))).Ok);
        var again = (await see.RunAsync(kit.Owner, new(agreement.Id, new DateOnly(2026, 6, 1)))).Value;
        Assert.Equal(sent.Rows, again.Rows);
        var july = (await see.RunAsync(kit.Owner, new(agreement.Id))).Value;
        Assert.Equal([("carla@x.example", 9_000L, false), ("Anna Arends", -9_000L, true)], july.Rows.Select(row => (row.Person, row.Amount!.Value.Amount, row.Reversed)));
        Assert.Equal([new Money(0, "EUR")], july.Totals);
        Assert.Equal([(1, 6), (1, 7)], (await see.MonthsAsync(kit.Owner, agreement.Id, 2)).Select(month => (month.Redeemed, month.Month.Month)));
    }

    [Theory, EachDatabase]
    public async Task Totals_stand_by_currency_and_extras_by_name(TestDatabase test)
    {
        await using var kit = await AgreementsKit.CreateAsync(test);
        var agreement = await kit.AgreeAsync(kit.Basic);
        var price = await kit.PriceAsync(agreement, kit.Basic, "Agreed", 9_000, isDefault: true);
        var franc = await kit.Sample.AddAsync(new Latchstring.Offerings.Price { WorkspaceId = kit.Sample.Id, AgreementId = agreement.Id, OfferingId = kit.Basic.Id, Name = "Swiss", Amount = 9_500, Currency = "CHF", CreatedAt = test.Database.Now });
        var extra = (await new Latchstring.Offerings.CreateExtra(test.Database).RunAsync(kit.Owner, new(kit.Basic.Id, new("ECG", 3_000)))).Value;
        Assert.True((await kit.RedeemAsync((await kit.CodesAsync(agreement, 1, price))[0], await kit.Sample.AddPersonAsync("a@x.example"), new Wish(Extras: [extra.Id]))).Ok);
        Assert.True((await kit.RedeemAsync((await kit.CodesAsync(agreement, 1, franc))[0], await kit.Sample.AddPersonAsync("b@x.example"))).Ok);
        var made = (await new SeeStatement(test.Database).RunAsync(kit.Owner, new(agreement.Id))).Value;
        Assert.Equal([new Money(9_500, "CHF"), new Money(12_000, "EUR")], made.Totals);
        Assert.Equal(["ECG", ""], made.Rows.Select(row => row.Extras));
        Assert.Equal(403, (await new SeeStatement(test.Database).RunAsync(kit.Sample.Staff(Permission.SeeOfferings), new(agreement.Id))).Problem?.Status);
    }
}
