using System.Net;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

public class RegisterParticipantTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.10")]
    public async Task Makes_a_person_and_an_account_once_however_many_ask_at_the_same_time(TestDatabase test)
    {
        var (sample, verb) = await StartAsync(test);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => verb.RunAsync(Guest(sample), Input(i % 2 == 0 ? "anna@example.org" : "Anna@Example.ORG"))));
        Assert.Single(answers, answer => answer.Ok);
        Assert.All(answers.Where(answer => !answer.Ok), answer => Assert.Equal("account.exists", answer.Problem!.Code));
        await using var db = test.Database.Read(sample.Id);
        var account = await db.Accounts.SingleAsync(a => a.Staff == StaffRole.None);
        Assert.Equal((await db.People.SingleAsync()).Id, account.PersonId);
        Assert.True(Passwords.Verify(account.PasswordHash, "Sunny-Meadow-42"));
        Assert.Equal(Permission.None, account.Permissions);
    }

    [Theory, EachDatabase]
    public async Task An_address_that_the_organizer_knows_is_not_handed_to_whoever_registers_it(TestDatabase test)
    {
        var (sample, verb) = await StartAsync(test);
        await sample.AddPersonAsync("anna@example.org", "Anna");
        var answer = await verb.RunAsync(Guest(sample), Input("anna@example.org"));
        Assert.Equal(("person.known", "email"), (answer.Problem?.Code, answer.Problem?.Field));
        Assert.Equal("account.exists", (await verb.RunAsync(Guest(sample), Input(sample.OwnerAccount.Email))).Problem?.Code);
        var other = await SampleWorkspace.CreateAsync(test, "other");
        Assert.True((await verb.RunAsync(Guest(other), Input("anna@example.org"))).Ok);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(1, await db.Accounts.CountAsync());
    }

    [Theory, EachDatabase(Naming.Random, true), EachDatabase(Naming.NamePlusRandom, true), EachDatabase(Naming.Sequential, false)]
    [Trait("Req", "X15")]
    public async Task The_first_password_takes_a_code_of_ones_own_that_nobody_can_guess(TestDatabase test, Naming naming, bool enough)
    {
        var (sample, verb) = await StartAsync(test);
        await using var verbs = new Verbs(test);
        var (batch, _) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2, naming, naming == Naming.Random ? null : "MATHS", AcceptGuessable: true));
        var (anna, ben) = (await sample.AddPersonAsync("anna@example.org", "Anna"), await sample.AddPersonAsync("ben@example.org", "Ben"));
        var (annas, bens) = (AccessCode.IdOf(batch.Id, 1), AccessCode.IdOf(batch.Id, 2));
        await test.Database.WriteAsync(sample.Id, db => db.AccessCodes.Where(c => c.Id == annas).ExecuteUpdateAsync(set => set.SetProperty(c => c.AssigneeId, anna.Id)));
        await test.Database.WriteAsync(sample.Id, db => db.AccessCodes.Where(c => c.Id == bens).ExecuteUpdateAsync(set => set.SetProperty(c => c.AssigneeId, ben.Id)));
        Assert.Equal("person.known", (await verb.RunAsync(Guest(sample), Input("anna@example.org") with { CodeId = bens })).Problem?.Code);
        Assert.Equal(enough ? null : "person.known", (await verb.RunAsync(Guest(sample), Input("anna@example.org") with { CodeId = annas })).Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task Says_everything_that_is_wrong_at_once_and_makes_nothing(TestDatabase test)
    {
        var (sample, verb) = await StartAsync(test);
        var answer = await verb.RunAsync(Guest(sample), new ParticipantInput(" ", new string('x', 101), "😀", "short", "en", Source));
        Assert.Equal(["firstName", "lastName", "email", "password"], answer.Problem!.Also.Prepend(answer.Problem).Select(problem => problem.Field));
        foreach (var password in new[] { "alllowercase1!", "ALLUPPERCASE1!", "NoDigits!!", "NoSymbol123", "Password1!" })
            Assert.Equal("password", (await verb.RunAsync(Guest(sample), Input("anna@example.org") with { Password = password })).Problem?.Field);
        await using var db = test.Database.Read(sample.Id);
        Assert.Empty(await db.People.ToListAsync());
    }

    [Theory, EachDatabase]
    public async Task Probing_for_known_addresses_is_slowed_like_guessing_codes(TestDatabase test)
    {
        var (sample, verb) = await StartAsync(test);
        await sample.AddPersonAsync("anna@example.org");
        for (var i = 0; i < CodeTries.PerBrowser; i++)
            Assert.Equal("person.known", (await verb.RunAsync(Guest(sample), Input("anna@example.org"))).Problem?.Code);
        Assert.Equal("rate.limited", (await verb.RunAsync(Guest(sample), Input("anna@example.org"))).Problem?.Code);
    }

    private static readonly CodeSource Source = new(IPAddress.Loopback, "browser", SignedIn: false);

    private static ParticipantInput Input(string email) => new("Anna", "Algebra", email, "Sunny-Meadow-42", "en", Source);

    private static Actor Guest(SampleWorkspace sample) => Actor.Guest(sample.Id, "Guest");

    private static async Task<(SampleWorkspace, RegisterParticipant)> StartAsync(TestDatabase test) =>
        (await SampleWorkspace.CreateAsync(test), new RegisterParticipant(test.Database, new CodeTries(test.Database, new FailureLimits(test.Database), new ProofOfWork(test.Database))));
}
