using System.Globalization;
using System.Text;

namespace Latchstring.Imports;

/// <summary>The rows that stay out as a file of their own, with row number and reason behind them, to be mended and sent again.</summary>
internal sealed class RefusedRows
{
    private readonly StringBuilder _lines = new();
    private readonly int _columns;

    public RefusedRows(IReadOnlyList<string> header)
    {
        _columns = header.Count;
        CsvCells.AppendLine(_lines, [.. header, "row", "reason"]);
    }

    public int Count { get; private set; }

    public void Add(IEnumerable<ImportRow> rows)
    {
        foreach (var row in rows.Where(row => row.IsRefused))
        {
            Count++;
            CsvCells.AppendLine(_lines, [.. Enumerable.Range(0, _columns).Select(i => i < row.Cells.Length ? row.Cells[i] : ""), row.Number.ToString(CultureInfo.InvariantCulture), ReasonOf(row)]);
        }
    }

    public byte[] ToBytes() => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(_lines.ToString())];

    private static string ReasonOf(ImportRow row) => string.Join(' ', row.Problem!.Also.Prepend(row.Problem).Select(problem => problem.Field is null ? problem.English : $"{problem.Field}: {problem.English}"));
}
