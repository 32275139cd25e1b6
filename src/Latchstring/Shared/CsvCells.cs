namespace Latchstring;

/// <summary>
/// What every CSV file obeys: RFC 4180, UTF-8 with BOM, and cells that a spreadsheet would run as a formula carry an apostrophe on the
/// way out, which is taken off again on the way in (X9).
/// </summary>
public static class CsvCells
{
    public static bool LooksLikeFormula(ReadOnlySpan<char> cell) =>
        cell.Length > 0 && (cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' || (cell[0] == '\'' && cell.Length > 1 && LooksLikeFormula(cell[1..])));

    public static string Restore(string cell) => cell.Length > 1 && cell[0] == '\'' && LooksLikeFormula(cell.AsSpan(1)) ? cell[1..] : cell;

    /// <summary>Writes one cell, quoted and neutralised where it must be.</summary>
    public static void Append(System.Text.StringBuilder line, ReadOnlySpan<char> cell)
    {
        var formula = LooksLikeFormula(cell);
        if (!formula && cell.IndexOfAny(",\"\r\n;") < 0 && (cell.Length == 0 || (cell[0] != ' ' && cell[^1] != ' ')))
        {
            line.Append(cell);
            return;
        }
        line.Append('"');
        if (formula)
            line.Append('\'');
        foreach (var c in cell)
        {
            if (c == '"')
                line.Append('"');
            line.Append(c);
        }
        line.Append('"');
    }

    public static void AppendLine(System.Text.StringBuilder line, params ReadOnlySpan<string?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                line.Append(',');
            Append(line, cells[i]);
        }
        line.Append("\r\n");
    }
}
