using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Redemptions;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Codes;

/// <summary>Whatever is typed, pasted or sent: a plain refusal at the right field, never an error, and nothing written.</summary>
public class BadInputTests
{
    public static readonly string?[] Odd =
    [
        null, "", " ", "\t\r\n", "\0", "A\0B", "😀😀😀😀", "ÄÖÜß", "\u202Eabc", "\uFEFF", "\uD800", "٣٤٥٦", "a'; drop table access_code; --", "%", "_", "!", "{0}", "<script>", "../..", "=1+1",
        new string('A', 65), new string('9', 300), new string('-', 500), new string('x', 100_000), string.Concat(Enumerable.Repeat("\u0301", 400)),
    ];

    [Theory, EachDatabase]
    public async Task No_odd_text_is_a_code(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await using var verbs = new Verbs(test);
        await verbs.IssueAsync(sample.Owner, new NewBatch(sample.Course.Id, null, 3));
        var anna = await sample.AddPersonAsync("anna@example.org");
        foreach (var odd in Odd)
        {
            Assert.Equal("code.not_found", (await verbs.Redeem.RunAsync(sample.Owner, odd, anna.Id)).Problem?.Code);
            Assert.Null(await verbs.Find.RunAsync(sample.Id, odd));
            Assert.Equal("code.not_found", (await verbs.Find.ForGuestAsync(sample.Id, odd)).Problem?.Code);
        }
        await using var db = test.Database.Read(sample.Id);
        Assert.Equal(0, await db.Redemptions.CountAsync());
    }

    [Theory, EachDatabase]
    public async Task No_odd_text_is_a_name_or_a_text_of_ones_own(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var code = (await kit.IssueAsync(1))[0];
        var issue = new IssueCodes(kit.Database, kit.Jobs);
        foreach (var odd in Odd)
        {
            foreach (var naming in new[] { Naming.NamePlusRandom, Naming.Sequential })
                Assert.Equal("customName", (await issue.RunAsync(kit.Owner, kit.Batch(1) with { Naming = naming, CustomName = odd, AcceptGuessable = true })).Problem?.Field);
            if (!string.IsNullOrWhiteSpace(odd))
                Assert.Equal("code", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(code.Id, Text: odd))).Problem?.Field);
        }
        await using var db = test.Database.Read(kit.Sample.Id);
        Assert.Equal(1, await db.CodeBatches.CountAsync());
        Assert.Null((await db.AccessCodes.SingleAsync()).SealedText);
    }

    [Theory, EachDatabase]
    public async Task No_odd_text_breaks_a_search(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        await kit.IssueAsync(kit.Batch(3) with { Note = "100 % _sure_!" });
        // A zero byte does not come this far: pages and API refuse it.
        foreach (var odd in Odd.Where(odd => odd?.Contains('\0', StringComparison.Ordinal) != true && odd != "\uD800"))
            Assert.InRange((await kit.CodesAsync(new CodeFilter(Q: odd))).Count, 0, 3);
        Assert.Equal(3, (await kit.CodesAsync(new CodeFilter(Q: "100 % _"))).Count);
        Assert.Empty(await kit.CodesAsync(new CodeFilter(Q: "100_%")));
        Assert.Empty(await kit.CodesAsync(new CodeFilter(Price: "'; --", Q: "nothing")));
    }

    [Theory, EachDatabase]
    public async Task A_zero_byte_in_a_free_text_is_refused_at_its_field(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var redeemed = await kit.UseAsync((await kit.IssueAsync(1))[0]);
        var issue = new IssueCodes(kit.Database, kit.Jobs);
        Assert.Equal("note", (await issue.RunAsync(kit.Owner, kit.Batch(1) with { Note = "For\0HR" })).Problem?.Field);
        Assert.Equal("reason", (await new ReverseRedemption(kit.Database).RunAsync(kit.Owner, new ReversalInput(redeemed.Redemption.Id, "\0"))).Problem?.Field);
        Assert.True((await issue.RunAsync(kit.Owner, kit.Batch(1) with { Note = "Two\r\nlines\tand a tab 😀 \u202E" })).Ok);
    }

    [Theory, EachDatabase]
    public async Task Numbers_and_times_at_the_edge_are_taken_or_refused_by_name(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var issue = new IssueCodes(kit.Database, kit.Jobs);
        async Task<string?> Field(NewBatch batch) => (await issue.RunAsync(kit.Owner, batch)).Problem?.Field;
        foreach (var quantity in new[] { 0, -1, int.MinValue, int.MaxValue, kit.Sample.Workspace.MaxBatch + 1 })
            Assert.Equal("quantity", await Field(kit.Batch(quantity)));
        foreach (var uses in new int?[] { null, 0, 1, -1, int.MinValue, int.MaxValue })
            Assert.Equal("maxUses", await Field(kit.Batch(1) with { Usage = Usage.Multiple, MaxUses = uses }));
        Assert.Equal("validTill", await Field(kit.Batch(1) with { ValidTill = DateTimeOffset.MinValue }));
        Assert.Equal("validFrom", await Field(kit.Batch(1) with { ValidFrom = DateTimeOffset.MaxValue, ValidTill = test.Clock.Now.AddDays(1) }));
        Assert.Null(await Field(kit.Batch(1) with { ValidFrom = DateTimeOffset.MinValue, ValidTill = DateTimeOffset.MaxValue }));
        var code = Assert.Single(await kit.CodesAsync());
        await kit.UseAsync(code);
        Assert.Equal([code.Id], (await kit.CodesAsync(sort: "validTill")).Select(row => row.Id));
    }
}
