using System.IO.Compression;
using System.Text;
using Latchstring.Imports;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Participants;

/// <summary>Files as they come: broken quotes, odd encodings, formulas, things that are no CSV at all. Each row is accounted for, none breaks anything.</summary>
public class MalformedFileTests
{
    private static readonly string[] Cells =
    [
        "Ada", "ada@example.org", "\"", "\"\"", "\"unclosed", "a\"b", "=1+1", "+49 171 1", "-5", "@SUM(A1)", "\0", "\u202Egro.elpmaxe@ada", "\t", "'=x", "EXEC", "gold", "007", "ö ä ü ß €", "\"line\nbreak\"", "\"quoted;cell\"",
        "", " ", "\uFEFF", "𝄞", "\u0085", "|", "x@y.zz", "de", "1.1.2026", "\u0007",
    ];

    private const string Header = "First name,Last name,E-mail,Phone,Client number,Language,Notes,Price,Invitation code";

    /// <summary>Parser and encodings alone: fast enough for ten thousand.</summary>
    [Fact, Trait("Req", "X9")]
    public void Ten_thousand_malformed_files_are_read_to_their_end_without_an_exception()
    {
        var random = new Random(20_260_615);
        for (var file = 0; file < 10_000; file++)
        {
            var (bytes, _) = File(random, file);
            var table = CsvTable.Open(new MemoryStream(bytes));
            if (!table.Ok)
                continue;
            var last = 0;
            foreach (var row in table.Value.Rows(500))
            {
                var number = row.Ok ? row.Value.Number : row.Problem.Extensions?.GetValueOrDefault("row") as int? ?? int.MaxValue;
                Assert.True(number > last, $"file {file}: row {number} after {last}");
                last = number;
            }
        }
    }

    [Theory, EachDatabase, Trait("Req", "X9"), Trait("Req", "S0.52")]
    public async Task Every_row_of_a_malformed_file_is_counted_once_and_what_is_good_can_be_imported_and_undone(TestDatabase test)
    {
        var kit = await ImportContractKit.CreateAsync(test);
        var before = await kit.StateAsync();
        var random = new Random(7);
        for (var file = 0; file < 60; file++)
        {
            var (bytes, _) = File(random, file);
            using var stream = new MemoryStream(bytes);
            var view = await new CheckImport(test.Database).RunAsync(kit.Owner, new(stream, $"f{file}.csv", new ImportOptions(), kit.Contract.Id));
            if (!view.Ok)
            {
                Assert.InRange(view.Problem.Status, 400, 409);
                continue;
            }
            var table = CsvTable.Open(new MemoryStream(bytes)).Value;
            Assert.Equal(table.Rows().Count() - 1, view.Value.Report.Rows);
            Assert.All(view.Value.Rows.Where(row => row.StaysOut), row => Assert.NotNull(row.Problem));
            var done = await new CommitImport(test.Database).RunAsync(kit.Owner, view.Value.Import.Id);
            Assert.True(done.Ok || done.Problem.Code == "import.nothing", done.Problem?.English);
            if (done.Ok)
                Assert.Empty((await new UndoImport(test.Database).RunAsync(kit.Owner, view.Value.Import.Id)).Value.Kept);
        }
        Assert.Equal(before, await kit.StateAsync());
    }

    [Fact, Trait("Req", "X9")]
    public void One_huge_line_is_passed_over_and_the_rows_behind_it_are_read()
    {
        var file = Encoding.UTF8.GetBytes(Header + "\nAda,\"" + new string('x', 5_000_000) + "\nBob,Berg,bob@example.org\n");
        var rows = CsvTable.Open(new MemoryStream(file)).Value.Rows().ToList();
        Assert.Contains(rows, row => !row.Ok);
        Assert.Equal("Bob", rows[^1].Value.Cells[0]);
    }

    private static (byte[] Bytes, int Rows) File(Random random, int number)
    {
        if (number % 97 == 0)
            return (Zip(), 0);
        var delimiter = ",;\t|"[random.Next(4)];
        var header = Header.Replace(',', delimiter);
        var text = new StringBuilder(number % 11 == 0 ? header + delimiter + "E-mail" : number % 13 == 0 ? "" : header);
        var rows = random.Next(0, 12);
        for (var i = 0; i < rows; i++)
        {
            text.Append(random.Next(4) switch { 0 => "\n", 1 => "\r", _ => "\r\n" });
            for (var cell = random.Next(0, 12); cell >= 0; cell--)
                text.Append(Cells[random.Next(Cells.Length)]).Append(cell == 0 ? "" : delimiter);
            if (random.Next(3) == 0)
                text.Append(delimiter).Append(System.Globalization.CultureInfo.InvariantCulture, $"p{number}x{i}@example.org");
        }
        var encoding = random.Next(6) switch
        {
            0 => Encoding.Unicode,
            1 => Encoding.BigEndianUnicode,
            2 => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
            3 => new UTF8Encoding(true),
            _ => (Encoding)new UTF8Encoding(false),
        };
        byte[] bytes = [.. random.Next(2) == 0 ? encoding.Preamble : [], .. encoding.GetBytes(text.ToString())];
        // Cut off in the middle, as a broken upload would.
        return (random.Next(5) == 0 && bytes.Length > 0 ? bytes[..random.Next(bytes.Length)] : bytes, rows);
    }

    private static byte[] Zip()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("people.csv").Open())
            entry.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ada@example.org\n", 100))));
        return stream.ToArray();
    }
}
