using Latchstring.Bookings;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

/// <summary>Whoever is taken out of an offering keeps no seats in it.</summary>
public class FreeSeatsTests
{
    [Theory, EachDatabase, Trait("Req", "I11")]
    public async Task A_cancelled_registration_gives_coming_seats_and_credits_back_and_the_list_moves_up(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var (past, next, later) = (await kit.SessionAsync(title: "Past"), await kit.SessionAsync(capacity: 1, credits: 1, days: 3), await kit.SessionAsync(days: 4));
        var (ada, ben) = (await kit.MemberAsync("Ada", credits: 3), await kit.MemberAsync("Ben"));
        foreach (var session in new[] { past, next, later })
            await kit.BookedAsync(session, ada);
        await kit.BookedAsync(next, ben);
        test.Clock.Advance(TimeSpan.FromDays(2));
        var free = new FreeSeats(test.Database);
        Assert.Equal(0, await free.RunAsync());
        Guid registration;
        await using (var db = test.Database.Read(kit.Id))
            registration = await db.Registrations.Where(r => r.PersonId == ada.Id).Select(r => r.Id).SingleAsync();
        Assert.True((await new CancelRegistration(test.Database).RunAsync(kit.Sample.Owner, new(registration))).Ok);
        Assert.Equal((2, 0), (await free.RunAsync(kit.Id), await free.RunAsync()));
        Assert.Equal([BookingStatus.Booked, BookingStatus.Cancelled, BookingStatus.Cancelled], [(await kit.StatusAsync(past, ada))!.Value, (await kit.StatusAsync(next, ada))!.Value, (await kit.StatusAsync(later, ada))!.Value]);
        Assert.Equal(BookingStatus.Booked, await kit.StatusAsync(next, ben));
        Assert.Equal(3, await kit.CreditsAsync(ada));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task A_program_that_cancels_a_registration_frees_the_seats_at_once(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test, null, "--Mail:Carry=false");
        var kit = await BookingKit.CreateAsync(test);
        var (session, mia) = (await kit.SessionAsync(), await kit.MemberAsync("Mia"));
        await kit.BookedAsync(session, mia);
        using var program = await ApiProgram.CreateAsync(server, kit.Sample);
        var registrations = (await program.GetAsync($"/registrations?offeringId={kit.App.Id}")).Json.GetProperty("items");
        Assert.Equal(204, (await program.PostAsync($"/registrations/{registrations[0].GetProperty("id").GetString()}/cancellation", null)).Status);
        Assert.Equal((BookingStatus.Cancelled, 0), (await kit.StatusAsync(session, mia), (await kit.NowAsync(session)).Booked));
    }
}
