using System.Text;

namespace Latchstring.Codes;

/// <summary>Writes rows of codes as lines of CSV.</summary>
internal sealed class CodeFileLines(CodeTexts texts, TimeZoneInfo zone, DateTimeOffset now)
{
    private static readonly string[] Columns =
    [
        "Code", "Created", "Valid from", "Valid till", "Usage", "Max uses", "Used", "Active", "Status", "Redeemed by", "Redeemed at", "Assigned to", "Opens", "Price", "Exported to", "Exported at", "Note", "Id", "Batch",
    ];

    public ReadOnlyMemory<byte> Header(CodeFileKind kind)
    {
        var line = new StringBuilder("\uFEFF");
        CsvCells.AppendLine(line, kind == CodeFileKind.CodesOnly ? ["Code"] : Columns);
        return Encoding.UTF8.GetBytes(line.ToString());
    }

    public byte[] Render(List<CodeFileRecord> rows, CodeFileNames? names)
    {
        var lines = new StringBuilder(rows.Count * (names is null ? 18 : 200));
        foreach (var row in rows)
        {
            CsvCells.Append(lines, texts.Of(row.BatchId, row.Number, row.SealedText));
            if (names is not null)
                Rest(lines, row, names);
            lines.Append("\r\n");
        }
        return Bytes(lines);
    }

    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private void Rest(StringBuilder lines, CodeFileRecord row, CodeFileNames names)
    {
        var batch = names.Batches[row.BatchId];
        var redeemer = names.Redeemers.GetValueOrDefault(row.Id);
        var export = row.ExportId is { } id ? names.Exports.GetValueOrDefault(id) : default;
        var status = AccessCode.StatusOf(row.State, row.UseCount, row.MaxUses, row.ValidFrom, row.ValidTill, now);
        Cell(Stamp(batch.CreatedAt));
        Cell(row.ValidFrom is { } from ? Day(from, from) : null);
        Cell(row.ValidTill is { } till ? Day(till, till.AddTicks(-1)) : null);
        Cell(row.MaxUses == 1 ? "single" : "multiple");
        lines.Append(',');
        if (row.MaxUses is { } max)
            lines.Append(max);
        lines.Append(',').Append(row.UseCount);
        Cell(row.State == CodeState.Active ? "yes" : "no");
        Cell(CodeFilter.NameOf(status));
        Cell(redeemer.Who);
        Cell(redeemer.When);
        Cell(row.AssigneeId is { } assignee ? names.Assignees.GetValueOrDefault(assignee) : null);
        Cell(batch.Opens);
        Cell(row.PriceId is { } price ? names.Prices.GetValueOrDefault(price) : null);
        Cell(export.Target);
        Cell(export.Target is null ? null : Stamp(export.At));
        Cell(batch.Note);
        Cell(row.Id.ToString());
        Cell(row.BatchId.ToString());

        void Cell(string? cell)
        {
            lines.Append(',');
            CsvCells.Append(lines, cell);
        }
    }

    /// <summary>A day of the workspace where the instant is its start or end, else the instant itself; an import reads both.</summary>
    private string Day(DateTimeOffset time, DateTimeOffset within) =>
        TimeZoneInfo.ConvertTime(time, zone).TimeOfDay == TimeSpan.Zero ? Days.Of(within, zone).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) : Stamp(time);

    private static byte[] Bytes(StringBuilder lines)
    {
        var length = 0;
        foreach (var part in lines.GetChunks())
            length += Encoding.UTF8.GetByteCount(part.Span);
        var bytes = new byte[length];
        var at = 0;
        foreach (var part in lines.GetChunks())
            at += Encoding.UTF8.GetBytes(part.Span, bytes.AsSpan(at));
        return bytes;
    }
}
