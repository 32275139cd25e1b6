using Latchstring.Bookings;
using Latchstring.Data;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

public class LastPlaceTests
{
    private const int People = 64;
    private const int Rounds = 200;

    [Theory, EachDatabase, Trait("Req", "I11")]
    public async Task Sixty_four_people_race_for_the_last_place_two_hundred_times_and_nobody_waits_beside_a_free_one(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var people = new List<Person>();
        for (var i = 0; i < People; i++)
            people.Add(await kit.MemberAsync($"P{i}", credits: Rounds));
        // On PostgreSQL two nodes take turns, so that the race is also one between processes.
        Database[] nodes = test.Kind == DatabaseKind.Postgres ? [test.Database, test.OpenAnother()] : [test.Database];
        for (var round = 0; round < Rounds; round++)
        {
            var session = await kit.SessionAsync(capacity: 1 + (round % 3), credits: 1);
            var holder = await kit.BookedAsync(session, people[round % People]);
            var cancels = Enumerable.Range(0, 4).Select(_ => Task.Run(() => new CancelBooking(nodes[^1]).RunAsync(kit.Sample.Owner, holder.Id)));
            var books = people.Select((person, i) => Task.Run(async () =>
            {
                var node = nodes[i % nodes.Length];
                var booked = await new BookSession(node).RunAsync(kit.Sample.Owner, new(session.Id, person.Id));
                Assert.True(booked.Ok, booked.Problem?.English);
                // Every fourth thinks better of it.
                if (i % 4 == round % 4)
                    Assert.True((await new CancelBooking(node).RunAsync(kit.Sample.Owner, booked.Value.Id)).Ok);
            }));
            await Task.WhenAll([.. books, .. cancels]);
            var now = await kit.NowAsync(session);
            Assert.Equal(now.Capacity, now.Booked);
            if (round % 20 == 0)
                await kit.AssertInvariantsAsync();
        }
        await kit.AssertInvariantsAsync();
        await AssertCreditsAsync(kit);
        foreach (var other in nodes.Skip(1))
            await other.DisposeAsync();
    }

    /// <summary>What people paid is what their places hold.</summary>
    private static async Task AssertCreditsAsync(BookingKit kit)
    {
        await using var db = kit.Database.Read(kit.Id);
        var held = await db.Bookings.GroupBy(b => b.PersonId).Select(g => new { g.Key, Sum = g.Sum(b => b.Credits) }).ToDictionaryAsync(g => g.Key, g => g.Sum);
        Assert.All(await db.People.ToListAsync(), person => Assert.Equal(Rounds, person.Credits + held.GetValueOrDefault(person.Id)));
    }
}
