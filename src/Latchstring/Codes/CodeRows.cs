using System.Buffers.Binary;
using System.Globalization;

namespace Latchstring.Codes;

internal sealed record ImportTerms(CodeImport Input, TimeZoneInfo Zone, DateTimeOffset Now)
{
    public int? MaxUses => Input.Usage == Usage.Single ? 1 : Input.Unlimited ? null : Input.MaxUses;
}

/// <summary>A code read from a file. <paramref name="Own"/>: the row names terms of its own.</summary>
internal readonly record struct CodeFileRow(int Row, string Text, UInt128 Fingerprint, int? MaxUses, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTill, bool Own);

/// <summary>The rows of an import, sorted into good ones and problems.</summary>
internal sealed class CodeRows
{
    private const int NamedProblems = 1_000;
    private static readonly string[] CodeNames = ["code", "codes", "access code", "access codes", "zugangscode", "zugangscodes", "coupon", "voucher", "code d'accès", "code d’accès"];
    private static readonly string[] TillNames = ["valid till", "valid until", "validtill", "expires", "gültig bis", "valable jusqu'au", "valable jusqu’au"];
    private static readonly string[] FromNames = ["valid from", "validfrom", "gültig ab", "valable à partir du"];
    private static readonly string[] UsesNames = ["max uses", "maxuses", "uses", "max. nutzungen", "nutzungen", "utilisations max."];
    private static readonly string[] Dates = ["yyyy-MM-dd", "d.M.yyyy", "d/M/yyyy"];

    public List<CodeFileRow> Good { get; private set; } = [];
    public List<RowProblem> Problems { get; } = [];
    public List<string> IgnoredColumns { get; } = [];
    public int Count { get; private set; }
    public int Bad { get; private set; }
    public IReadOnlyList<string> Sample => [.. Good.Take(5).Select(row => row.Text)];

    public static Result<CodeRows> Read(CsvTable table, WorkspaceKeys keys, ImportTerms terms)
    {
        var rows = new CodeRows();
        Columns? columns = null;
        var seen = new Dictionary<UInt128, int>();
        foreach (var read in table.Rows())
        {
            if (read.Problem is { } broken)
            {
                if (broken.Extensions is null)
                    return broken;
                rows.Count++;
                rows.Refuse((int)broken.Extensions["row"]!, null, broken);
                continue;
            }
            if (columns is null)
            {
                var found = ColumnsOf(read.Value.Cells, rows);
                if (!found.Ok)
                    return found.Problem;
                columns = found.Value;
                if (columns.Value.Header)
                    continue;
            }
            rows.Count++;
            rows.Take(read.Value, columns.Value, keys, terms, seen);
        }
        return rows.Count == 0 ? Problem.Invalid("file", "The file has no rows.") : rows;
    }

    /// <summary>Moves rows whose text is or was in use to the problems.</summary>
    public async Task RefuseAsync(Func<IEnumerable<NewCode>, Task<HashSet<UInt128>>> taken)
    {
        var known = await taken(Good.Select(row => new NewCode(0, row.Fingerprint)));
        if (known.Count == 0)
            return;
        foreach (var row in Good.Where(row => known.Contains(row.Fingerprint)))
            Refuse(row.Row, row.Text, EditCode.Taken);
        Good = Good.FindAll(row => !known.Contains(row.Fingerprint));
        Problems.Sort((a, b) => a.Row.CompareTo(b.Row));
    }

    private void Take(CsvRow row, Columns columns, WorkspaceKeys keys, ImportTerms terms, Dictionary<UInt128, int> seen)
    {
        string Cell(int? column) => column is { } at && at < row.Cells.Length ? row.Cells[at] : "";
        var typed = Cell(columns.Code);
        DateTimeOffset? from = null, till = null;
        CodeText text = default;
        var problem = Uses(Cell(columns.Uses), terms, out var uses)
            ?? Date(Cell(columns.From), "validFrom", terms, 0, ref from) ?? Date(Cell(columns.Till), "validTill", terms, 1, ref till)
            ?? (till <= terms.Now ? Problem.Invalid("validTill", "This date is past. Codes must be valid till a later day.") : null)
            ?? HandMadeText.Refusal(typed, uses, out text);
        if (problem is not null)
        {
            Refuse(row.Number, typed, problem);
            return;
        }
        var fingerprint = BinaryPrimitives.ReadUInt128BigEndian(keys.Fingerprint(text));
        if (!seen.TryAdd(fingerprint, row.Number))
            Refuse(row.Number, typed, Problem.Invalid("code", "The same code stands in row {0} already.", seen[fingerprint]));
        else
            Good.Add(new CodeFileRow(row.Number, typed, fingerprint, uses, from ?? terms.Input.ValidFrom, till ?? terms.Input.ValidTill, uses != terms.MaxUses || from is not null || till is not null));
    }

    private void Refuse(int row, string? text, Problem problem)
    {
        Bad++;
        if (Problems.Count < NamedProblems)
            Problems.Add(new RowProblem(row, text is { Length: > 80 } ? text[..80] + "…" : text, problem));
    }

    private static Problem? Uses(string cell, ImportTerms terms, out int? uses)
    {
        uses = terms.MaxUses;
        if (cell.Length == 0)
            return null;
        if (!int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > 1_000_000_000)
            return Problem.Invalid("maxUses", "“{0}” is not a number of uses.", Short(cell));
        uses = number;
        return null;
    }

    /// <summary>A day means its start, or with <paramref name="days"/> 1 its end, in the workspace's zone.</summary>
    private static Problem? Date(string cell, string field, ImportTerms terms, int days, ref DateTimeOffset? time)
    {
        if (cell.Length == 0)
            return null;
        if (DateOnly.TryParseExact(cell, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            time = Days.StartOf(day.AddDays(days), terms.Zone);
        else if (DateTimeOffset.TryParseExact(cell, ["yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            time = instant.ToUniversalTime();
        else
            return Problem.Invalid(field, "“{0}” is not a date. Write 2027-06-30.", Short(cell));
        return null;
    }

    private static string Short(string cell) => cell.Length > 40 ? cell[..40] + "…" : cell;

    private readonly record struct Columns(bool Header, int Code, int? Till, int? From, int? Uses);

    /// <summary>By the names in the first row; a file of one column needs none.</summary>
    private static Result<Columns> ColumnsOf(string[] first, CodeRows rows)
    {
        int? Find(string[] names) => Array.FindIndex(first, cell => names.Contains(cell.ToLowerInvariant())) is >= 0 and var at ? at : null;
        if (Find(CodeNames) is not { } code)
            return first.Length == 1 ? new Columns(false, 0, null, null, null) : Problem.Invalid("file", "The first row names no column “Code”. Name the column that holds the codes.");
        var columns = new Columns(true, code, Find(TillNames), Find(FromNames), Find(UsesNames));
        rows.IgnoredColumns.AddRange(first.Where((name, i) => i != code && i != columns.Till && i != columns.From && i != columns.Uses && name.Length > 0));
        return columns;
    }
}
