using Latchstring.Accounts;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.People;

public class PersonTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.27")]
    public async Task Makes_finds_edits_and_deletes_a_person(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var fields = new PersonFields("Anna@Example.org", "Anna", "Berg", "+49 170 1234567", "C-17", "de", "Likes maths");
        var person = (await new CreatePerson(test.Database).RunAsync(sample.Owner, fields)).Value;
        var found = (await new FindPerson(test.Database).RunAsync(sample.Owner, person.Id)).Value;
        Assert.Equal(fields with { Email = "anna@example.org", Phone = "+491701234567" }, PersonFields.Of(found.Person));
        Assert.Equal("person.email_taken", (await new CreatePerson(test.Database).RunAsync(sample.Owner, new("ANNA@example.org"))).Problem?.Code);

        await new EditPerson(test.Database).RunAsync(sample.Owner, new(person.Id, fields with { Locale = "fr" }, Version: 0));
        Assert.Equal("edit.conflict", (await new EditPerson(test.Database).RunAsync(sample.Owner, new(person.Id, fields, Version: 0))).Problem?.Code);
        Assert.True((await new DeletePerson(test.Database).RunAsync(sample.Owner, person.Id)).Ok);
        Assert.Equal(404, (await new FindPerson(test.Database).RunAsync(sample.Owner, person.Id)).Problem?.Status);
    }

    [Theory, EachDatabase]
    public async Task Names_every_field_that_is_wrong_at_once(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var refused = (await new CreatePerson(test.Database).RunAsync(sample.Owner, new("no address", new string('x', 101), "A\nB", "call me", Locale: "xx"))).Problem!;
        Assert.Equal(["email", "firstName", "lastName", "phone", "locale"], new[] { refused.Field }.Concat(refused.Also.Select(p => p.Field)));
        Assert.Equal("email", (await new CreatePerson(test.Database).RunAsync(sample.Owner, new(" "))).Problem?.Field);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.27")]
    public async Task The_list_forgives_how_one_searches(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var create = new CreatePerson(test.Database);
        await create.RunAsync(sample.Owner, new("zoe@example.org", "Zoë", "Özdemir", "+49 (170) 123-4567", "C-17"));
        await create.RunAsync(sample.Owner, new("ben@example.com", "Ben", "Adams", "030 99"));
        foreach (var (query, hits) in new[] { ("özd", 1), ("ZOE@EX", 1), ("özdemir zoë", 1), ("0170 1234", 1), ("+49 170", 1), ("1234567", 1), ("c-1", 1), ("", 2), ("damir", 0), ("_en", 0), ("ben özdemir", 0) })
        {
            var page = await new ListPeople(test.Database).RunAsync(sample.Owner, new(query), new());
            Assert.Equal((query, hits), (query, page.Value.Items.Count));
        }
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.27")]
    public async Task The_list_can_be_filtered_by_account_language_and_offering(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (anna, annas) = await WithAccountAsync(sample, "anna@example.org");
        await new CreatePerson(test.Database).RunAsync(sample.Owner, new("ben@example.org", Locale: "de"));
        await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, PersonId = anna.Id, CreatedAt = TestClock.Start });
        await SetAsync(test, sample, annas.Id, AccountStatus.Blocked);
        foreach (var (filter, email) in new (PersonFilter, string)[]
        {
            (new(Account: AccountFilter.With), "anna@example.org"), (new(Account: AccountFilter.Without), "ben@example.org"), (new(Account: AccountFilter.Blocked), "anna@example.org"),
            (new(Locale: "de"), "ben@example.org"), (new(OfferingId: sample.Course.Id), "anna@example.org"),
        })
            Assert.Equal(email, Assert.Single((await new ListPeople(test.Database).RunAsync(sample.Owner, filter, new())).Value.Items).Email);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.27")]
    public async Task A_new_address_moves_the_sign_in_and_ends_sessions_and_links(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (anna, before) = await WithAccountAsync(sample, "anna@example.org");
        await sample.AddAsync(new InviteLink { WorkspaceId = sample.Id, TokenHash = [1], Kind = InviteLinkKind.Password, Email = "anna@example.org", PersonId = anna.Id, CreatedAt = TestClock.Start, ExpiresAt = TestClock.Start.AddDays(7) });
        Assert.True((await new EditPerson(test.Database).RunAsync(sample.Owner, new(anna.Id, new("anna@new.example", "Anna", "Berg", Locale: "fr")))).Ok);

        await using var db = test.Database.Read(sample.Id);
        var after = await db.Accounts.SingleAsync(a => a.Id == before.Id);
        Assert.Equal(("anna@new.example", "ANNA@NEW.EXAMPLE", "Anna Berg", "fr"), (after.Email, after.NormalizedEmail, after.Name, after.Locale));
        Assert.NotEqual(before.SecurityStamp, after.SecurityStamp);
        Assert.NotNull((await db.InviteLinks.SingleAsync()).RevokedAt);
        Assert.Equal("email", (await new EditPerson(test.Database).RunAsync(sample.Owner, new(anna.Id, new(null, "Anna")))).Problem?.Field);
        Assert.Equal("person.email_taken", (await new EditPerson(test.Database).RunAsync(sample.Owner, new(anna.Id, new(sample.OwnerAccount.Email, "Anna")))).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task Only_an_owner_changes_or_deletes_the_person_of_a_staff_account(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (anna, account) = await WithAccountAsync(sample, "anna@example.org", StaffRole.Viewer);
        var manager = sample.Staff(Permission.Manager);
        Assert.Equal(Problem.Forbidden, (await new EditPerson(test.Database).RunAsync(manager, new(anna.Id, new("mine@example.org")))).Problem);
        Assert.Equal(PersonRefusals.IsStaff, (await new DeletePerson(test.Database).RunAsync(sample.Owner, anna.Id)).Problem);
        Assert.True((await new EditPerson(test.Database).RunAsync(sample.Owner, new(anna.Id, new("anna@example.org", "Anna")))).Ok);
        Assert.Equal(StaffRole.Viewer, account.Staff);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.27")]
    public async Task A_person_with_a_registration_stays_and_one_without_takes_the_account_along(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        var (anna, _) = await WithAccountAsync(sample, "anna@example.org");
        var (ben, _) = await WithAccountAsync(sample, "ben@example.org");
        await sample.AddAsync(new Registration { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, PersonId = anna.Id, CreatedAt = TestClock.Start });
        Assert.Equal(PersonRefusals.InUse, (await new DeletePerson(test.Database).RunAsync(sample.Owner, anna.Id)).Problem);
        Assert.True((await new DeletePerson(test.Database).RunAsync(sample.Owner, ben.Id)).Ok);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(["anna@example.org", sample.OwnerAccount.Email], await db.Accounts.OrderBy(a => a.Email).Select(a => a.Email).ToListAsync());
    }

    internal static async Task<(Person Person, Account Account)> WithAccountAsync(SampleWorkspace sample, string email, StaffRole staff = StaffRole.None)
    {
        var person = await sample.AddPersonAsync(email, "Anna", "Example");
        return (person, await sample.AddAsync(new Account { WorkspaceId = sample.Id, Email = email, NormalizedEmail = email.ToUpperInvariant(), Name = "Anna", PersonId = person.Id, Staff = staff }));
    }

    private static Task<int> SetAsync(TestDatabase test, SampleWorkspace sample, Guid account, AccountStatus status) =>
        test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("update account set status = @status where workspace_id = @ws and id = @id", default, ("status", status), ("id", account)));
}
