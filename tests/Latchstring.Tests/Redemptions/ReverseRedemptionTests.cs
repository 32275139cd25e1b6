using Latchstring.Codes;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Redemptions;

public class ReverseRedemptionTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.9")]
    public async Task Frees_the_use_ends_the_access_and_keeps_the_record(TestDatabase test)
    {
        await using var verbs = new Verbs(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var anna = await sample.AddPersonAsync("anna@example.org", "Anna");
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        var redemption = await RedeemAsync(verbs, sample, texts[0], anna);
        var reversal = await new ReverseRedemption(test.Database).RunAsync(sample.Owner, new ReversalInput(redemption.Id, " Refund "));
        Assert.Equal(("Refund", sample.Owner.Name), (reversal.Value.Reason, reversal.Value.ActorName));

        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(test.Database.Now, (await db.Redemptions.SingleAsync()).ReversedAt);
        Assert.Equal(0, (await db.AccessCodes.SingleAsync()).UseCount);
        Assert.Equal(RegistrationStatus.Cancelled, (await db.Registrations.SingleAsync()).Status);
        Assert.Equal(0, (await db.Offerings.SingleAsync()).Registered);
        var counted = await db.CodeBatches.SingleAsync(b => b.Id == batch.Id);
        Assert.Equal((0, 0L), (counted.Used, counted.Uses));
        Assert.Contains(await db.AuditEntries.Select(e => e.Action).ToListAsync(), action => action == "redemption.reversed");
    }

    [Theory, EachDatabase]
    public async Task Reversing_at_the_same_time_frees_one_use(TestDatabase test)
    {
        await using var verbs = new Verbs(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1, Usage: Usage.Multiple, MaxUses: 5));
        var first = await RedeemAsync(verbs, sample, texts[0], await sample.AddPersonAsync("anna@example.org"));
        await RedeemAsync(verbs, sample, texts[0], await sample.AddPersonAsync("berta@example.org"));
        var verb = new ReverseRedemption(test.Database);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => verb.RunAsync(sample.Owner, new ReversalInput(first.Id))));
        Assert.All(answers, answer => Assert.Equal(first.Id, answer.Value.RedemptionId));
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(1, (await db.AccessCodes.SingleAsync()).UseCount);
        Assert.Equal(1, (await db.Offerings.SingleAsync()).Registered);
        var counted = await db.CodeBatches.SingleAsync(b => b.Id == batch.Id);
        Assert.Equal((1, 1L), (counted.Used, counted.Uses));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.32")]
    public async Task The_same_person_may_redeem_again_afterwards(TestDatabase test)
    {
        await using var verbs = new Verbs(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var anna = await sample.AddPersonAsync("anna@example.org");
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        var first = await RedeemAsync(verbs, sample, texts[0], anna);
        await new ReverseRedemption(test.Database).RunAsync(sample.Owner, new ReversalInput(first.Id));
        var second = await RedeemAsync(verbs, sample, texts[0], anna);
        Assert.Equal((0, 1), (first.Round, second.Round));
        await using var db = test.Database.Read(sample.Id);
        var place = await db.Registrations.SingleAsync();
        Assert.Equal((RegistrationStatus.Registered, second.Id), (place.Status, place.RedemptionId));
        Assert.Equal(1, (await db.Offerings.SingleAsync()).Registered);
    }

    [Theory, EachDatabase]
    public async Task Access_that_another_code_covers_stays(TestDatabase test)
    {
        await using var verbs = new Verbs(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var geometry = await sample.AddCourseAsync("Geometry");
        var bundle = await sample.AddAsync(new Programme { WorkspaceId = sample.Id, Name = "Mathematics", CreatedAt = test.Database.Now });
        await sample.AddAsync(new ProgrammeOffering { WorkspaceId = sample.Id, ProgrammeId = bundle.Id, OfferingId = sample.Course.Id, Position = 1 });
        await sample.AddAsync(new ProgrammeOffering { WorkspaceId = sample.Id, ProgrammeId = bundle.Id, OfferingId = geometry.Id, Position = 2 });
        var anna = await sample.AddPersonAsync("anna@example.org");
        var (_, single) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        var (_, both) = await verbs.IssueAsync(sample.Owner, new NewBatch(null, bundle.Id, 1));
        var first = await RedeemAsync(verbs, sample, single[0], anna);
        var second = await RedeemAsync(verbs, sample, both[0], anna);
        var verb = new ReverseRedemption(test.Database);

        await verb.RunAsync(sample.Owner, new ReversalInput(first.Id));
        Assert.Equal([RegistrationStatus.Registered, RegistrationStatus.Registered], await StatusesAsync(test, sample));
        await verb.RunAsync(sample.Owner, new ReversalInput(second.Id));
        Assert.Equal([RegistrationStatus.Cancelled, RegistrationStatus.Cancelled], await StatusesAsync(test, sample));
        await using var db = test.Database.Read(sample.Id);
        Assert.All(await db.Offerings.ToListAsync(), offering => Assert.Equal(0, offering.Registered));
    }

    [Theory, EachDatabase]
    public async Task Strangers_to_the_workspace_or_the_scope_find_nothing_and_viewers_may_not(TestDatabase test)
    {
        await using var verbs = new Verbs(test);
        var sample = await SampleWorkspace.CreateAsync(test);
        var other = await SampleWorkspace.CreateAsync(test, "other");
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1));
        var redemption = await RedeemAsync(verbs, sample, texts[0], await sample.AddPersonAsync("anna@example.org"));
        var verb = new ReverseRedemption(test.Database);
        Assert.Equal("redemption.not_found", (await verb.RunAsync(other.Owner, new ReversalInput(redemption.Id))).Problem?.Code);
        Assert.Equal("redemption.not_found", (await verb.RunAsync(sample.Staff(Permission.Manager, Guid.NewGuid()), new ReversalInput(redemption.Id))).Problem?.Code);
        Assert.Equal("permission.missing", (await verb.RunAsync(sample.Staff(Permission.Viewer), new ReversalInput(redemption.Id))).Problem?.Code);
        Assert.True((await verb.RunAsync(sample.Staff(Permission.Manager, sample.Course.Id), new ReversalInput(redemption.Id))).Ok);
    }

    private static async Task<Redemption> RedeemAsync(Verbs verbs, SampleWorkspace sample, string code, Person person)
    {
        var redeemed = await verbs.Redeem.RunAsync(sample.Owner, code, person.Id);
        Assert.Null(redeemed.Problem?.English);
        Assert.False(redeemed.Value.Repeated);
        return redeemed.Value.Redemption;
    }

    private static async Task<List<RegistrationStatus>> StatusesAsync(TestDatabase test, SampleWorkspace sample)
    {
        await using var db = test.Database.Read(sample.Id);
        return await db.Registrations.Select(r => r.Status).ToListAsync();
    }
}
