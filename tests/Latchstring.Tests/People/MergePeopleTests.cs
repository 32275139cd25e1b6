using Latchstring.Accounts;
using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Invitations;
using Latchstring.Locations;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.People;

/// <summary>Two records become one person, and nothing of either is lost.</summary>
public class MergePeopleTests
{
    [Theory, EachDatabase, Trait("Req", "S2.34")]
    public async Task Fields_are_chosen_and_what_one_record_lacks_comes_from_the_other(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var create = new CreatePerson(test.Database);
        var keep = (await create.RunAsync(sample.Owner, new("a@example.org", "Anna", Segment: Segment.Lead, Credits: 2))).Value;
        var gone = (await create.RunAsync(sample.Owner, new("b@example.org", "Anne", "Berg", "+49 171 3920001", Segment: Segment.Member, Credits: 5))).Value;
        var merge = new MergePeople(test.Database);
        Assert.Equal("edit.conflict", (await merge.RunAsync(sample.Owner, new(keep.Id, gone.Id, [], KeepVersion: 7))).Problem?.Code);
        Assert.Equal("take", (await merge.RunAsync(sample.Owner, new(keep.Id, gone.Id, ["colour"]))).Problem?.Field);
        Assert.Equal("personId", (await merge.RunAsync(sample.Owner, new(keep.Id, keep.Id, []))).Problem?.Field);
        var one = (await merge.RunAsync(sample.Owner, new(keep.Id, gone.Id, ["email", "segment", "credits"], 0, 0))).Value;
        Assert.Equal(new PersonFields("b@example.org", "Anna", "Berg", "+491713920001", Segment: Segment.Member, Credits: 5), PersonFields.Of(one));
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(keep.Id, (await db.People.SingleAsync()).Id);
        Assert.Contains(gone.Id.ToString(), (await db.AuditEntries.SingleAsync(e => e.Action == "person.merged")).Detail, StringComparison.Ordinal);
    }

