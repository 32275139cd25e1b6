using System.Text;

namespace Latchstring;

/// <summary>One row of a CSV file. <paramref name="Number"/> counts from 1 as a spreadsheet does, the header included.</summary>
public readonly record struct CsvRow(int Number, string[] Cells);

/// <summary>
/// A CSV file as people send it: UTF-8 with or without BOM, UTF-16 or Windows-1252; comma, semicolon, tab or bar. Read row by row;
/// caps on rows and cells hold whatever the file claims (X9).
/// </summary>
public sealed class CsvTable
{
    public const int MaxBytes = 20 * 1024 * 1024;
    public const int MaxRows = 200_000;
    public const int MaxCell = 64 * 1024;
    private static readonly char[] Delimiters = [';', '\t', ',', '|'];
    private readonly Stream _stream;

    private CsvTable(Stream stream, Encoding encoding, char delimiter) => (_stream, Encoding, Delimiter) = (stream, encoding, delimiter);

    public Encoding Encoding { get; }
    public char Delimiter { get; }

    /// <summary>Looks at the file and tells how to read it. The stream must seek; it is read again by <see cref="Rows"/>.</summary>
    /// <param name="maxBytes">What the workspace allows.</param>
    public static Result<CsvTable> Open(Stream stream, long maxBytes = MaxBytes)
    {
        if (stream.Length == 0)
            return Problem.Invalid("file", "The file is empty.");
        if (stream.Length > maxBytes)
            return TooLarge(maxBytes);
        var encoding = EncodingOf(stream);
        stream.Position = 0;
        using var reader = new StreamReader(stream, encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var start = new char[MaxCell];
        var length = reader.ReadBlock(start);
        if (start.AsSpan(0, length).Contains('\0'))
            return Problem.Invalid("file", "This is not a text file. Save the list as CSV and try again.");
        return new CsvTable(stream, encoding, DelimiterOf(start.AsSpan(0, length)));
    }

    public static Problem TooLarge(long maxBytes) => Problem.Invalid("file", "The file is larger than {0} MB. Split it and import the parts.", maxBytes / 1024 / 1024);

    /// <summary>All rows, blank ones left out. A row that cannot be read is a problem; those behind it go on.</summary>
    public IEnumerable<Result<CsvRow>> Rows(int maxRows = MaxRows)
    {
        _stream.Position = 0;
        using var reader = new StreamReader(_stream, Encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        var parser = new CsvParser(reader, Delimiter, MaxCell);
        for (CsvParser.Outcome outcome; (outcome = parser.Read()) != CsvParser.Outcome.End;)
        {
            var row = parser.RowNumber;
            if (row > maxRows + 1)
            {
                yield return Problem.Invalid("file", "The file has more than {0} rows. Split it and import the parts.", maxRows);
                yield break;
            }
            if (outcome == CsvParser.Outcome.CellTooLong)
            {
                yield return InRow(row, "Row {0}: a cell is longer than {1} characters, or the row has too many cells; perhaps a quotation mark is not closed.", MaxCell);
                continue;
            }
            var cells = Array.ConvertAll(parser.Cells, cell => CsvCells.Restore(cell.Trim()));
            if (outcome == CsvParser.Outcome.StrayQuote)
                yield return InRow(row, "Row {0}: a quotation mark stands alone. Double it, or close it.");
            else if (!Array.TrueForAll(cells, string.IsNullOrWhiteSpace))
                yield return new CsvRow(row, cells);
        }
    }

    private static Problem InRow(int row, string sentence, params object[] arguments) => new("input.invalid", 400, sentence, "file", [row, .. arguments])
    {
        Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["row"] = row },
    };

    /// <summary>By byte order mark, by the zeros of UTF-16, by being valid UTF-8; else Windows-1252, which takes anything.</summary>
    private static Encoding EncodingOf(Stream stream)
    {
        stream.Position = 0;
        Span<byte> start = stackalloc byte[4096];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        start = start[..length];
        if (start.StartsWith(new byte[] { 0xFF, 0xFE }) || Zeros(start, 1) > length / 5)
            return Encoding.Unicode;
        if (start.StartsWith(new byte[] { 0xFE, 0xFF }) || Zeros(start, 0) > length / 5)
            return Encoding.BigEndianUnicode;
        stream.Position = 0;
        return IsUtf8(stream) ? new UTF8Encoding(false) : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
    }

    private static int Zeros(ReadOnlySpan<byte> bytes, int odd)
    {
        var zeros = 0;
        for (var i = odd; i < bytes.Length; i += 2)
            zeros += bytes[i] == 0 ? 1 : 0;
        return zeros;
    }

    private static bool IsUtf8(Stream stream)
    {
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var (bytes, chars) = (new byte[32 * 1024], new char[33 * 1024]);
        try
        {
            for (int read; (read = stream.Read(bytes)) > 0;)
                decoder.GetChars(bytes.AsSpan(0, read), chars, flush: false);
            decoder.GetChars([], chars, flush: true);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>The one that stands most often in the first line, outside quotation marks.</summary>
    private static char DelimiterOf(ReadOnlySpan<char> text)
    {
        var counts = new int[Delimiters.Length];
        var quoted = false;
        foreach (var c in text)
        {
            if (c == '"')
                quoted = !quoted;
            if (quoted)
                continue;
            if (c is '\n' or '\r' && Array.Exists(counts, count => count > 0))
                break;
            var at = Array.IndexOf(Delimiters, c);
            if (at >= 0)
                counts[at]++;
        }
        return counts.Max() == 0 ? ',' : Delimiters[Array.IndexOf(counts, counts.Max())];
    }
}
