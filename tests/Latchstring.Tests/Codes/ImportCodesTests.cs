using System.Text;
using Latchstring.Codes;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Codes;

public sealed class ImportCodesTests
{
    private static CodeImport File(CodesKit kit, byte[] bytes) => new(new MemoryStream(bytes), kit.Sample.Course.Id, null);

    private static CodeImport File(CodesKit kit, string text) => File(kit, Encoding.UTF8.GetBytes(text));

    [Theory, EachDatabase]
    public async Task Good_rows_are_kept_and_each_bad_one_is_named_with_its_row(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var known = (await kit.IssueAsync(1))[0];
        var text = $"Code;Valid till;Max uses;Colour\r\nALPHA-1001;;;red\r\nBETA-1002;30.06.2027;;\r\n\r\nalpha1001;;;\r\nÄÖÜ;;;\r\n{known.Text};;;\r\nGAMMA-1003;2020-01-01;;\r\nDELTA-1004;soon;;\r\nEPSILON-LONG-ONE;;25;\r\nSHORT;;25;\r\n";
        var dry = await kit.Import.RunAsync(kit.Owner, File(kit, text) with { DryRun = true });
        Assert.Null(dry.Problem?.English);
        Assert.Equal((9, 3, 6, null), (dry.Value.Rows, dry.Value.Good, dry.Value.Bad, dry.Value.BatchId));
        Assert.Equal([5, 6, 7, 8, 9, 11], dry.Value.Problems.Select(bad => bad.Row));
        Assert.Equal(["code", "code", "code", "validTill", "validTill", "code"], dry.Value.Problems.Select(bad => bad.Problem.Field));
        Assert.Equal(["Colour"], dry.Value.IgnoredColumns);
        Assert.Single(await kit.CodesAsync());
        var report = await kit.Import.RunAsync(kit.Owner, File(kit, text) with { Note = "Printed in spring" });
        var codes = await kit.CodesAsync(new CodeFilter(BatchId: report.Value.BatchId));
        Assert.Equal(["ALPHA-1001", "BETA-1002", "EPSILON-LONG-ONE"], codes.Select(code => code.Text));
        Assert.Equal(new DateTimeOffset(2027, 6, 30, 22, 0, 0, TimeSpan.Zero), codes[1].ValidTill);
        Assert.Equal(25, codes[2].MaxUses);
        Assert.Equal("Printed in spring", codes[0].Note);
        await kit.UseAsync(codes[0]);
        var again = await kit.Import.RunAsync(kit.Owner, File(kit, "Code\nALPHA-1001\n"));
        Assert.Equal(("code.taken", null), (again.Value.Problems.Single().Problem.Code, again.Value.BatchId));
    }

    [Theory]
    [EachDatabase("utf-8"), EachDatabase("utf-8-bom"), EachDatabase("utf-16le"), EachDatabase("utf-16be"), EachDatabase("utf-16le-bare"), EachDatabase("windows-1252")]
    [Trait("Req", "X9")]
    public async Task Any_usual_encoding_is_read(TestDatabase test, string name)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        Encoding encoding = name switch
        {
            "utf-8" => new UTF8Encoding(false),
            "utf-8-bom" => new UTF8Encoding(true),
            "utf-16le" => new UnicodeEncoding(false, true),
            "utf-16be" => new UnicodeEncoding(true, true),
            "utf-16le-bare" => new UnicodeEncoding(false, false),
            _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
        };
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("Code\tGültig bis\r\n\"'-CODE-77\"\t\r\nCODE-78\t31.12.2026\r\n")];
        var report = await kit.Import.RunAsync(kit.Owner, File(kit, bytes));
        Assert.Null(report.Problem?.English);
        Assert.Equal(1, report.Value.Good);
        Assert.Equal("-CODE-77", report.Value.Problems.Single().Text);
        Assert.NotNull((await kit.CodesAsync()).Single().ValidTill);
    }

    [Theory]
    [EachDatabase(""), EachDatabase("Name;Colour\nA;red\n"), EachDatabase("Code\n"), EachDatabase("PK\u0003\u0004\0\0\0\0")]
    public async Task A_file_that_is_no_list_of_codes_is_refused_with_a_reason(TestDatabase test, string text)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var problem = (await kit.Import.RunAsync(kit.Owner, File(kit, text))).Problem;
        Assert.Equal(("input.invalid", "file"), (problem?.Code, problem?.Field));
    }

    [Theory, EachDatabase]
    public async Task Broken_quotes_and_giant_cells_name_their_row(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var report = await kit.Import.RunAsync(kit.Owner, File(kit, "Code,Note\nGOOD-1,\nBAD\"2,\nGOOD-3,\"never closed\n" + new string('x', 70_000)));
        Assert.Equal([3, 4], report.Value.Problems.Select(bad => bad.Row));
        Assert.Equal(1, report.Value.Good);
        var large = await kit.Import.RunAsync(kit.Owner, File(kit, new byte[(20 * 1024 * 1024) + 1]));
        Assert.Equal("file", large.Problem?.Field);
    }

    [Theory, EachDatabase]
    public async Task Twenty_thousand_codes_without_a_header_are_imported(TestDatabase test)
    {
        await using var kit = await CodesKit.CreateAsync(test);
        var report = await kit.Import.RunAsync(kit.Owner, File(kit, string.Join('\n', Enumerable.Range(1, 20_000).Select(i => $"PRINTED{i:00000}"))));
        Assert.Equal(20_000, report.Value.Good);
        var batch = await kit.BatchAsync(report.Value.BatchId!.Value);
        Assert.Equal((20_000, 20_000, BatchOrigin.Csv), (batch.Issued, batch.Quantity, batch.Origin));
        Assert.Equal(20_001, (await kit.ExportAsync()).Length);
    }
}
