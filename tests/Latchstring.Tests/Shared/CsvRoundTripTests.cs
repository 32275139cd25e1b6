using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Latchstring.Tests.Shared;

public class CsvRoundTripTests
{
    private static readonly Gen<string> Cell = Gen.OneOf(
        Gen.Elements("=+-@\t\r\n'\",; aZ9ÄÖ€😀＝＋".EnumerateRunes().Select(rune => rune.ToString()).ToArray()).ArrayOf().Select(string.Concat),
        ArbMap.Default.GeneratorFor<string>().Where(text => text is not null));

    [Fact, Trait("Req", "X9")]
    public void Any_cell_comes_back_as_it_went_out() => Prop.ForAll(Cell.NonEmptyListOf().ToArbitrary(), cells =>
    {
        var line = new StringBuilder();
        CsvCells.AppendLine(line, [.. cells]);
        return Rfc4180(line.ToString()).Select(CsvCells.Restore).SequenceEqual(cells);
    }).QuickCheckThrowOnFailure();

    [Fact, Trait("Req", "X9")]
    public void No_cell_that_goes_out_begins_as_a_formula() => Prop.ForAll(Cell.ToArbitrary(), cell =>
    {
        var line = new StringBuilder();
        CsvCells.Append(line, cell);
        var written = line.ToString();
        return (written.StartsWith('"') ? written[1..] : written) is not { Length: > 0 } first || first[0] is not ('=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠');
    }).QuickCheckThrowOnFailure();

    /// <summary>One line as RFC 4180 reads it.</summary>
    private static List<string> Rfc4180(string line)
    {
        Assert.EndsWith("\r\n", line, StringComparison.Ordinal);
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length - 2; i++)
        {
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(line[i]);
        }
        Assert.False(quoted);
        cells.Add(cell.ToString());
        return cells;
    }
}
