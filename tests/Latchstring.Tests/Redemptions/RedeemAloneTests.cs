using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Tests.Redemptions;

/// <summary>What one caller's fate must not do to the others that are settled by the same loop.</summary>
public class RedeemAloneTests
{
    [Theory, EachDatabase]
    public async Task A_lost_idempotency_claim_of_the_first_caller_does_not_stop_those_after_it(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 2));
        var (anna, bela) = (await sample.AddPersonAsync("anna@example.org"), await sample.AddPersonAsync("bela@example.org"));
        var (_, claim, _) = await RequestClaim.TakeAsync(test.Database, sample.Id, Guid.NewGuid(), "first", [1], default);
        await claim.ReleaseAsync();
        using (claim.Enter())
            await verbs.Redeem.RunAsync(sample.Owner, texts[0], anna.Id);
        var second = await verbs.Redeem.RunAsync(sample.Owner, texts[1], bela.Id);
        Assert.True(second.Ok, second.Problem?.English);
    }

    [Theory, EachDatabase]
    public async Task A_new_person_alone_does_not_count_as_the_request_done(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        var key = Guid.NewGuid();
        var (_, claim, _) = await RequestClaim.TakeAsync(test.Database, sample.Id, key, "first", [1], default);
        using (claim.Enter())
            Assert.True((await new RedeemForPerson(test.Database, verbs.Find, verbs.Redeem).RunAsync(sample.Owner, texts[0], new NamedPerson("anna@example.org"))).Ok);
        // Its answer is lost: the key comes free, and asking again gives the same redemption.
        await claim.ReleaseAsync();
        Assert.Equal(ClaimOutcome.Mine, (await RequestClaim.TakeAsync(test.Database, sample.Id, key, "first", [1], default)).Outcome);
        Assert.True((await new RedeemForPerson(test.Database, verbs.Find, verbs.Redeem).RunAsync(sample.Owner, texts[0], new NamedPerson("Anna@example.org"))).Value.Repeated);
    }

    [Theory, EachDatabase]
    public async Task Who_comes_while_the_process_stops_is_told_so(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        var anna = await sample.AddPersonAsync("anna@example.org");
        var redeem = new RedeemCode(test.Database, NullLogger<RedeemCode>.Instance);
        await redeem.DisposeAsync();
        Assert.Equal("outcome.unknown", (await redeem.RunAsync(sample.Owner, texts[0], anna.Id)).Problem?.Code);
    }

    [Theory, EachDatabase, Trait("Req", "I11")]
    public async Task The_last_seats_go_to_the_right_number_on_several_nodes(TestDatabase test)
    {
        Assert.SkipWhen(test.Kind == DatabaseKind.Sqlite, "SQLite has one process");
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var small = await sample.AddCourseAsync("Small", capacity: 7);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(small.Id, null, 60));
        var people = new List<Guid>();
        foreach (var i in Enumerable.Range(0, 60))
            people.Add((await sample.AddPersonAsync($"p{i}@example.org")).Id);
        await using var other = test.OpenAnother();
        await using var there = new RedeemCode(other, NullLogger<RedeemCode>.Instance);
        var answers = await Task.WhenAll(texts.Select(async (text, i) =>
        {
            await Task.Yield();
            return await (i % 2 == 0 ? there : verbs.Redeem).RunAsync(sample.Owner, text, people[i]);
        }));
        Assert.Equal(7, answers.Count(answer => answer.Ok));
        Assert.All(answers.Where(answer => !answer.Ok), answer => Assert.Equal("offering.full", answer.Problem?.Code));
        await Invariants.AssertAsync(test.Database, sample.Id);
    }

    [Theory, EachDatabase]
    public async Task Two_nodes_that_let_the_same_person_in_by_two_codes_use_one(TestDatabase test)
    {
        Assert.SkipWhen(test.Kind == DatabaseKind.Sqlite, "SQLite has one process");
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 80));
        await using var other = test.OpenAnother();
        await using var there = new RedeemCode(other, NullLogger<RedeemCode>.Instance);
        foreach (var pair in texts.Chunk(2))
        {
            var person = await sample.AddPersonAsync($"{Guid.NewGuid():N}@example.org");
            var answers = await Task.WhenAll(verbs.Redeem.RunAsync(sample.Owner, pair[0], person.Id), there.RunAsync(sample.Owner, pair[1], person.Id));
            Assert.Single(answers, answer => answer.Ok);
            Assert.Equal("registration.exists", answers.Single(answer => !answer.Ok).Problem?.Code);
        }
        await Invariants.AssertAsync(test.Database, sample.Id);
    }
}