    [Theory, EachDatabase, Trait("Req", "S2.34"), Trait("Req", "I1")]
    public async Task Codes_redemptions_registrations_messages_and_the_account_come_together(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (keep, gone) = (await sample.AddPersonAsync("a@example.org", "Anna"), await sample.AddPersonAsync("b@example.org", "Anna"));
        var other = await sample.AddCourseAsync("Biology", capacity: 5);
        var shared = (await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1, Usage: Usage.Multiple, MaxUses: 5))).Texts[0];
        var single = await verbs.IssueAsync(sample.Owner, new NewBatch(other.Id, null, 2));
        foreach (var (text, person) in new[] { (shared, keep), (shared, gone), (single.Texts[0], gone) })
            Assert.True((await verbs.Redeem.RunAsync(sample.Owner, text, person.Id)).Ok);
        var held = AccessCode.IdOf(single.Batch.Id, 2);
        Assert.True((await new AssignCode(test.Database).RunAsync(sample.Owner, new(held, gone.Id))).Ok);
        await sample.AddAsync(new Message { WorkspaceId = sample.Id, LaneId = other.Id, CodeId = held, PersonId = gone.Id, Address = "b@example.org", Domain = "example.org", Locale = "en", TimeZone = "UTC", ActorName = "Olga", CreatedAt = test.Database.Now });
        await sample.AddAsync(new Account { WorkspaceId = sample.Id, Email = "b@example.org", NormalizedEmail = "B@EXAMPLE.ORG", Name = "Anna", PersonId = gone.Id });

        var merge = new MergePeople(test.Database);
        Assert.Equal("person.sign_in_address", (await merge.RunAsync(sample.Owner, new(keep.Id, gone.Id, []))).Problem?.Code);
        Assert.True((await merge.RunAsync(sample.Owner, new(keep.Id, gone.Id, ["email"]))).Ok);
        await using var db = test.Database.Read(sample.Id);
        var uses = await db.Redemptions.Where(r => r.PersonId == keep.Id).OrderBy(r => r.Round).ToListAsync();
        Assert.Equal([(0, false), (1, true), (2, false)], uses.Select(r => (r.Round, r.ReversedAt is not null)));
        Assert.Equal("redeemed before", (await verbs.Redeem.RunAsync(sample.Owner, shared, keep.Id)).Value.Redemption.Id == uses[2].Id ? "redeemed before" : "again");
        var registrations = await db.Registrations.ToListAsync();
        Assert.Equal(2, registrations.Count);
        Assert.All(registrations, r => Assert.Equal(keep.Id, r.PersonId));
        Assert.All(await db.Redemptions.ToListAsync(), r => Assert.Contains(registrations, place => place.Id == r.RegistrationId));
        Assert.Equal([1, 1], await db.Offerings.OrderBy(o => o.Id).Select(o => o.Registered).ToListAsync());
        Assert.Equal(keep.Id, (await db.AccessCodes.SingleAsync(c => c.Id == held)).AssigneeId);
        Assert.Equal(keep.Id, (await db.Messages.SingleAsync()).PersonId);
        Assert.Equal(keep.Id, (await db.Accounts.SingleAsync(a => a.Email == "b@example.org")).PersonId);
        await Invariants.AssertAsync(test.Database, sample.Id);
    }

    [Theory, EachDatabase]
    public async Task Of_two_places_in_one_offering_the_open_one_stays_with_the_later_end(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (keep, gone) = (await sample.AddPersonAsync("a@example.org"), await sample.AddPersonAsync("b@example.org"));
        var (second, third) = (await sample.AddCourseAsync("Second"), await sample.AddCourseAsync("Third"));
        var soon = test.Database.Now.AddDays(5);
        Task Place(Guid offering, Guid person, RegistrationStatus status, DateTimeOffset? until) => sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = offering, PersonId = person, Status = status, AccessUntil = until, CreatedAt = test.Database.Now });
        await Place(sample.Course.Id, keep.Id, RegistrationStatus.Cancelled, null);
        await Place(sample.Course.Id, gone.Id, RegistrationStatus.Registered, soon);
        await Place(second.Id, keep.Id, RegistrationStatus.Registered, soon);
        await Place(second.Id, gone.Id, RegistrationStatus.Registered, soon.AddDays(1));
        await Place(third.Id, keep.Id, RegistrationStatus.Registered, soon);
        await Place(third.Id, gone.Id, RegistrationStatus.Registered, null);
        await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("update offering set registered = (select count(*) from registration r where r.workspace_id = @ws and r.offering_id = offering.id and r.status = 'Registered') where workspace_id = @ws", default));
        Assert.True((await new MergePeople(test.Database).RunAsync(sample.Owner, new(keep.Id, gone.Id, []))).Ok);
        await using var db = test.Database.Read(sample.Id);
        var places = await db.Registrations.ToDictionaryAsync(r => r.OfferingId);
        Assert.All(places.Values, place => Assert.Equal((keep.Id, RegistrationStatus.Registered), (place.PersonId, place.Status)));
        Assert.Equal((soon, soon.AddDays(1), null), (places[sample.Course.Id].AccessUntil, places[second.Id].AccessUntil, places[third.Id].AccessUntil));
        Assert.All(await db.Offerings.ToListAsync(), offering => Assert.Equal(1, offering.Registered));
    }

    [Theory, EachDatabase]
    public async Task Two_seats_in_one_session_are_for_staff_to_settle_and_other_bookings_come_together(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (keep, gone) = (await sample.AddPersonAsync("a@example.org"), await sample.AddPersonAsync("b@example.org"));
        async Task<Session> SessionAsync(string title) => await sample.AddAsync(new Session { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, Title = title, StartsAt = test.Database.Now.AddDays(1), EndsAt = test.Database.Now.AddDays(1).AddHours(1), Capacity = 3 });
        Task<Booking> Book(Session session, Guid person, BookingStatus status) => sample.AddAsync(new Booking { WorkspaceId = sample.Id, SessionId = session.Id, PersonId = person, Status = status, Since = test.Database.Now, CreatedAt = test.Database.Now });
        var (yoga, spin) = (await SessionAsync("Yoga"), await SessionAsync("Spin"));
        await Book(yoga, keep.Id, BookingStatus.Booked);
        var twin = await Book(yoga, gone.Id, BookingStatus.Waiting);
        await Book(spin, keep.Id, BookingStatus.Cancelled);
        await Book(spin, gone.Id, BookingStatus.Booked);
        var merge = new MergePeople(test.Database);
        var refused = (await merge.RunAsync(sample.Owner, new(keep.Id, gone.Id, []))).Problem;
        Assert.Equal(("person.both_booked", true), (refused?.Code, refused!.English.Contains("Yoga", StringComparison.Ordinal)));
        await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("update booking set status = 'Cancelled' where workspace_id = @ws and id = @id", default, ("id", twin.Id)));
        Assert.True((await merge.RunAsync(sample.Owner, new(keep.Id, gone.Id, []))).Ok);
        await using var db = test.Database.Read(sample.Id);
        Assert.All(await db.Bookings.ToListAsync(), booking => Assert.Equal((keep.Id, BookingStatus.Booked), (booking.PersonId, booking.Status)));
        Assert.Equal(2, await db.Bookings.CountAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S2.48")]
    public async Task Of_two_invitations_one_stays_and_the_code_of_the_other_opens_nothing(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var app = (await new CreateLocation(test.Database).RunAsync(sample.Owner, new("Studio", "Europe/Berlin", new(8, 0), new(16, 0)))).Value.App;
        var (keep, gone) = (await sample.AddPersonAsync("a@example.org"), await sample.AddPersonAsync("b@example.org"));
        var (batch, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(app.Id, null, 2));
        Invitation Invite(Guid person, int number, int minutes) => new() { WorkspaceId = sample.Id, OfferingId = app.Id, PersonId = person, CodeId = AccessCode.IdOf(batch.Id, number), InviterName = "Olga", CreatedAt = test.Database.Now.AddMinutes(minutes), SentAt = test.Database.Now, ExpiresAt = test.Database.Now.AddDays(10) };
        var stays = await sample.AddAsync(Invite(keep.Id, 1, 0));
        await sample.AddAsync(Invite(gone.Id, 2, 5)); // later, but it went to the address that is given up
        Assert.True((await new MergePeople(test.Database).RunAsync(sample.Owner, new(keep.Id, gone.Id, []))).Ok);
        await using var db = test.Database.Read(sample.Id);
        var left = await db.Invitations.SingleAsync();
        Assert.Equal((stays.Id, keep.Id, null), (left.Id, left.PersonId, left.CancelledAt));
        Assert.Equal([CodeState.Active, CodeState.Inactive], await db.AccessCodes.OrderBy(c => c.Number).Select(c => c.State).ToListAsync());
        Assert.Equal(1, (await db.CodeBatches.SingleAsync(b => b.Id == batch.Id)).Inactive);
        await Invariants.AssertAsync(test.Database, sample.Id);
    }

    [Theory, EachDatabase]
    public async Task Two_who_can_both_sign_in_stay_two_until_one_account_is_blocked(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (keep, mine) = await PersonTests.WithAccountAsync(sample, "a@example.org");
        var (gone, theirs) = await PersonTests.WithAccountAsync(sample, "b@example.org");
        var merge = new MergePeople(test.Database);
        var refused = (await merge.RunAsync(sample.Owner, new(keep.Id, gone.Id, []))).Problem;
        Assert.Equal("person.two_accounts", refused?.Code);
        Assert.Contains("a@example.org", refused!.English, StringComparison.Ordinal);
        Assert.True((await new BlockAccount(test.Database).RunAsync(sample.Owner, theirs.Id, blocked: true)).Ok);
        Assert.True((await merge.RunAsync(sample.Owner, new(keep.Id, gone.Id, []))).Ok);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(mine.Id, (await db.Accounts.SingleAsync(a => a.PersonId != null)).Id);
    }

    [Theory, EachDatabase, Trait("Req", "I9")]
    public async Task Duplicates_are_suggested_with_their_reason_and_only_to_whoever_sees_both(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var studio = (await new CreateLocation(test.Database).RunAsync(sample.Owner, new("Studio", "Europe/Berlin", new(8, 0), new(16, 0)))).Value;
        var create = new CreatePerson(test.Database);
        async Task<Guid> Add(string? email, string first, string last, string? phone = null, bool here = false) => (await create.RunAsync(sample.Owner, new(email, first, last, phone, LocationId: here ? studio.Location.Id : null))).Value.Id;
        var one = await Add("emil@example.org", "Emil", "Vogt", "+49 171 3920001", here: true);
        var two = await Add(null, "EMIL", "Vogt", "0049171 3920001", here: true);
        var far = await Add("far@example.org", "Emil", "Vogt");
        await Add("else@example.org", "Else", "Other");
        var find = new FindDuplicates(test.Database);
        var pairs = (await find.RunAsync(sample.Owner)).Value;
        Assert.Equal((one, two, SameBy.Phone | SameBy.Name), (pairs[0].One.Id, pairs[0].Other.Id, pairs[0].By));
        Assert.Equal(3, pairs.Count);
        Assert.Equal([one, two], (await find.RunAsync(sample.Owner, far)).Value.Select(pair => pair.Other.Id).Order());
        Assert.Single((await find.RunAsync(sample.Staff(Permission.Manager, studio.App.Id))).Value);
        Assert.Equal(404, (await new MergePeople(test.Database).RunAsync(sample.Staff(Permission.Manager, studio.App.Id), new(one, far, []))).Problem?.Status);
    }
}
