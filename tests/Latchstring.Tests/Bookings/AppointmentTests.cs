using Latchstring.Agreements;
using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Bookings;

/// <summary>A code, a held slot and a person become one booking, or nothing happens at all.</summary>
public class AppointmentTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S0.59"), Trait("Req", "S0.63")]
    public async Task Confirming_redeems_the_code_registers_the_person_and_books_the_held_slot(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test, price: 9_900);
        await using var verbs = new Verbs(test);
        var (batch, texts) = await kit.CodesAsync(verbs);
        var person = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        var hold = await kit.HeldAsync(code: AccessCode.IdOf(batch.Id, 1));
        var redeemed = await verbs.Redeem.RunAsync(kit.Sample.Owner, texts[0], person.Id, new Wish(HoldId: hold.Id, ShownPrice: new Money(9_900, "EUR")));
        Assert.True(redeemed.Ok, redeemed.Problem?.English);
        await using var db = test.Database.Read(kit.Id);
        var booking = await db.Bookings.SingleAsync();
        Assert.Equal((BookingStatus.Booked, person.Id, redeemed.Value.Redemption.Id, BookingNotice.Confirmed), (booking.Status, booking.PersonId, booking.RedemptionId, booking.Notice));
        Assert.Empty(await db.Holds.ToListAsync());
        Assert.Equal(1, (await kit.SessionAsync())!.Booked);
        // Again, by the same person: the same answer, nothing more.
        Assert.True((await verbs.Redeem.RunAsync(kit.Sample.Owner, texts[0], person.Id, new Wish(HoldId: hold.Id))).Value.Repeated);
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task A_hold_that_is_over_another_code_another_price_or_a_taken_code_consume_nothing(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test, price: 9_900);
        await using var verbs = new Verbs(test);
        var (batch, texts) = await kit.CodesAsync(verbs, 2);
        var (ada, bob) = (await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace"), await kit.Sample.AddPersonAsync("bob@example.org", "Bob", "Builder"));
        Task<Result<Redeemed>> Confirm(string text, Person person, Guid hold, long shown = 9_900) => verbs.Redeem.RunAsync(kit.Sample.Owner, text, person.Id, new Wish(HoldId: hold, ShownPrice: new Money(shown, "EUR")));
        var hold = await kit.HeldAsync(code: AccessCode.IdOf(batch.Id, 1));
        Assert.Equal("slot.gone", (await Confirm(texts[1], ada, hold.Id)).Problem?.Code);
        Assert.Equal("slot.gone", (await Confirm(texts[0], ada, Guid.NewGuid())).Problem?.Code);
        Assert.Equal("price.changed", (await Confirm(texts[0], ada, hold.Id, shown: 5_000)).Problem?.Code);
        await new AssignCode(test.Database).RunAsync(kit.Sample.Owner, new(AccessCode.IdOf(batch.Id, 1), bob.Id));
        Assert.Equal("code.not_yours", (await Confirm(texts[0], ada, hold.Id)).Problem?.Code);
        test.Clock.Advance(HoldSlot.Time);
        Assert.Equal("slot.gone", (await Confirm(texts[0], bob, hold.Id)).Problem?.Code);
        await using var db = test.Database.Read(kit.Id);
        Assert.Equal((0, 0, 0), (await db.Bookings.CountAsync(), await db.Redemptions.CountAsync(), await db.AccessCodes.SumAsync(c => c.UseCount)));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task Cancelling_before_its_time_frees_the_code_once_and_a_session_called_off_always(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (batch, texts) = await kit.CodesAsync(verbs);
        var person = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        var first = await BookAsync(kit, verbs, texts[0], batch, person, kit.First);
        Assert.True((await new CancelBooking(test.Database).RunAsync(kit.Sample.Owner, first.Id)).Ok);
        Assert.Equal((0, 0), (await UsesAsync(kit), (await kit.SessionAsync())!.Booked));
        // The same code again, even for the same slot; then cancelling keeps it used.
        var second = await BookAsync(kit, verbs, texts[0], batch, person, kit.First);
        Assert.True((await new CancelSession(test.Database).RunAsync(kit.Sample.Owner, new((await kit.SessionAsync())!.Id))).Ok);
        Assert.Equal(0, await UsesAsync(kit));
        var third = await BookAsync(kit, verbs, texts[0], batch, person, kit.First.AddDays(1));
        Assert.True((await new CancelBooking(test.Database).RunAsync(kit.Sample.Owner, third.Id)).Ok);
        Assert.Equal(1, await UsesAsync(kit));
        await using var db = test.Database.Read(kit.Id);
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.Action == "redemption.reversed"));
        Assert.Equal(first.Id, second.Id);
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task A_contract_may_keep_the_code_of_a_cancelled_booking_and_the_past_frees_nothing(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var organisation = await kit.Sample.AddAsync(new Organisation { WorkspaceId = kit.Id, Name = "Aurora AG", CreatedAt = test.Database.Now });
        var agreement = await kit.Sample.AddAsync(new Agreement { WorkspaceId = kit.Id, OrganisationId = organisation.Id, OfferingId = kit.Exam.Id, Name = "2026", ReleaseOnCancel = false, CreatedAt = test.Database.Now });
        var person = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        var (batch, texts) = await kit.CodesAsync(verbs, 2);
        await test.Database.WriteAsync(kit.Id, db => db.ExecuteAsync("update code_batch set agreement_id = @a where workspace_id = @ws", default, ("a", agreement.Id)));
        var booking = await BookAsync(kit, verbs, texts[0], batch, person, kit.First);
        Assert.True((await new CancelBooking(test.Database).RunAsync(kit.Sample.Owner, booking.Id)).Ok);
        Assert.Equal(1, await UsesAsync(kit));
        await test.Database.WriteAsync(kit.Id, db => db.Agreements.ExecuteUpdateAsync(set => set.SetProperty(a => a.ReleaseOnCancel, true)));
        booking = await BookAsync(kit, verbs, texts[1], batch, person, kit.First.AddDays(1), number: 2);
        test.Clock.Advance(TimeSpan.FromDays(2));
        Assert.True((await new CancelBooking(test.Database).RunAsync(kit.Sample.Owner, booking.Id)).Ok);
        Assert.Equal(2, await UsesAsync(kit));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task An_appointment_moves_with_its_code_and_only_to_what_is_free(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (batch, texts) = await kit.CodesAsync(verbs);
        var person = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        var booking = await BookAsync(kit, verbs, texts[0], batch, person, kit.First);
        await kit.HeldAsync(kit.First.AddHours(1));
        var move = new MoveToSlot(test.Database);
        Assert.Equal("slot.gone", (await move.RunAsync(kit.Sample.Owner, new(booking.Id, kit.Clinic.Id, kit.First.AddHours(1)))).Problem?.Code);
        var moved = await move.RunAsync(kit.Sample.Owner, new(booking.Id, kit.Clinic.Id, kit.First.AddDays(3)));
        Assert.True(moved.Ok, moved.Problem?.English);
        Assert.Equal((booking.RedemptionId, BookingStatus.Booked, BookingNotice.Moved), (moved.Value.RedemptionId, moved.Value.Status, moved.Value.Notice));
        Assert.Equal((0, 1), ((await kit.SessionAsync())!.Booked, (await kit.SessionAsync(kit.First.AddDays(3)))!.Booked));
        await kit.AssertInvariantsAsync();
        // Cancelled after moving: the code is free again.
        Assert.True((await new CancelBooking(test.Database).RunAsync(kit.Sample.Owner, moved.Value.Id)).Ok);
        Assert.Equal(0, await UsesAsync(kit));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase, Trait("Req", "S0.57")]
    public async Task A_code_is_attached_to_a_booking_that_staff_made_without_one_and_to_no_second(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test, price: 9_900);
        await using var verbs = new Verbs(test);
        var (batch, _) = await kit.CodesAsync(verbs, 2);
        var person = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        var made = await new BookSlot(test.Database).RunAsync(kit.Sample.Owner, new(kit.Exam.Id, kit.Clinic.Id, kit.First, person.Id));
        Assert.True(made.Ok, made.Problem?.English);
        test.Clock.Advance(TimeSpan.FromMinutes(5));
        var attach = new AttachCode(test.Database, verbs.Redeem);
        var attached = await attach.RunAsync(kit.Sample.Owner, new(AccessCode.IdOf(batch.Id, 1), made.Value.Id));
        Assert.True(attached.Ok, attached.Problem?.English);
        Assert.Equal((9_900, person.Id), (attached.Value.Redemption.PriceAmount, attached.Value.Redemption.PersonId));
        Assert.Equal("booking.has_code", (await attach.RunAsync(kit.Sample.Owner, new(AccessCode.IdOf(batch.Id, 2), made.Value.Id))).Problem?.Code);
        await kit.AssertInvariantsAsync();
        // Taken back, the booking stays, without a code; it was there before.
        Assert.True((await new ReverseRedemption(test.Database).RunAsync(kit.Sample.Owner, new(attached.Value.Redemption.Id))).Ok);
        await using var db = test.Database.Read(kit.Id);
        var booking = await db.Bookings.SingleAsync();
        Assert.Equal((BookingStatus.Booked, null), (booking.Status, booking.RedemptionId));
        Assert.Equal(0, await UsesAsync(kit));
    }

    [Theory, EachDatabase]
    public async Task Taking_a_redemption_back_cancels_the_appointment_that_was_booked_with_it(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (batch, texts) = await kit.CodesAsync(verbs);
        var person = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        var booking = await BookAsync(kit, verbs, texts[0], batch, person, kit.First);
        Assert.True((await new ReverseRedemption(test.Database).RunAsync(kit.Sample.Owner, new(booking.RedemptionId!.Value))).Ok);
        await using var db = test.Database.Read(kit.Id);
        Assert.Equal((BookingStatus.Cancelled, 0), ((await db.Bookings.SingleAsync()).Status, (await kit.SessionAsync())!.Booked));
        await kit.AssertInvariantsAsync();
    }

    [Theory, EachDatabase]
    public async Task People_take_no_slot_past_the_code(TestDatabase test)
    {
        var kit = await SlotKit.CreateAsync(test, places: 2);
        await using var verbs = new Verbs(test);
        var (batch, texts) = await kit.CodesAsync(verbs);
        var person = await kit.Sample.AddPersonAsync("ada@example.org", "Ada", "Lovelace");
        var account = await kit.Sample.AddAsync(new Latchstring.Accounts.Account { WorkspaceId = kit.Id, Email = person.Email!, NormalizedEmail = "ADA@EXAMPLE.ORG", Name = "Ada", PersonId = person.Id, CreatedAt = test.Database.Now });
        var self = new Actor(kit.Id, ActorKind.Account, account.Id, "Ada", Permission.None);
        var booking = await BookAsync(kit, verbs, texts[0], batch, person, kit.First);
        var other = await kit.Sample.AddPersonAsync("bob@example.org", "Bob", "Builder");
        var theirs = await new BookSlot(test.Database).RunAsync(kit.Sample.Owner, new(kit.Exam.Id, kit.Clinic.Id, kit.First.AddDays(1), other.Id));
        Assert.Equal("session.by_code", (await new BookSession(test.Database).RunAsync(self, new(theirs.Value.SessionId, person.Id))).Problem?.Code);
        Assert.Equal("session.by_code", (await new MoveBooking(test.Database).RunAsync(self, new(booking.Id, theirs.Value.SessionId))).Problem?.Code);
        Assert.True((await new MoveToSlot(test.Database).RunAsync(self, new(booking.Id, kit.Clinic.Id, kit.First.AddDays(1)))).Ok);
        Assert.Equal(404, (await new MoveToSlot(test.Database).RunAsync(self, new(theirs.Value.Id, kit.Clinic.Id, kit.First.AddDays(2)))).Problem?.Status);
        await kit.AssertInvariantsAsync();
    }

    private static async Task<Booking> BookAsync(SlotKit kit, Verbs verbs, string text, CodeBatch batch, Person person, DateTimeOffset at, int number = 1)
    {
        var hold = await kit.HeldAsync(at, AccessCode.IdOf(batch.Id, number));
        var redeemed = await verbs.Redeem.RunAsync(kit.Sample.Owner, text, person.Id, new Wish(HoldId: hold.Id));
        Assert.True(redeemed.Ok, redeemed.Problem?.English);
        await using var db = kit.Database.Read(kit.Id);
        return await db.Bookings.SingleAsync(b => b.RedemptionId == redeemed.Value.Redemption.Id);
    }

    private static async Task<int> UsesAsync(SlotKit kit)
    {
        await using var db = kit.Database.Read(kit.Id);
        return await db.AccessCodes.SumAsync(c => c.UseCount);
    }
}
