using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Imports;

/// <summary>
/// What an import would do, row by row, with the people who are here now. Pure reading, a chunk at a time, so that a file of half a million rows
/// takes no more memory than one of a thousand: check, look and commit walk through it anew.
/// </summary>
internal sealed class ImportPlan
{
    public const int ChunkSize = 10_000;
    private readonly ImportDialect _dialect;
    private readonly IEnumerator<Result<CsvRow>> _rows;
    private readonly Dictionary<ulong, int> _seen = [];
    private readonly ImportCounts _counts = new();

    private ImportPlan(ImportDialect dialect, IEnumerator<Result<CsvRow>> rows, IReadOnlyList<string> header, CsvTable table) =>
        (_dialect, _rows, Header, Encoding, Delimiter) = (dialect, rows, header, table.Encoding.WebName, table.Delimiter);

    public IReadOnlyList<string> Header { get; }
    public string Encoding { get; }
    public char Delimiter { get; }
    public ImportDialect Dialect => _dialect;

    /// <summary>Of the rows seen so far; of all when the chunks have come to their end.</summary>
    public ImportReport Report => _counts.Report(Encoding, Delimiter, _dialect.Ignored);

    public static async Task<Result<ImportPlan>> OpenAsync(Db db, Actor actor, byte[] file, ImportOptions options, Guid? agreementId, CancellationToken cancellationToken)
    {
        var limits = await db.Workspaces.Where(w => w.Id == db.WorkspaceId).Select(w => new { w.MaxImportRows, w.MaxImportMegabytes }).SingleAsync(cancellationToken);
        var table = CsvTable.Open(new MemoryStream(file, writable: false), limits.MaxImportMegabytes * 1024L * 1024L);
        if (!table.Ok)
            return table.Problem;
        var rows = table.Value.Rows(limits.MaxImportRows).GetEnumerator();
        if (!rows.MoveNext())
            return Problem.Invalid("file", "The file is empty.");
        if (rows.Current.Problem is { } broken)
            return broken;
        var header = rows.Current.Value.Cells;
        var dialect = agreementId is { } agreement
            ? await ParticipantsDialect.ReadAsync(db, actor, options, agreement, header, cancellationToken)
            : await PeopleDialect.ReadAsync(db, actor, options, header, cancellationToken);
        return dialect.Ok ? new ImportPlan(dialect.Value, rows, header, table.Value) : dialect.Problem;
    }

    /// <summary>The next rows with what they would do; null at the end. Too many rows end the file with a refusal of all of it.</summary>
    public async Task<Result<List<ImportRow>?>> NextAsync(Db db, CancellationToken cancellationToken)
    {
        var read = _next is null ? Read() : await _next;
        _next = null;
        if (!read.Ok)
            return read.Problem;
        if (read.Value is not { Count: > 0 } rows)
            return _counts.Rows == 0 ? Problem.Invalid("file", "The file has no rows below its header.") : (List<ImportRow>?)null;
        // Cells of the next rows are read while the database answers about these.
        _next = Task.Run(Read, cancellationToken);
        await _dialect.LookUpAsync(db, rows.Where(row => !row.StaysOut).ToList(), cancellationToken);
        for (var i = 0; i < rows.Count; i++)
        {
            if (!rows[i].StaysOut)
                rows[i] = Twice(rows[i]) is { } twice ? rows[i] with { Outcome = RowOutcome.Conflict, Problem = twice } : _dialect.Match(rows[i]);
            _counts.Add(rows[i]);
        }
        return rows;
    }

    private Task<Result<List<ImportRow>?>>? _next;

    private Result<List<ImportRow>?> Read()
    {
        var some = new List<ImportRow>(ChunkSize);
        while (some.Count < ChunkSize && _rows.MoveNext())
        {
            if (_rows.Current.Problem is not { } problem)
                some.Add(_dialect.Read(_rows.Current.Value));
            else if (problem.Extensions?.GetValueOrDefault("row") is int number)
                some.Add(new ImportRow(number, [], RowOutcome.Error, Problem: problem));
            else
                return problem;
        }
        return some;
    }

    /// <summary>A row before this one means the same person. Kept as hashes: a name is not needed to know that it was seen.</summary>
    private Problem? Twice(ImportRow row)
    {
        Span<byte> hash = stackalloc byte[32];
        foreach (var key in _dialect.Marks(row))
        {
            System.Security.Cryptography.SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes($"{key.Field} {key.Value}".AsSpan()), hash);
            var mark = BitConverter.ToUInt64(hash);
            if (!_seen.TryAdd(mark, row.Number) && _seen[mark] != row.Number)
                return RowProblems.Twice(_seen[mark], key.Field);
        }
        return null;
    }
}

/// <summary>How many rows do what; kept with the import.</summary>
/// <param name="Joined">People who become participants.</param>
/// <param name="Codes">Codes to be made.</param>
/// <param name="Repriced">Unused codes that get another price.</param>
/// <param name="NoCode">Rows whose price is none, so that they get no code.</param>
public sealed record ImportReport(string Encoding, char Delimiter, IReadOnlyList<string> IgnoredColumns, int New, int Changed, int Unchanged, int Conflicts, int Errors, int Joined = 0, int Codes = 0, int Repriced = 0, int NoCode = 0)
{
    public int Rows => New + Changed + Unchanged + Conflicts + Errors;

    public int Of(RowOutcome outcome) => outcome switch { RowOutcome.New => New, RowOutcome.Changed => Changed, RowOutcome.Unchanged => Unchanged, RowOutcome.Conflict => Conflicts, _ => Errors };
}

internal sealed class ImportCounts
{
    private readonly int[] _outcomes = new int[5];
    private int _joined;
    private int _codes;
    private int _repriced;
    private int _noCode;

    public int Rows => _outcomes.Sum();

    public void Add(ImportRow row)
    {
        _outcomes[(int)row.Outcome]++;
        if (row.StaysOut)
            return;
        _joined += row.Joins ? 1 : 0;
        _codes += row.Code == CodeStep.Make ? 1 : 0;
        _repriced += row.Code == CodeStep.Reprice ? 1 : 0;
        _noCode += row.IsRefused ? 1 : 0;
    }

    public ImportReport Report(string encoding, char delimiter, IReadOnlyList<string> ignored) =>
        new(encoding, delimiter, ignored, _outcomes[0], _outcomes[1], _outcomes[2], _outcomes[3], _outcomes[4], _joined, _codes, _repriced, _noCode);
}
