using Latchstring.Codes;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Codes;

public class IssueCodesTests
{
    [Theory, EachDatabase, Trait("Req", "S4.11"), Trait("Req", "S0.9"), Trait("Req", "S0.10"), Trait("Req", "S3.5"), Trait("Req", "S0.6")]
    public async Task Makes_exactly_the_quantity_and_no_two_alike(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var price = await sample.AddAsync(new Latchstring.Offerings.Price { WorkspaceId = sample.Id, OfferingId = sample.Course.Id, Name = "Staff", Amount = 1250, Currency = "EUR" });
        var (first, one) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 50, PriceId: price.Id, Note: "For HR"));
        var (_, two) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 137));
        Assert.Equal(50, one.Length);
        Assert.Equal(187, one.Concat(two).Distinct().Count());
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(50, await db.AccessCodes.CountAsync(c => c.BatchId == first.Id && c.PriceId == price.Id && c.AssigneeId == null));
        var batch = await db.CodeBatches.SingleAsync(b => b.Id == first.Id);
        Assert.Equal((BatchStatus.Ready, 50, "For HR"), (batch.Status, batch.Issued, batch.Note));
    }

    [Theory, EachDatabase, Trait("Req", "S4.6")]
    public async Task Numbers_a_name_from_one_and_goes_on_at_highest_plus_one(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var input = new NewBatch(sample.Course.Id, null, 3, Naming.Sequential, "MATHS", AcceptGuessable: true);
        Assert.Equal(["MATHS1", "MATHS2", "MATHS3"], (await verbs.IssueAsync(sample.Owner, input)).Texts);
        Assert.Equal(["MATHS4", "MATHS5", "MATHS6"], (await verbs.IssueAsync(sample.Owner, input)).Texts);
    }

    [Theory, EachDatabase, Trait("Req", "S4.6"), Trait("Req", "S0.10")]
    public async Task Passes_over_numbers_whose_text_is_taken_or_was_ever_used(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var keys = test.Database.Keys.Of(sample.Id);
        // "MATHS1" + "1" reads the same as "MATHS" + "11"; MATHS12 was deleted earlier.
        await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1, Naming.Sequential, "MATHS1", AcceptGuessable: true));
        await sample.AddAsync(new RetiredText { WorkspaceId = sample.Id, Fingerprint = keys.Fingerprint(CodeText.Parse("MATHS12")) });
        var (batch, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 14, Naming.Sequential, "MATHS", AcceptGuessable: true));
        Assert.Equal(14, batch.Issued);
        Assert.Equal([.. Enumerable.Range(1, 16).Where(n => n is not (11 or 12)).Select(n => $"MATHS{n}")], texts);
        Assert.Equal(["MATHS17"], (await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 1, Naming.Sequential, "MATHS", AcceptGuessable: true))).Texts);
    }

    [Theory, EachDatabase, Trait("Req", "S4.7")]
    public async Task Random_codes_are_thirteen_symbols_with_a_right_check_character(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var (_, texts) = await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 500));
        foreach (var text in texts)
        {
            var parsed = CodeText.Parse(text);
            Assert.True(parsed.LooksDerived && !parsed.IsSlip);
            Assert.Equal(text, parsed.ToString());
        }
        // All twelve places vary: nothing of the batch or the number shines through.
        for (var place = 0; place < CodeText.RandomLength; place++)
            Assert.True(texts.Select(text => CodeText.Parse(text).Canonical[place]).Distinct().Count() > 20);
    }

    [Theory, EachDatabase]
    public async Task Large_batches_are_jobs_that_end_at_the_exact_quantity(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var quantity = (test.Database.ChunkSize * 2) + 17;
        var made = await verbs.Issue.RunAsync(sample.Owner, new NewBatch(sample.Course.Id, null, quantity));
        Assert.Equal((BatchStatus.Issuing, 0), (made.Value.Status, made.Value.Issued));
        Assert.True(await verbs.Jobs.RunOneAsync(CancellationToken.None));
        await using var db = test.Database.Read(sample.Id);
        var batch = await db.CodeBatches.SingleAsync();
        Assert.Equal((BatchStatus.Ready, quantity), (batch.Status, batch.Issued));
        Assert.Equal(quantity, await db.AccessCodes.CountAsync());
        Assert.Equal(quantity, (await db.Jobs.SingleAsync()).Done);
    }

    [Theory, EachDatabase, Trait("Req", "S4.31")]
    public async Task Names_the_field_that_is_wrong(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        var good = new NewBatch(sample.Course.Id, null, 5);
        async Task Refused(string field, NewBatch input) => Assert.Equal(field, (await verbs.Issue.RunAsync(sample.Owner, input)).Problem?.Field);
        await Refused("quantity", good with { Quantity = 0 });
        await Refused("quantity", good with { Quantity = -3 });
        await Refused("quantity", good with { Quantity = int.MaxValue });
        await Refused("offeringId", good with { OfferingId = Guid.NewGuid() });
        await Refused("offeringId", good with { OfferingId = null });
        await Refused("customName", good with { Naming = Naming.NamePlusRandom, CustomName = "😀😀" });
        await Refused("customName", good with { Naming = Naming.NamePlusRandom, CustomName = new string('A', 200) });
        await Refused("acceptGuessable", good with { Naming = Naming.Sequential, CustomName = "MATHS" });
        await Refused("maxUses", good with { Usage = Usage.Multiple });
        await Refused("validTill", good with { ValidTill = test.Database.Now.AddDays(-1) });
        await Refused("note", good with { Note = new string('x', 5_000) });
        await using var db = test.Database.Read(sample.Id);
        Assert.False(await db.CodeBatches.AnyAsync());
    }
}
