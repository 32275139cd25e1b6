using Latchstring.Codes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

public sealed class ExportCodesTests
{
    [Theory, EachDatabase]
    [Trait("Req", "S3.13"), Trait("Req", "S3.14"), Trait("Req", "S3.16"), Trait("Req", "S3.17"), Trait("Req", "S0.27"), Trait("Req", "I10")]
    public async Task Codes_alone_fill_one_column_and_are_those_of_the_list(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        await kit.IssueAsync(1_234);
        await kit.IssueAsync(new NewBatch(kit.Sample.Course.Id, null, 30, Naming.Sequential, "MATHS", AcceptGuessable: true));
        var lines = await kit.ExportAsync();
        Assert.Equal("Code", lines[0]);
        Assert.Equal((await kit.CodesAsync()).Select(code => code.Text), lines[1..]);
        Assert.Equal("MATHS30", lines[^1]);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S4.23"), Trait("Req", "S0.26"), Trait("Req", "S0.12")]
    public async Task A_filtered_export_holds_everything_about_the_filtered_codes_only(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(new NewBatch(kit.Sample.Course.Id, null, 4, Usage: Usage.Multiple, MaxUses: 2, ValidTill: new DateTimeOffset(2027, 6, 30, 22, 0, 0, TimeSpan.Zero), Note: "=SUM(A1), \"spring\""));
        await kit.UseAsync(codes[1], "anna@example.org", "Abel");
        await kit.UseAsync(codes[1], "berta@example.org");
        await kit.IssueAsync(3);
        Assert.Equal(8, (await kit.ExportAsync(kind: CodeFileKind.Everything)).Length);
        var lines = await kit.ExportAsync(new CodeFilter(Used: true), CodeFileKind.Everything);
        Assert.Equal("Code,Created,Valid from,Valid till,Usage,Max uses,Used,Active,Status,Redeemed by,Redeemed at,Assigned to,Opens,Price,Exported to,Exported at,Note,Id,Batch", lines[0]);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith($"{codes[1].Text},2026-06-15T10:00:00Z,,2027-06-30,multiple,2,2,yes,usedUp,\"anna Abel <anna@example.org>; berta <berta@example.org>\",", lines[1], StringComparison.Ordinal);
        Assert.Contains(",Algebra for everybody,,,,\"'=SUM(A1), \"\"spring\"\"\",", lines[1], StringComparison.Ordinal);
    }

    [Theory, EachDatabase]
    [Trait("Req", "S3.32")]
    public async Task Codes_handed_out_to_a_portal_are_marked_and_left_out_next_time(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var codes = await kit.IssueAsync(10);
        await kit.Change.RunAsync(kit.Owner, CodeChange.Deactivate, codes[0].Id);
        await kit.UseAsync(codes[1]);
        test.Clock.Advance(TimeSpan.FromSeconds(1));
        var first = await kit.HandOut.RunAsync(kit.Owner, new HandOut("CopeCart", Ids: codes.Take(5).Select(code => code.Id).ToList()));
        Assert.Equal(3, first.Value.Export.Codes);
        Assert.Equal(codes[2..5].Select(code => code.Text), (await kit.ExportAsync(new CodeFilter(ExportId: first.Value.Export.Id)))[1..]);
        var second = await kit.HandOut.RunAsync(kit.Owner, new HandOut("Another portal"));
        Assert.Equal(codes[5..].Select(code => code.Text), (await kit.ExportAsync(new CodeFilter(ExportId: second.Value.Export.Id)))[1..]);
        Assert.Equal("export.empty", (await kit.HandOut.RunAsync(kit.Owner, new HandOut("CopeCart"))).Problem?.Code);
        Assert.Contains("code.exported", await kit.AuditAsync(codes[2].Id));
        Assert.Equal(8, (await kit.CodesAsync(new CodeFilter(Exported: true))).Count);
        Assert.Equal("target", (await kit.HandOut.RunAsync(kit.Owner, new HandOut(" "))).Problem?.Field);
    }

    [Theory, EachDatabase]
    public async Task Many_codes_are_handed_out_by_a_job(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        Assert.True((await new IssueCodes(kit.Database, kit.Jobs).RunAsync(kit.Owner, kit.Batch(12_000))).Ok);
        Assert.True(await kit.Run.RunOneAsync(default));
        var export = await kit.HandOut.RunAsync(kit.Owner, new HandOut("CopeCart"));
        Assert.True(await kit.Run.RunOneAsync(default));
        Assert.Equal(12_001, (await kit.ExportAsync(new CodeFilter(ExportId: export.Value.Export.Id))).Length);
    }

    [Theory, EachDatabase]
    public async Task A_reader_without_the_right_gets_no_file(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        Assert.Equal("permission.missing", (await new ExportCodes(kit.Database).RunAsync(kit.Sample.Staff(Permission.Viewer), new CodeFilter(), CodeFileKind.CodesOnly)).Problem?.Code);
    }
}
