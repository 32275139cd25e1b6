using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>A code as exports read it.</summary>
internal readonly record struct CodeFileRecord(
    Guid Id, Guid BatchId, int Number, byte[]? SealedText, CodeState State, int UseCount, int? MaxUses, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTill, Guid? AssigneeId, Guid? PriceId, Guid? ExportId);

/// <summary>What the ids of a chunk stand for.</summary>
internal sealed record CodeFileNames(
    Dictionary<Guid, (string Opens, string? Note, DateTimeOffset CreatedAt)> Batches, Dictionary<Guid, string> Prices, Dictionary<Guid, (string Target, DateTimeOffset At)> Exports,
    Dictionary<Guid, string> Assignees, Dictionary<Guid, (string Who, string When)> Redeemers);

internal static class CodeFileSql
{
    public static async Task<List<CodeFileRecord>> ReadAsync(Db db, Where where, CodeFileKind kind, Guid? last, int size, CancellationToken cancellationToken)
    {
        var only = kind == CodeFileKind.CodesOnly;
        var conditions = where.Sql(last is null ? "c.workspace_id = @ws" : "c.workspace_id = @ws and c.id > @last");
        var from = conditions.Contains("b.", StringComparison.Ordinal) ? "access_code c join code_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id" : "access_code c";
        var columns = only ? "" : ", c.state, c.use_count, c.max_uses, c.valid_from, c.valid_till, c.assignee_id, c.price_id, c.export_id";
        await using var command = db.Command($"select c.id, c.batch_id, c.number, c.sealed_text{columns} from {from} where {conditions} order by c.id limit {size}", [.. where.Parameters]);
        if (last is { } id)
            db.Bind(command, "last", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<CodeFileRecord>(size);
        var row = new Row(db, reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(only
                ? new CodeFileRecord(row.Guid(0), row.Guid(1), row.Int(2), row.BytesOrNull(3), default, 0, 1, null, null, null, null, null)
                : new CodeFileRecord(row.Guid(0), row.Guid(1), row.Int(2), row.BytesOrNull(3), StateOf(row.Text(4)), row.Int(5), row.IntOrNull(6), row.TimeOrNull(7), row.TimeOrNull(8), row.GuidOrNull(9), row.GuidOrNull(10), row.GuidOrNull(11)));
        }
        return rows;
    }

    public static async Task<CodeFileNames> NamesAsync(Db db, List<CodeFileRecord> rows, CancellationToken cancellationToken)
    {
        var (first, last) = (rows[0].Id, rows[^1].Id);
        (string, object?)[] range = [("first", first), ("last", last)];
        const string Range = "c.workspace_id = @ws and c.id between @first and @last";
        var batches = await Many(
            """
            select b.id, coalesce(o.name, p.name, ''), b.note, b.created_at from code_batch b
            left join offering o on o.workspace_id = b.workspace_id and o.id = b.offering_id left join programme p on p.workspace_id = b.workspace_id and p.id = b.programme_id
            where b.workspace_id = @ws and b.id between @first_batch and @last_batch
            """,
            row => (row.Text(1), row.TextOrNull(2), row.Time(3)), ("first_batch", rows[0].BatchId), ("last_batch", rows[^1].BatchId));
        var prices = rows.Exists(row => row.PriceId is not null) ? await Many("select id, name from price where workspace_id = @ws", row => row.Text(1)) : [];
        var exports = rows.Exists(row => row.ExportId is not null) ? await Many("select id, target, at from code_export where workspace_id = @ws", row => (row.Text(1), row.Time(2))) : [];
        var assignees = rows.Exists(row => row.AssigneeId is not null)
            ? await Many($"select distinct p.id, p.first_name, p.last_name, p.email, p.phone from access_code c join person p on p.workspace_id = c.workspace_id and p.id = c.assignee_id where {Range} and c.assignee_id is not null", PersonOf, range) : [];
        var redeemers = rows.Exists(row => row.UseCount > 0) ? await RedeemersAsync(db, range, cancellationToken) : [];
        return new CodeFileNames(batches, prices, exports, assignees, redeemers);

        async Task<Dictionary<Guid, T>> Many<T>(string sql, Func<Row, T> map, params (string, object?)[] parameters) =>
            (await db.QueryAsync(sql, row => (Id: row.Guid(0), Value: map(row)), cancellationToken, parameters)).ToDictionary(pair => pair.Id, pair => pair.Value);
    }

    /// <summary>All who redeemed a code of the chunk, in the order in which they did (S4.20, S4.32).</summary>
    private static async Task<Dictionary<Guid, (string Who, string When)>> RedeemersAsync(Db db, (string, object?)[] range, CancellationToken cancellationToken)
    {
        var rows = await db.QueryAsync(
            """
            select r.code_id, p.first_name, p.last_name, p.email, p.phone, r.redeemed_at from redemption r join person p on p.workspace_id = r.workspace_id and p.id = r.person_id
            where r.workspace_id = @ws and r.code_id between @first and @last and r.reversed_at is null order by r.code_id, r.id
            """,
            row => (Code: row.Guid(0), Who: PersonOf(row), When: row.Time(5)), cancellationToken, range);
        return rows.GroupBy(row => row.Code).ToDictionary(group => group.Key, group => (string.Join("; ", group.Select(row => row.Who)), string.Join("; ", group.Select(row => CodeFileLines.Stamp(row.When)))));
    }

    private static string PersonOf(Row row) => row.TextOrNull(3) is { } email && CodeList.NameOf(row) is var name && name != email ? $"{name} <{email}>" : CodeList.NameOf(row);

    private static CodeState StateOf(string name) => name.Length switch { 6 => CodeState.Active, 8 when name[0] == 'I' => CodeState.Inactive, _ => CodeState.Archived };
}
