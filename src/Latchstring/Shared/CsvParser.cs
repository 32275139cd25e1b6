using System.Text;

namespace Latchstring;

/// <summary>RFC 4180, read a character at a time from a buffer; LF, CR and CRLF end rows. Cells and rows are bounded, so no file can fill the memory.</summary>
internal sealed class CsvParser(TextReader reader, char delimiter, int maxCell)
{
    private readonly char[] _buffer = new char[16 * 1024];
    private readonly StringBuilder _cell = new();
    private readonly List<string> _cells = [];
    private int _length;
    private int _at;

    public enum Outcome { Row, End, StrayQuote, CellTooLong }

    /// <summary>Most cells in one row.</summary>
    public const int MaxCells = 1_000;

    /// <summary>From 1; blank rows count, line breaks inside quotation marks do not.</summary>
    public int RowNumber { get; private set; }
    public string[] Cells => [.. _cells];

    public Outcome Read()
    {
        if (Peek() < 0)
            return Outcome.End;
        RowNumber++;
        _cells.Clear();
        var outcome = Outcome.Row;
        for (var more = true; more;)
        {
            _cell.Clear();
            var result = Peek() == '"' ? Quoted() : Bare();
            if (result == Outcome.CellTooLong || _cells.Count == MaxCells)
                return SkipRow();
            if (result != Outcome.Row)
                outcome = result;
            _cells.Add(_cell.ToString());
            more = Peek() == delimiter;
            if (more)
                _at++;
        }
        EndRow();
        return outcome;
    }

    private Outcome Bare()
    {
        var outcome = Outcome.Row;
        for (int c; (c = Peek()) >= 0 && c != delimiter && c is not ('\r' or '\n'); _at++)
        {
            if (c == '"')
                outcome = Outcome.StrayQuote;
            if (_cell.Length == maxCell)
                return Outcome.CellTooLong;
            _cell.Append((char)c);
        }
        return outcome;
    }

    private Outcome Quoted()
    {
        _at++;
        for (int c; (c = Peek()) >= 0; _at++)
        {
            if (c == '"')
            {
                _at++;
                if (Peek() != '"')
                    return Peek() is < 0 or '\r' or '\n' || Peek() == delimiter ? Outcome.Row : Skip();
            }
            if (_cell.Length == maxCell)
                return Outcome.CellTooLong;
            _cell.Append((char)c);
        }
        return Outcome.StrayQuote;
    }

    /// <summary>Something stands behind the closing mark: the rest of the cell goes with it.</summary>
    private Outcome Skip()
    {
        for (int c; (c = Peek()) >= 0 && c != delimiter && c is not ('\r' or '\n'); _at++)
            _ = c;
        return Outcome.StrayQuote;
    }

    /// <summary>Too much for one row: the rest of its line is passed over, so that those behind it are read.</summary>
    private Outcome SkipRow()
    {
        for (int c; (c = Peek()) >= 0 && c is not ('\r' or '\n'); _at++)
            _ = c;
        EndRow();
        return Outcome.CellTooLong;
    }

    private void EndRow()
    {
        if (Peek() == '\r')
            _at++;
        if (Peek() == '\n')
            _at++;
    }

    private int Peek()
    {
        if (_at == _length)
            (_at, _length) = (0, reader.Read(_buffer, 0, _buffer.Length));
        return _length == 0 ? -1 : _buffer[_at];
    }
}
