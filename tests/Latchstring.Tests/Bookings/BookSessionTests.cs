using Latchstring.Accounts;
using Latchstring.Bookings;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

public class BookSessionTests
{
    [Theory, EachDatabase, Trait("Req", "S2.21")]
    public async Task Gives_a_seat_once_however_often_it_is_asked_for(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var (session, mia) = (await kit.SessionAsync(), await kit.MemberAsync("Mia"));
        var first = await kit.BookedAsync(session, mia);
        var again = await kit.BookedAsync(session, mia);
        Assert.Equal((first.Id, BookingStatus.Booked), (again.Id, again.Status));
        Assert.Equal(1, (await kit.NowAsync(session)).Booked);
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase, Trait("Req", "I11")]
    public async Task Puts_whoever_comes_too_late_on_the_waiting_list_and_lets_the_first_of_it_move_up(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var session = await kit.SessionAsync(capacity: 1);
        var (ada, ben, cleo) = (await kit.MemberAsync("Ada"), await kit.MemberAsync("Ben"), await kit.MemberAsync("Cleo"));
        var seat = await kit.BookedAsync(session, ada);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(BookingStatus.Waiting, (await kit.BookedAsync(session, ben)).Status);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(BookingStatus.Waiting, (await kit.BookedAsync(session, cleo)).Status);
        Assert.Equal("session.full", (await kit.BookAsync(session, await kit.MemberAsync("Dora"), wait: false)).Problem?.Code);
        Assert.True((await kit.CancelAsync(seat)).Ok);
        Assert.Equal((BookingStatus.Cancelled, BookingStatus.Booked, BookingStatus.Waiting), (await kit.StatusAsync(session, ada), await kit.StatusAsync(session, ben), await kit.StatusAsync(session, cleo)));
        await kit.AssertInvariantsAsync();
    }

