using Latchstring.Codes;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Codes;

public sealed class ChangeCodesTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.20"), Trait("Req", "S4.27"), Trait("Req", "S4.28")]
    public async Task A_deactivated_code_cannot_be_redeemed_until_it_is_reactivated(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var code = (await kit.IssueAsync(3))[0];
        Assert.True((await kit.Change.RunAsync(kit.Owner, CodeChange.Deactivate, code.Id)).Ok);
        Assert.Equal(CodeStatus.Inactive, (await kit.CodeAsync(code.Id)).StatusAt(test.Clock.Now));
        var person = await kit.Sample.AddPersonAsync("anna@example.org");
        Assert.Equal("code.not_found", (await kit.Redeem.RunAsync(kit.Owner, code.Text, person.Id)).Problem?.Code);
        Assert.True((await kit.Change.RunAsync(kit.Owner, CodeChange.Reactivate, code.Id)).Ok);
        Assert.True((await kit.Redeem.RunAsync(kit.Owner, code.Text, person.Id)).Ok);
        Assert.Equal(["code.deactivated", "code.reactivated"], (await kit.AuditAsync(code.Id)).Where(action => action.StartsWith("code.deac", StringComparison.Ordinal) || action.StartsWith("code.reac", StringComparison.Ordinal)));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.18"), Trait("Req", "S3.19"), Trait("Req", "S3.21"), Trait("Req", "S3.22"), Trait("Req", "X1")]
    public async Task Deleting_all_deactivated_codes_leaves_active_and_used_ones(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(20);
        await kit.UseAsync(codes[0]);
        await kit.Change.RunAsync(kit.Owner, new CodesToChange(CodeChange.Deactivate, codes.Take(13).Select(code => code.Id).ToList()));
        var deleted = await kit.Change.RunAsync(kit.Owner, new CodesToChange(CodeChange.Delete, null, new CodeFilter(Status: CodeStatus.Inactive)));
        Assert.Equal((12, 1), (deleted.Value.Changed, deleted.Value.RefusedCount));
        Assert.Equal(new RefusedCode(codes[0].Id, "code.used"), deleted.Value.Refused.Single());
        Assert.Equal(8, (await kit.CodesAsync()).Count);
        Assert.Equal("code.active", (await kit.Change.RunAsync(kit.Owner, CodeChange.Delete, codes[19].Id)).Problem?.Code);
        var batch = await kit.BatchAsync(codes[0].BatchId);
        Assert.Equal((20, 12, 1, 0), (batch.Issued, batch.Deleted, batch.Inactive, batch.Archived));
    }

    [Theory, EachDatabase]
    [Trait("Req", "X1"), Trait("Req", "S0.10")]
    public async Task Of_a_deleted_code_nothing_but_a_hash_remains_and_its_text_is_never_another_codes(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(new NewBatch(kit.Sample.Course.Id, null, 3, Naming.Sequential, "MATHS", AcceptGuessable: true));
        await kit.Change.RunAsync(kit.Owner, CodeChange.Deactivate, codes[0].Id);
        Assert.True((await kit.Change.RunAsync(kit.Owner, CodeChange.Delete, codes[0].Id)).Ok);
        await using var db = kit.Database.Read(kit.Sample.Id);
        var retired = await db.RetiredTexts.SingleAsync();
        Assert.Equal((null, null, null), (retired.CodeId, retired.SealedText, retired.AliasUntil));
        Assert.Equal("code.taken", (await kit.Edit.RunAsync(kit.Owner, new CodeEdit(codes[1].Id, Text: "maths-1"))).Problem?.Code);
    }

    [Theory, EachDatabase]
    [Trait("Req", "X1")]
    public async Task A_code_whose_redemption_was_reversed_is_still_never_deleted(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var code = (await kit.IssueAsync(1))[0];
        await kit.UseAsync(code);
        await kit.Database.WriteAsync(kit.Sample.Id, async db =>
        {
            await db.ExecuteAsync("update redemption set reversed_at = @now where workspace_id = @ws", default, ("now", test.Clock.Now));
            return await db.ExecuteAsync("update access_code set use_count = 0 where workspace_id = @ws", default);
        });
        await kit.Change.RunAsync(kit.Owner, CodeChange.Deactivate, code.Id);
        Assert.Equal("code.used", (await kit.Change.RunAsync(kit.Owner, CodeChange.Delete, code.Id)).Problem?.Code);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S0.18"), Trait("Req", "S0.65")]
    public async Task An_archived_code_leaves_the_list_is_refused_and_comes_back_inactive(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(2);
        Assert.True((await kit.Change.RunAsync(kit.Owner, CodeChange.Archive, codes[0].Id)).Ok);
        Assert.Equal(codes[1].Id, (await kit.CodesAsync()).Single().Id);
        Assert.Equal(codes[0].Id, (await kit.CodesAsync(new CodeFilter(Status: CodeStatus.Archived))).Single().Id);
        var person = await kit.Sample.AddPersonAsync("anna@example.org");
        Assert.Equal("code.not_found", (await kit.Redeem.RunAsync(kit.Owner, codes[0].Text, person.Id)).Problem?.Code);
        Assert.Equal("code.not_archived", (await kit.Change.RunAsync(kit.Owner, CodeChange.Restore, codes[1].Id)).Problem?.Code);
        Assert.Equal(1, (await kit.Change.RunAsync(kit.Owner, new CodesToChange(CodeChange.Restore, null))).Value.Changed);
        Assert.Equal(CodeStatus.Inactive, (await kit.CodeAsync(codes[0].Id)).StatusAt(test.Clock.Now));
        var batch = await kit.BatchAsync(codes[0].BatchId);
        Assert.Equal((1, 0), (batch.Inactive, batch.Archived));
    }

    [Theory, EachDatabase]
    public async Task A_used_or_expired_code_is_not_reactivated(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(kit.Batch(2) with { ValidTill = test.Clock.Now.AddDays(1) });
        await kit.UseAsync(codes[0]);
        await kit.Change.RunAsync(kit.Owner, new CodesToChange(CodeChange.Deactivate, null));
        test.Clock.Advance(TimeSpan.FromDays(2));
        var result = await kit.Change.RunAsync(kit.Owner, new CodesToChange(CodeChange.Reactivate, codes.ConvertAll(code => code.Id)));
        Assert.Equal(["code.used_up", "code.expired"], result.Value.Refused.Select(refused => refused.Code));
    }

    [Theory, EachDatabase]
    public async Task More_than_ten_thousand_change_as_a_job_that_counts(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        for (var i = 0; i < 2; i++)
            Assert.True((await new IssueCodes(kit.Database, kit.Jobs).RunAsync(kit.Owner, kit.Batch(6_000))).Ok);
        var started = await kit.Change.RunAsync(kit.Owner, new CodesToChange(CodeChange.Deactivate, null, new CodeFilter(Used: false)));
        Assert.NotNull(started.Value.JobId);
        Assert.True(await kit.Run.RunOneAsync(default));
        await using var db = kit.Database.Read(kit.Sample.Id);
        var job = await db.Jobs.SingleAsync();
        Assert.Equal((Latchstring.Jobs.JobStatus.Done, 12_000), (job.Status, job.Done));
        Assert.Equal(12_000, await db.CodeBatches.SumAsync(b => b.Inactive));
        Assert.Equal(12_000, await db.AuditEntries.CountAsync(e => e.Action == "code.deactivated"));
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.24"), Trait("Req", "S4.29"), Trait("Req", "I9")]
    public async Task Codes_out_of_scope_or_of_another_workspace_are_not_there(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(1);
        var other = await kit.Sample.AddCourseAsync("Geometry");
        var scoped = kit.Sample.Staff(Permission.Manager, other.Id);
        Assert.Equal("code.not_found", (await kit.Change.RunAsync(scoped, CodeChange.Deactivate, codes[0].Id)).Problem?.Code);
        Assert.Equal("code.not_found", (await kit.Edit.RunAsync(scoped, new CodeEdit(codes[0].Id, Text: "SOMETHINGELSE"))).Problem?.Code);
        Assert.Empty(await kit.CodesAsync(actor: scoped));
        var neighbour = await SampleWorkspace.CreateAsync(test, "neighbour");
        Assert.Equal("code.not_found", (await kit.Change.RunAsync(neighbour.Owner, CodeChange.Deactivate, codes[0].Id)).Problem?.Code);
        Assert.Equal("permission.missing", (await kit.Change.RunAsync(kit.Sample.Staff(Permission.Viewer), CodeChange.Deactivate, codes[0].Id)).Problem?.Code);
    }
}
