using System.Globalization;
using System.Text;
using Latchstring.Imports;
using Latchstring.Participants;
using Latchstring.People;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Participants;

/// <summary>Twenty thousand people out and in again.</summary>
public class RoundTripTests
{
    private static readonly string[] Texts = ["Ada", "=SUM(A1)", "+49", "-Berg", "@home", "'quoted", "O'Hara", "Müller; Lüdenscheidt", "a \"b\" c", "007", "Zoë", "李", "'=x", "a,b", "＝wide"];

    [Theory, EachDatabase, Trait("Req", "X9"), Trait("Req", "S0.30"), Trait("Req", "S0.40")]
    public async Task Twenty_thousand_people_exported_and_imported_again_are_equal_to_the_byte(TestDatabase test)
    {
        var kit = await ImportContractKit.CreateAsync(test);
        var department = (await new SaveProperty(test.Database).RunAsync(kit.Owner, new(null, "Department"))).Value;
        var born = (await new SaveProperty(test.Database).RunAsync(kit.Owner, new(null, "Born", PropertyType.Date))).Value;
        var layout = new TemplateLayout([.. TemplateLayout.Default(null).Columns, new("Department", ColumnHolds.Property, department.Id), new("Born", ColumnHolds.Property, born.Id)], [new(MatchOn.Email), new(MatchOn.ClientId)]);
        var template = (await new SaveCsvTemplate(test.Database).RunAsync(kit.Owner, new(null, "All", null, layout))).Value;
        await new ChooseTemplate(test.Database).RunAsync(kit.Owner, new(kit.Contract.Id, template.Id));
        var import = await kit.ImportAsync(Made(20_000));
        Assert.Equal((20_000, 0), (import.New, import.Conflicts));

        var file = await kit.Contract.FileAsync();
        using (var reader = new StringReader(file.TrimStart('\uFEFF')))
        {
            var parser = new CsvParser(reader, ',', CsvTable.MaxCell);
            while (parser.Read() != CsvParser.Outcome.End)
                Assert.DoesNotContain(parser.Cells, cell => cell.Length > 0 && "=+-@\t\r＝＋－＠".Contains(cell[0], StringComparison.Ordinal));
        }
        var same = (await kit.CheckAsync(file)).Value;
        Assert.Equal((0, 0, 20_000, 0), (same.Report.New, same.Report.Changed, same.Report.Unchanged, same.Report.Conflicts + same.Report.Errors));
        Assert.Equal(file, await kit.Contract.FileAsync());

        // And into a contract that knows nobody yet: the same file but for the codes, which are new ones.
        var before = WithoutCodes(file);
        Assert.Empty((await new UndoImport(test.Database).RunAsync(kit.Owner, import.Id)).Value.Kept);
        await using (var db = test.Database.Read(kit.Contract.Sample.Id))
            Assert.Equal((0, 0, 0), (await db.People.CountAsync(), await db.Participants.CountAsync(), await db.PersonProperties.CountAsync()));
        await kit.ImportAsync(file);
        Assert.Equal(before, WithoutCodes(await kit.Contract.FileAsync()));
    }

    private static string Made(int people)
    {
        var random = new Random(42);
        var file = new StringBuilder("First name,Last name,E-mail,Phone,Client number,Language,Notes,Price,Invitation code,Department,Born\r\n");
        for (var i = 0; i < people; i++)
        {
            string Text() => Texts[random.Next(Texts.Length)];
            CsvCells.AppendLine(file, Text(), $"{Text()} {i:000000}", $"p{i}@example.org", random.Next(3) == 0 ? null : $"+33 6 {i:00000000}", random.Next(2) == 0 ? null : i.ToString("00000", CultureInfo.InvariantCulture),
                random.Next(3) switch { 0 => "de", 1 => "fr", _ => null }, random.Next(4) == 0 ? $"first line\r\n=second {Text()}" : null, random.Next(2) == 0 ? "EXEC" : null, null, Text(), random.Next(2) == 0 ? "2001-02-03" : null);
        }
        return file.ToString();
    }

    private static string WithoutCodes(string file) => System.Text.RegularExpressions.Regex.Replace(file, "AURORA(-[0-9A-Z]+)+", "CODE", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
}