    [Theory]
    [EachDatabase(Membership.Frozen, "membership.frozen")]
    [EachDatabase(Membership.Paused, "membership.paused")]
    [EachDatabase(Membership.PastDue, "membership.past_due")]
    [Trait("Req", "S2.39")]
    public async Task Tells_whose_membership_does_not_run_why_and_whom_to_ask(TestDatabase test, Membership membership, string code)
    {
        var kit = await BookingKit.CreateAsync(test);
        var refused = (await kit.BookAsync(await kit.SessionAsync(), await kit.MemberAsync("Mia", membership: membership))).Problem!;
        Assert.Equal(code, refused.Code);
        Assert.Contains("desk@studio.test", refused.English, StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S2.41")]
    public async Task Keeps_a_session_for_the_memberships_it_names(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var session = await kit.SessionAsync(openTo: Segments.Trial | Segments.Prospect);
        Assert.Equal("session.not_open", (await kit.BookAsync(session, await kit.MemberAsync("Mia"))).Problem?.Code);
        Assert.True((await kit.BookAsync(session, await kit.MemberAsync("Tom", segment: Segment.Trial))).Ok);
    }

    [Theory, EachDatabase, Trait("Req", "S2.41")]
    public async Task Takes_credits_with_the_seat_and_gives_them_back_with_it(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var (session, dear) = (await kit.SessionAsync(credits: 2), await kit.SessionAsync(credits: 5));
        var (mia, rich) = (await kit.MemberAsync("Mia", credits: 3), await kit.MemberAsync("Rita", credits: null));
        var booking = await kit.BookedAsync(session, mia);
        Assert.Equal(1, await kit.CreditsAsync(mia));
        Assert.Equal("booking.no_credits", (await kit.BookAsync(dear, mia)).Problem?.Code);
        Assert.Equal(0, (await kit.NowAsync(dear)).Booked);
        await kit.BookedAsync(dear, rich);
        Assert.Null(await kit.CreditsAsync(rich));
        Assert.True((await kit.CancelAsync(booking)).Ok);
        Assert.True((await kit.CancelAsync(booking)).Ok);
        Assert.Equal(3, await kit.CreditsAsync(mia));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task Refuses_strangers_to_the_offering_and_what_is_over_or_cancelled(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var (soon, late) = (await kit.SessionAsync(), await kit.SessionAsync(days: 20));
        var outsider = await kit.MemberAsync("Otto", registered: false);
        var leaving = await kit.MemberAsync("Lea", until: test.Database.Now.AddDays(5));
        Assert.Equal("session.no_access", (await kit.BookAsync(soon, outsider)).Problem?.Code);
        Assert.True((await kit.BookAsync(soon, leaving)).Ok);
        Assert.Equal("session.no_access", (await kit.BookAsync(late, leaving)).Problem?.Code);
        Assert.True((await new CancelSession(test.Database).RunAsync(kit.Sample.Owner, new(late.Id))).Ok);
        Assert.Equal("session.cancelled", (await kit.BookAsync(late, await kit.MemberAsync("Mia"))).Problem?.Code);
        test.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal("session.started", (await kit.BookAsync(soon, await kit.MemberAsync("Max"))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task Lets_people_act_for_themselves_only_and_staff_within_their_scope(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var (session, mia, max) = (await kit.SessionAsync(), await kit.MemberAsync("Mia"), await kit.MemberAsync("Max"));
        var account = await kit.Sample.AddAsync(new Account { WorkspaceId = kit.Id, Email = mia.Email!, NormalizedEmail = "MIA@EXAMPLE.ORG", Name = "Mia", PersonId = mia.Id, CreatedAt = test.Database.Now });
        var self = new Actor(kit.Id, ActorKind.Account, account.Id, "Mia", Permission.None);
        var booked = await kit.BookAsync(session, mia, actor: self);
        Assert.True(booked.Ok);
        Assert.Equal(404, (await kit.BookAsync(session, max, actor: self)).Problem?.Status);
        var other = await kit.BookedAsync(session, max);
        Assert.Equal(404, (await new CancelBooking(test.Database).RunAsync(self, other.Id)).Problem?.Status);
        Assert.Equal(404, (await kit.BookAsync(session, max, actor: kit.Sample.Staff(Permission.Manager, kit.Sample.Course.Id))).Problem?.Status);
        test.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("booking.too_late", (await new CancelBooking(test.Database).RunAsync(self, booked.Value.Id)).Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "S2.40")]
    public async Task Moves_a_booking_in_one_step_or_not_at_all(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var (from, to, full) = (await kit.SessionAsync(capacity: 1, credits: 2), await kit.SessionAsync(capacity: 1, credits: 2, days: 2), await kit.SessionAsync(capacity: 1, days: 3));
        var (mia, max, ann) = (await kit.MemberAsync("Mia", credits: 2), await kit.MemberAsync("Max", credits: 2), await kit.MemberAsync("Ann"));
        var booking = await kit.BookedAsync(from, mia);
        Assert.Equal(BookingStatus.Waiting, (await kit.BookedAsync(from, max)).Status);
        await kit.BookedAsync(full, ann);
        var move = new MoveBooking(test.Database);
        Assert.Equal("session.full", (await move.RunAsync(kit.Sample.Owner, new(booking.Id, full.Id))).Problem?.Code);
        Assert.Equal((BookingStatus.Booked, 0), (await kit.StatusAsync(from, mia), await kit.CreditsAsync(mia)));
        Assert.True((await move.RunAsync(kit.Sample.Owner, new(booking.Id, to.Id))).Ok);
        Assert.Equal((BookingStatus.Cancelled, BookingStatus.Booked, 0), (await kit.StatusAsync(from, mia), await kit.StatusAsync(to, mia), await kit.CreditsAsync(mia)));
        Assert.Equal((BookingStatus.Booked, 0), (await kit.StatusAsync(from, max), await kit.CreditsAsync(max)));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task Whoever_may_not_book_any_more_does_not_hold_up_the_waiting_list(TestDatabase test)
    {
        var kit = await BookingKit.CreateAsync(test);
        var session = await kit.SessionAsync(capacity: 1, credits: 1);
        var (ada, ben, cleo) = (await kit.MemberAsync("Ada", 1), await kit.MemberAsync("Ben", 1), await kit.MemberAsync("Cleo", 1));
        var seat = await kit.BookedAsync(session, ada);
        await kit.BookedAsync(session, ben);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await kit.BookedAsync(session, cleo);
        await test.Database.WriteAsync(kit.Id, db => db.People.Where(p => p.Id == ben.Id).ExecuteUpdateAsync(set => set.SetProperty(p => p.Membership, Membership.Frozen)));
        Assert.True((await kit.CancelAsync(seat)).Ok);
        Assert.Equal((BookingStatus.Cancelled, 1), (await kit.StatusAsync(session, ben), await kit.CreditsAsync(ben)));
        Assert.Equal((BookingStatus.Booked, 0), (await kit.StatusAsync(session, cleo), await kit.CreditsAsync(cleo)));
        await kit.AssertInvariantsAsync();
    }
}
