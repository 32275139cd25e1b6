using Latchstring.Data;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

public class RegistrationTests
{
    private static readonly DateTimeOffset Until = TestClock.Start.AddDays(60);

    [Theory, EachDatabase]
    [Trait("Req", "S4.30")]
    public async Task Access_ends_change_for_a_list_of_addresses_and_name_those_who_are_not_in(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var anna = await RegisterAsync(sample, "anna@example.org");
        await RegisterAsync(sample, "ben@example.org");
        var outcome = (await new ChangeAccess(test.Database).RunAsync(sample.Owner, new(sample.Course.Id, Until, Emails: [" Anna@Example.org", "nobody@example.org", "anna@example.org"]))).Value;
        Assert.Equal(1, outcome.Changed);
        Assert.Equal(["nobody@example.org"], outcome.Unknown);
        Assert.Equal([null, Until], await UntilsAsync(test, sample));
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(anna.PersonId, (await db.AuditEntries.SingleAsync(e => e.Action == "registration.access_changed")).SubjectId);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.30")]
    public async Task Access_ends_change_for_a_selection_and_for_all_that_match(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var one = await RegisterAsync(sample, "anna@example.org");
        await RegisterAsync(sample, "ben@example.org");
        var elsewhere = await RegisterAsync(sample, "carl@example.org", (await sample.AddCourseAsync("Other")).Id);
        var change = new ChangeAccess(test.Database);
        var outcome = (await change.RunAsync(sample.Owner, new(sample.Course.Id, Until, [one.Id, elsewhere.Id]))).Value;
        Assert.Equal((1, elsewhere.Id.ToString()), (outcome.Changed, Assert.Single(outcome.Unknown)));
        Assert.Equal(2, (await change.RunAsync(sample.Owner, new(sample.Course.Id, Until, Matching: new()))).Value.Changed);
        Assert.Equal([null, Until, Until], await UntilsAsync(test, sample));
        Assert.Equal(1, (await change.RunAsync(sample.Owner, new(sample.Course.Id, null, Matching: new(Query: "ann")))).Value.Changed);
    }

    [Theory, EachDatabase]
    public async Task Many_are_taken_out_at_once_and_who_cannot_be_is_named_with_the_reason(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (anna, ben) = (await RegisterAsync(sample, "anna@example.org"), await RegisterAsync(sample, "ben@example.org"));
        var elsewhere = await RegisterAsync(sample, "carl@example.org", (await sample.AddCourseAsync("Other")).Id);
        await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("update offering set registered = 2 where workspace_id = @ws and id = @id", default, ("id", sample.Course.Id)));
        Assert.True((await new CancelRegistration(test.Database).RunAsync(sample.Owner, new(ben.Id))).Ok);
        var take = new CancelRegistrations(test.Database);
        Assert.Equal(404, (await take.RunAsync(sample.Staff(Permission.Manager, elsewhere.OfferingId), new(sample.Course.Id, [anna.Id]))).Problem?.Status);

        var outcome = (await take.RunAsync(sample.Owner, new(sample.Course.Id, [anna.Id, ben.Id, elsewhere.Id, anna.Id]))).Value;

        Assert.Equal(1, outcome.Cancelled);
        Assert.Equal([("Ben Example", "registration.cancelled"), (null, "registration.not_found")], outcome.Refused.Select(one => (one.Name, one.Problem.Code)));
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(0, (await db.Offerings.SingleAsync(o => o.Id == sample.Course.Id)).Registered);
        Assert.Equal(RegistrationStatus.Registered, (await db.Registrations.SingleAsync(r => r.Id == elsewhere.Id)).Status);
        Assert.Equal(2, await db.AuditEntries.CountAsync(e => e.Action == "registration.cancelled"));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.24")]
    public async Task A_manager_of_one_course_sees_and_changes_only_its_people(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var other = await sample.AddCourseAsync("Other");
        await RegisterAsync(sample, "anna@example.org");
        var elsewhere = await RegisterAsync(sample, "ben@example.org", other.Id);
        var manager = sample.Staff(Permission.Manager, sample.Course.Id);
        Assert.Equal(["anna@example.org"], (await new ListRegistrations(test.Database).RunAsync(manager, new(), new())).Value.Items.Select(row => row.Email));
        Assert.Equal(404, (await new CancelRegistration(test.Database).RunAsync(manager, new(elsewhere.Id))).Problem?.Status);
        Assert.Equal(404, (await new ChangeAccess(test.Database).RunAsync(manager, new(other.Id, Until, [elsewhere.Id]))).Problem?.Status);
    }

    [Theory, EachDatabase]
    [Trait("Req", "I9")]
    public async Task Registrations_of_another_workspace_are_not_found(TestDatabase test)
    {
        var (mine, theirs) = (await SampleWorkspace.CreateAsync(test), await SampleWorkspace.CreateAsync(test, "other"));
        var registration = await RegisterAsync(theirs, "anna@example.org");
        Assert.Equal(404, (await new CancelRegistration(test.Database).RunAsync(mine.Owner, new(registration.Id))).Problem?.Status);
        Assert.Equal(404, (await new ChangeAccess(test.Database).RunAsync(mine.Owner, new(theirs.Course.Id, Until, [registration.Id]))).Problem?.Status);
        Assert.Equal("registrationIds", (await new ChangeAccess(test.Database).RunAsync(mine.Owner, new(mine.Course.Id, Until, [registration.Id]))).Problem?.Field);
        Assert.Empty((await new ListRegistrations(test.Database).RunAsync(mine.Owner, new(), new())).Value.Items);
    }

    [Theory, EachDatabase]
    [Trait("Req", "I11")]
    public async Task Cancelling_frees_the_seat_and_coming_back_needs_one(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var small = await sample.AddCourseAsync("Small", capacity: 1);
        var anna = await RegisterAsync(sample, "anna@example.org", small.Id);
        await SeatsAsync(test, sample, small.Id, 1);
        var cancel = new CancelRegistration(test.Database);
        Assert.True((await cancel.RunAsync(sample.Owner, new(anna.Id))).Ok);
        Assert.True((await cancel.RunAsync(sample.Owner, new(anna.Id))).Ok);
        Assert.Equal(0, await SeatsAsync(test, sample, small.Id));
        Assert.Equal(RegistrationStatus.Registered, (await cancel.RunAsync(sample.Owner, new(anna.Id, Cancelled: false))).Value.Status);
        Assert.Equal(1, await SeatsAsync(test, sample, small.Id));

        await cancel.RunAsync(sample.Owner, new(anna.Id));
        await SeatsAsync(test, sample, small.Id, 1);
        Assert.Equal("offering.full", (await cancel.RunAsync(sample.Owner, new(anna.Id, Cancelled: false))).Problem?.Code);
        Assert.Equal(RegistrationStatus.Cancelled, Assert.Single((await new ListRegistrations(test.Database).RunAsync(sample.Owner, new(small.Id, Access: false), new())).Value.Items).Status);
    }

    private static async Task<Registration> RegisterAsync(SampleWorkspace sample, string email, Guid? offeringId = null)
    {
        var person = await sample.AddPersonAsync(email, email[..1].ToUpperInvariant() + email[1..email.IndexOf('@', StringComparison.Ordinal)], "Example");
        return await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = offeringId ?? sample.Course.Id, PersonId = person.Id, CreatedAt = TestClock.Start });
    }

    private static async Task<List<DateTimeOffset?>> UntilsAsync(TestDatabase test, SampleWorkspace sample)
    {
        await using var db = test.Database.Read(sample.Id);
        return [.. (await db.Registrations.Select(r => r.AccessUntil).ToListAsync()).Order()];
    }

    private static async Task<int> SeatsAsync(TestDatabase test, SampleWorkspace sample, Guid offering, int? set = null)
    {
        if (set is not null)
            await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("update offering set registered = @n where workspace_id = @ws and id = @id", default, ("n", set), ("id", offering)));
        await using var db = test.Database.Read(sample.Id);
        return await db.Offerings.Where(o => o.Id == offering).Select(o => o.Registered).SingleAsync();
    }
}
