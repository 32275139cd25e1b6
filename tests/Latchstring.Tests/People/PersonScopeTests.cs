using System.Text.Json;
using Latchstring.Codes;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.People;

public class PersonScopeTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.24")]
    public async Task A_manager_of_one_course_reaches_its_people_and_the_holders_of_its_codes(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var other = await sample.AddCourseAsync("Other");
        var inside = await RegisterAsync(sample, "in@example.org", sample.Course.Id);
        var outside = await RegisterAsync(sample, "out@example.org", other.Id);
        var holder = await sample.AddPersonAsync("holder@example.org");
        await HoldAsync(sample, sample.Course.Id, holder.Id);
        var manager = sample.Staff(Permission.Manager, sample.Course.Id);

        var list = (await new ListPeople(test.Database).RunAsync(manager, new(), new("email"))).Value.Items;
        Assert.Equal(["holder@example.org", "in@example.org"], list.Select(row => row.Email));
        Assert.All(await AttemptsAsync(test, manager, outside.Id), problem => Assert.Equal(404, problem?.Status));
        Assert.True((await new EditPerson(test.Database).RunAsync(manager, new(inside.Id, new("in@example.org", "Ina")))).Ok);
        Assert.Equal(403, (await new ExportPerson(test.Database).RunAsync(manager, inside.Id)).Problem?.Status);
    }

    [Theory, EachDatabase]
    [Trait("Req", "I9")]
    public async Task People_of_another_workspace_are_not_found(TestDatabase test)
    {
        var (mine, theirs) = (await SampleWorkspace.CreateAsync(test), await SampleWorkspace.CreateAsync(test, "other"));
        var anna = await RegisterAsync(theirs, "anna@example.org", theirs.Course.Id);
        Assert.All(await AttemptsAsync(test, mine.Owner, anna.Id), problem => Assert.Equal(404, problem?.Status));
        Assert.Empty((await new ListPeople(test.Database).RunAsync(mine.Owner, new(), new())).Value.Items);
        Assert.Empty((await new CodesOfPerson(test.Database).RunAsync(mine.Owner, anna.Id)).Value);
        Assert.True((await new CreatePerson(test.Database).RunAsync(mine.Owner, new("anna@example.org"))).Ok);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.31")]
    public async Task One_timeline_tells_everything_in_order_and_a_scope_only_its_part(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var other = await sample.AddCourseAsync("Other");
        var anna = (await new CreatePerson(test.Database).RunAsync(sample.Owner, new("anna@example.org", "Anna"))).Value;
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        var registration = await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, PersonId = anna.Id, CreatedAt = test.Database.Now });
        var code = await HoldAsync(sample, sample.Course.Id, anna.Id);
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        var redemption = await sample.AddAsync(new Redemption { WorkspaceId = sample.Id, CodeId = code.Id, BatchId = code.BatchId, PersonId = anna.Id, RegistrationId = registration.Id, RedeemedAt = test.Database.Now });
        test.Clock.Advance(TimeSpan.FromMinutes(1));
        await sample.AddAsync(new Reversal { WorkspaceId = sample.Id, RedemptionId = redemption.Id, At = test.Database.Now, ActorName = "Olga" });
        await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = other.Id, PersonId = anna.Id, CreatedAt = test.Database.Now.AddSeconds(10) });

        var all = (await new PersonTimeline(test.Database).RunAsync(sample.Owner, anna.Id)).Value;
        Assert.Equal(["registered", "reversed", "redeemed", "registered", "person.created"], all.Select(entry => entry.Action));
        Assert.Equal(["Other", sample.Course.Name, sample.Course.Name, sample.Course.Name, null], all.Select(entry => entry.What));
        var part = (await new PersonTimeline(test.Database).RunAsync(sample.Staff(Permission.Manager, sample.Course.Id), anna.Id)).Value;
        Assert.Equal(["reversed", "redeemed", "registered"], part.Select(entry => entry.Action));
        Assert.Equal(["person.created"], (await new PersonTimeline(test.Database).RunAsync(sample.Owner, anna.Id, all[3].At)).Value.Select(entry => entry.Action));
        Assert.Equal(code.Id, Assert.Single((await new CodesOfPerson(test.Database).RunAsync(sample.Owner, anna.Id)).Value).Id);
    }

    [Theory, EachDatabase]
    public async Task The_export_holds_what_is_stored_and_no_secret_and_stands_in_the_audit(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (anna, account) = await PersonTests.WithAccountAsync(sample, "anna@example.org");
        await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, PersonId = anna.Id, CreatedAt = TestClock.Start });
        await HoldAsync(sample, sample.Course.Id, anna.Id);
        var export = (await new ExportPerson(test.Database).RunAsync(sample.Owner, anna.Id)).Value;
        Assert.Equal((sample.Course.Name, sample.Course.Name, "anna@example.org"), (export.Registrations[0].Offering, export.AssignedCodes[0].Opens, export.Account!.Email));
        Assert.DoesNotContain(account.SecurityStamp, JsonSerializer.Serialize(export), StringComparison.Ordinal);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal("person.exported", (await db.AuditEntries.SingleAsync(e => e.SubjectId == anna.Id)).Action);
    }

    private static async Task<List<Problem?>> AttemptsAsync(TestDatabase test, Actor actor, Guid id) =>
    [
        (await new FindPerson(test.Database).RunAsync(actor, id)).Problem,
        (await new PersonTimeline(test.Database).RunAsync(actor, id)).Problem,
        (await new ExportPerson(test.Database).RunAsync(actor, id)).Problem,
        (await new EditPerson(test.Database).RunAsync(actor, new(id, new("x@example.org")))).Problem,
        (await new DeletePerson(test.Database).RunAsync(actor, id)).Problem,
    ];

    private static async Task<Person> RegisterAsync(SampleWorkspace sample, string email, Guid offeringId)
    {
        var person = await sample.AddPersonAsync(email);
        await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = offeringId, PersonId = person.Id, CreatedAt = TestClock.Start });
        return person;
    }

    private static async Task<AccessCode> HoldAsync(SampleWorkspace sample, Guid offeringId, Guid personId)
    {
        var batch = await sample.AddAsync(new CodeBatch { WorkspaceId = sample.Id, OfferingId = offeringId, Quantity = 1, Issued = 1, MadeByName = "Olga", CreatedAt = TestClock.Start });
        return await sample.AddAsync(new AccessCode { WorkspaceId = sample.Id, Id = AccessCode.IdOf(batch.Id, 1), BatchId = batch.Id, Number = 1, Fingerprint = Guid.NewGuid().ToByteArray(), MaxUses = 1, AssigneeId = personId });
    }
}
