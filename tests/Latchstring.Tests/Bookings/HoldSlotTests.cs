using Latchstring.Bookings;
using Latchstring.Data;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Bookings;

public class HoldSlotTests
{
    private const int People = 64;
    private const int Rounds = 200;

    [Theory, EachDatabase, Trait("Req", "I11")]
    public async Task Sixty_four_people_race_for_one_slot_two_hundred_times_one_gets_it_and_the_others_are_offered_the_next(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        // On PostgreSQL two nodes take turns, so that the race is also one between processes.
        Database[] nodes = test.Kind == DatabaseKind.Postgres ? [test.Database, test.OpenAnother()] : [test.Database];
        for (var round = 0; round < Rounds; round++)
        {
            // Two slots a day, ninety days ahead at most; then the holds are over and the same slots are raced for again.
            var at = kit.First.AddDays(round % 50).AddHours(round % 2);
            if (round % 50 == 0 && round > 0)
                test.Clock.Advance(HoldSlot.Time + TimeSpan.FromSeconds(1));
            var held = await Task.WhenAll(Enumerable.Range(0, People).Select(i => Task.Run(() => kit.HoldAsync(at, node: nodes[i % nodes.Length]))));
            Assert.Single(held, result => result.Ok);
            Assert.All(held.Where(result => !result.Ok), result =>
            {
                Assert.Equal("slot.gone", result.Problem!.Code);
                var next = Assert.IsAssignableFrom<IReadOnlyList<FreeSlot>>(result.Problem.Extensions!["next"]);
                Assert.NotEmpty(next);
                Assert.DoesNotContain(next, slot => slot.StartsAt == at || slot.Free < 1);
            });
            Assert.Equal(1, (await kit.SessionAsync(at))!.Booked);
            if (round % 20 == 0)
                await kit.AssertInvariantsAsync();
        }
        await kit.AssertInvariantsAsync();
        foreach (var other in nodes.Skip(1))
            await other.DisposeAsync();
    }

    [Theory, EachDatabase]
    public async Task A_hold_that_is_over_is_free_for_the_next_and_freed_by_the_job(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        await kit.HeldAsync();
        Assert.DoesNotContain(await kit.FreeAsync(), slot => slot.StartsAt == kit.First);
        Assert.Equal("slot.gone", (await kit.HoldAsync()).Problem?.Code);
        test.Clock.Advance(HoldSlot.Time);
        Assert.Contains(await kit.FreeAsync(), slot => slot.StartsAt == kit.First);
        var second = await kit.HeldAsync();
        Assert.Equal(1, (await kit.SessionAsync())!.Booked);
        await kit.AssertInvariantsAsync();
        test.Clock.Advance(HoldSlot.Time);
        Assert.Equal(1, await new FreeHolds(test.Database).RunAsync());
        Assert.Equal(0, (await kit.SessionAsync())!.Booked);
        Assert.False(await new ReleaseHold(test.Database).RunAsync(kit.Id, second.Id));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task As_many_as_there_are_places_hold_the_same_slot_and_giving_one_back_frees_it(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test, places: 2);
        var one = await kit.HeldAsync();
        await kit.HeldAsync();
        Assert.Equal("slot.gone", (await kit.HoldAsync()).Problem?.Code);
        Assert.True(await new ReleaseHold(test.Database).RunAsync(kit.Id, one.Id));
        await kit.HeldAsync();
        Assert.Equal(2, (await kit.SessionAsync())!.Booked);
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task A_code_for_one_keeps_one_seat_choosing_again_gives_the_first_back(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (batch, _) = await kit.CodesAsync(verbs);
        var code = Latchstring.Codes.AccessCode.IdOf(batch.Id, 1);
        await kit.HeldAsync(code: code);
        await kit.HeldAsync(kit.First.AddHours(1), code);
        await kit.HeldAsync(kit.First.AddHours(1), code);
        Assert.Equal((0, 1), ((await kit.SessionAsync())!.Booked, (await kit.SessionAsync(kit.First.AddHours(1)))!.Booked));
        var (shared, _) = await kit.CodesAsync(verbs, maxUses: 2);
        var many = Latchstring.Codes.AccessCode.IdOf(shared.Id, 1);
        await kit.HeldAsync(kit.First.AddDays(1), many);
        await kit.HeldAsync(kit.First.AddDays(2), many);
        Assert.Equal("slot.too_many", (await kit.HoldAsync(kit.First.AddDays(3), many)).Problem?.Code);
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task Only_what_the_hours_offer_can_be_held(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        foreach (var at in new[] { kit.First.AddMinutes(30), kit.First.AddHours(2), kit.First.AddDays(-1), kit.First.AddYears(400) })
            Assert.Equal("slot.gone", (await kit.HoldAsync(at)).Problem?.Code);
        await new SetDay(test.Database).RunAsync(kit.Sample.Owner, new(kit.Clinic.Id, null, new(2026, 6, 16)));
        Assert.Equal("slot.gone", (await kit.HoldAsync()).Problem?.Code);
        Assert.Null(await kit.SessionAsync());
        await kit.HeldAsync(kit.First.AddDays(1));
        await new DeleteAvailability(test.Database).RunAsync(kit.Sample.Owner, kit.Hours.Id);
        Assert.Equal("slot.gone", (await kit.HoldAsync(kit.First.AddDays(2))).Problem?.Code);
        await kit.AssertInvariantsAsync();
    }
}
