using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

public class RedeemCodeTests
{
    [Theory, EachDatabase, Trait("Req", "S3.9"), Trait("Req", "S4.9"), Trait("Req", "S3.1")]
    public async Task A_single_use_code_lets_one_person_in_and_refuses_the_next(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2));
        var (anna, bela) = (await sample.AddPersonAsync("anna@example.org"), await sample.AddPersonAsync("bela@example.org"));
        var first = await verbs.Redeem.RunAsync(sample.Owner, texts[0].ToLowerInvariant().Replace('-', ' '), anna.Id);
        Assert.Equal(anna.Id, first.Value.Redemption.PersonId);
        Assert.Equal("code.used_up", (await verbs.Redeem.RunAsync(sample.Owner, texts[0], bela.Id)).Problem?.Code);
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(anna.Id, (await db.Registrations.SingleAsync()).PersonId);
        var counts = await db.CodeBatches.SingleAsync(b => b.Id == batch.Id);
        Assert.Equal((1, 1L), (counts.Used, counts.Uses));
        Assert.Contains("code.redeemed", await db.AuditEntries.Select(e => e.Action).ToListAsync());
    }

    [Theory, EachDatabase, Trait("Req", "S4.32")]
    public async Task The_same_person_again_gets_the_same_redemption_back(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1, Usage: Usage.Multiple, MaxUses: 5));
        var anna = await sample.AddPersonAsync("anna@example.org");
        var first = await verbs.Redeem.RunAsync(sample.Owner, texts[0], anna.Id);
        var again = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => verbs.Redeem.RunAsync(sample.Owner, texts[0], anna.Id)));
        Assert.All(again, answer => Assert.Equal((first.Value.Redemption.Id, true), (answer.Value.Redemption.Id, answer.Value.Repeated)));
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(1, (await db.AccessCodes.SingleAsync()).UseCount);
    }

    [Theory, EachDatabase, Trait("Req", "S4.10")]
    public async Task Refuses_the_eleventh_use_of_a_ten_use_code(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1, Usage: Usage.Multiple, MaxUses: 10));
        for (var i = 0; i < 10; i++)
            Assert.True((await verbs.Redeem.RunAsync(sample.Owner, texts[0], (await sample.AddPersonAsync($"p{i}@example.org")).Id)).Ok);
        Assert.Equal("code.used_up", (await verbs.Redeem.RunAsync(sample.Owner, texts[0], (await sample.AddPersonAsync("late@example.org")).Id)).Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "S3.29")]
    public async Task Who_is_in_already_does_not_use_the_code_up(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2));
        var anna = await sample.AddPersonAsync("anna@example.org");
        var first = await verbs.Redeem.RunAsync(sample.Owner, texts[0], anna.Id);
        var second = await verbs.Redeem.RunAsync(sample.Owner, texts[1], anna.Id);
        Assert.Equal("registration.exists", second.Problem?.Code);
        Assert.Equal(first.Value.Redemption.RegistrationId, second.Problem!.Extensions!["registrationId"]);
        Assert.True((await verbs.Redeem.RunAsync(sample.Owner, texts[1], (await sample.AddPersonAsync("bela@example.org")).Id)).Ok);
    }

    [Theory, EachDatabase, Trait("Req", "S4.12"), Trait("Req", "S4.28")]
    public async Task Says_expired_and_not_yet_valid_but_one_thing_for_inactive_and_unknown(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var now = test.Database.Now;
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2, ValidFrom: now.AddDays(1), ValidTill: now.AddDays(2)));
        var anna = await sample.AddPersonAsync("anna@example.org");
        async Task<Problem?> Try(string text) => (await verbs.Redeem.RunAsync(sample.Owner, text, anna.Id)).Problem;
        Assert.Equal("code.not_yet_valid", (await Try(texts[0]))?.Code);
        test.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("code.expired", (await Try(texts[0]))?.Code);
        await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("update access_code set state = 'Inactive', valid_till = null where workspace_id = @ws", default));
        Assert.Equal(await Try("MATHS1"), await Try(texts[0]));
        Assert.Equal("code.not_found", (await Try(texts[0]))?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "S4.36"), Trait("Req", "X3")]
    public async Task Access_stays_when_its_code_expires_or_is_deactivated(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1, Usage: Usage.Multiple, MaxUses: 5, ValidTill: test.Database.Now.AddDays(1)));
        var anna = await sample.AddPersonAsync("anna@example.org");
        Assert.True((await verbs.Redeem.RunAsync(sample.Owner, texts[0], anna.Id)).Ok);
        var code = (await verbs.Find.RunAsync(sample.Id, texts[0]))!.Code;
        Assert.True((await new ChangeCodes(test.Database, verbs.Queue).RunAsync(sample.Owner, CodeChange.Deactivate, code.Id)).Ok);
        test.Clock.Advance(TimeSpan.FromDays(30));
        await using var db = test.Database.Read(sample.Id);
        var place = await db.Registrations.SingleAsync();
        Assert.True(place.GivesAccessAt(test.Database.Now));
        Assert.Equal("code.not_found", (await verbs.Redeem.RunAsync(sample.Owner, texts[0], (await sample.AddPersonAsync("late@example.org")).Id)).Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "S4.37"), Trait("Req", "S3.30")]
    public async Task A_code_for_a_bundle_opens_all_its_courses(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var second = await sample.AddCourseAsync("Geometry", accessDays: 30);
        var bundle = await sample.AddAsync(new Latchstring.Offerings.Programme { WorkspaceId = sample.Id, Name = "Maths" });
        await sample.AddAsync(new Latchstring.Offerings.ProgrammeOffering { WorkspaceId = sample.Id, ProgrammeId = bundle.Id, OfferingId = sample.Course.Id });
        await sample.AddAsync(new Latchstring.Offerings.ProgrammeOffering { WorkspaceId = sample.Id, ProgrammeId = bundle.Id, OfferingId = second.Id, Position = 1 });
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(null, bundle.Id, 1));
        var anna = await sample.AddPersonAsync("anna@example.org");
        Assert.True((await verbs.Redeem.RunAsync(sample.Owner, texts[0], anna.Id)).Ok);
        await using var db = test.Database.Read(sample.Id);
        var places = await db.Registrations.ToListAsync();
        Assert.Equal([null, test.Database.Now.AddDays(30)], places.OrderBy(r => r.AccessUntil ?? DateTimeOffset.MinValue).Select(r => r.AccessUntil));
    }

    [Theory, EachDatabase]
    public async Task An_item_that_fails_does_not_fail_its_neighbours(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 40));
        var people = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => sample.AddPersonAsync($"p{i}@example.org")));
        // Actor names with a zero byte cannot be stored in PostgreSQL; on SQLite they are harmless.
        var odd = sample.Owner with { Name = "\0" };
        var answers = await Task.WhenAll(texts.Select((text, i) => verbs.Redeem.RunAsync(i == 20 ? odd : sample.Owner, text, people[i].Id)));
        Assert.All(answers.Where((_, i) => i != 20), answer => Assert.True(answer.Ok, answer.Problem?.English));
        if (test.Kind == DatabaseKind.Postgres)
            Assert.Equal("outcome.unknown", answers[20].Problem?.Code);
    }

    [Theory, EachDatabase]
    public async Task The_last_seat_goes_to_one(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var small = await sample.AddCourseAsync("Small", capacity: 3);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(small.Id, null, 30));
        var people = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => sample.AddPersonAsync($"p{i}@example.org")));
        var answers = await Task.WhenAll(texts.Select((text, i) => verbs.Redeem.RunAsync(sample.Owner, text, people[i].Id)));
        Assert.Equal(3, answers.Count(answer => answer.Ok));
        Assert.All(answers.Where(answer => !answer.Ok), answer => Assert.Equal("offering.full", answer.Problem?.Code));
    }
}
