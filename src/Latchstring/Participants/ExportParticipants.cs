using System.Text;
using Latchstring.Codes;
using Latchstring.Data;

namespace Latchstring.Participants;

/// <summary>
/// The participants of a contract in the format of its template, with their codes (S0.30, S0.40). The same file comes back in unchanged:
/// what it says of people is what the import reads.
/// </summary>
public sealed class ExportParticipants(Database database)
{
    private const int AtOnce = 2_000;
    private const int Enough = 32 * 1024;

    public async Task<Result<ParticipantFile>> RunAsync(Actor actor, Guid agreementId, ParticipantFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var contract = await Contract.ReadAsync(db, actor, Permission.SeePeople, agreementId, cancellationToken);
        return contract.Ok ? new ParticipantFile(contract.Value, (stream, count, token) => WriteAsync(actor, contract.Value, filter, stream, count, token)) : contract.Problem;
    }

    private async Task WriteAsync(Actor actor, Contract contract, ParticipantFilter filter, Stream stream, Action<int> count, CancellationToken cancellationToken)
    {
        await using var db = database.Read(actor.WorkspaceId);
        await using var beside = database.Read(actor.WorkspaceId);
        var codes = actor.May(Permission.SeeCodes) ? await CodeTexts.ReadAsync(beside, database.Keys.Of(actor.WorkspaceId), await BatchesAsync(beside, contract, cancellationToken), cancellationToken) : null;
        var columns = ColumnsOf(contract, codes is not null);
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 2 * Enough, leaveOpen: true);
        var lines = new StringBuilder();
        CsvCells.AppendLine(lines, [.. columns.Select(column => column.Heading)]);
        var where = ListParticipants.Matching(contract.Agreement.Id, filter);
        await foreach (var some in ChunksAsync(db, where, cancellationToken))
        {
            var values = columns.Exists(column => column.Holds == ColumnHolds.Property) ? await ValuesAsync(beside, some, cancellationToken) : [];
            foreach (var row in some)
            {
                CsvCells.AppendLine(lines, [.. columns.Select(column => Cell(contract, column, row, values, codes))]);
                if (lines.Length < Enough)
                    continue;
                await writer.WriteAsync(lines, cancellationToken);
                lines.Clear();
            }
            count(some.Count);
        }
        await writer.WriteAsync(lines, cancellationToken);
    }

    /// <summary>Those of the template, and the code behind them if it has no column of its own.</summary>
    private static List<TemplateColumn> ColumnsOf(Contract contract, bool codes) =>
        [.. contract.Layout.Columns.Where(column => codes || column.Holds != ColumnHolds.Code), .. codes && contract.Layout.Columns.All(column => column.Holds != ColumnHolds.Code) ? [new TemplateColumn("Invitation code", ColumnHolds.Code)] : Array.Empty<TemplateColumn>()];

    private sealed record Line(Guid Person, string? FirstName, string? LastName, string? Email, string? Phone, string? ClientId, string? Locale, string? Notes, Guid? Price, Guid? Batch, int Number, byte[]? Sealed);

    private static async IAsyncEnumerable<List<Line>> ChunksAsync(Db db, Where where, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = db.Command(
            $"""
            select t.person_id, p.first_name, p.last_name, p.email, p.phone, p.client_id, p.locale, t.notes, k.price_id, k.batch_id, coalesce(k.number, 0), k.sealed_text from {ListParticipants.Rows.From}
            where {where.Sql("t.workspace_id = @ws")} order by {ListParticipants.Rows.Sorts["name"]}, t.person_id
            """, [.. where.Parameters]);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var some = new List<Line>(AtOnce);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new Row(db, reader);
            some.Add(new Line(row.Guid(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.TextOrNull(5), row.TextOrNull(6), row.TextOrNull(7), row.GuidOrNull(8), row.GuidOrNull(9), row.Int(10), row.BytesOrNull(11)));
            if (some.Count < AtOnce)
                continue;
            yield return some;
            some = new List<Line>(AtOnce);
        }
        yield return some;
    }

    private static string? Cell(Contract contract, TemplateColumn column, Line line, Dictionary<(Guid, Guid), string> values, CodeTexts? codes) => column.Holds switch
    {
        ColumnHolds.Email => line.Email,
        ColumnHolds.FirstName => line.FirstName,
        ColumnHolds.LastName => line.LastName,
        ColumnHolds.Phone => line.Phone,
        ColumnHolds.ClientId => line.ClientId,
        ColumnHolds.Locale => line.Locale,
        ColumnHolds.Notes => line.Notes,
        ColumnHolds.Property => values.GetValueOrDefault((line.Person, column.PropertyId!.Value)),
        ColumnHolds.Price => contract.Prices.FirstOrDefault(price => price.Id == line.Price) is { } price ? contract.Word(price) : null,
        ColumnHolds.Code => line.Batch is { } batch ? codes!.Of(batch, line.Number, line.Sealed) : null,
        _ => null,
    };

    private static async Task<Dictionary<(Guid, Guid), string>> ValuesAsync(Db db, List<Line> some, CancellationToken cancellationToken)
    {
        var values = new Dictionary<(Guid, Guid), string>();
        if (some.Count == 0)
            return values;
        await using var command = db.Command("");
        command.CommandText = $"select v.person_id, v.property_id, v.value from {db.Rows(command, "k", ("id", some.Select(line => line.Person).ToArray()))} {db.ThenJoin} person_property v on v.workspace_id = @ws and v.person_id = k.id";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            values[(db.ReadGuid(reader, 0), db.ReadGuid(reader, 1))] = reader.GetString(2);
        return values;
    }

    private static async Task<HashSet<Guid>> BatchesAsync(Db db, Contract contract, CancellationToken cancellationToken) =>
        [.. await db.QueryAsync("select id from code_batch where workspace_id = @ws and agreement_id = @agreement", row => row.Guid(0), cancellationToken, ("agreement", contract.Agreement.Id))];
}

/// <summary>A file about to be written: <c>write(stream, count, token)</c> tells how many rows it wrote.</summary>
public sealed record ParticipantFile(Contract Contract, Func<Stream, Action<int>, CancellationToken, Task> WriteAsync)
{
    public string Name => string.Concat(Contract.Agreement.Name.Select(c => char.IsLetterOrDigit(c) ? c : '-')).Trim('-') is { Length: > 0 } name ? $"participants-{name}.csv" : "participants.csv";
}
