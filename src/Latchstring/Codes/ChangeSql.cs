using System.Data.Common;
using Latchstring.Audit;
using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>The set-based statements behind <see cref="ChangeCodes"/>: codes, the batch's kept counts, one audit entry a code.</summary>
internal static class ChangeSql
{
    private const string Lists = "access_code c join code_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id";

    /// <summary>Reads and, on PostgreSQL, locks the codes, in the order of their ids so that two changes cannot lock each other out.</summary>
    public static Task<List<ChangeableCode>> ReadAsync(Db db, Actor actor, IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var where = new Where().And($"c.id in ({Names(ids.Count)})", Values(ids));
        CodeFilter.Scope(where, actor);
        return db.QueryAsync(
            $"""
            select c.id, c.batch_id, c.state, c.use_count, c.max_uses, c.valid_till,
                   exists (select 1 from redemption r where r.workspace_id = @ws and r.code_id = c.id)
            from {Lists} where {where.Sql("c.workspace_id = @ws")} order by c.id {LockOf(db)}
            """,
            row => new ChangeableCode(row.Guid(0), row.Guid(1), row.Enum<CodeState>(2), row.Int(3), row.IntOrNull(4), row.TimeOrNull(5), row.Bool(6)),
            cancellationToken, [.. where.Parameters]);
    }

    /// <summary>Matching ids, without those that are in the wanted state already.</summary>
    public static Task<List<Guid>> IdsAsync(Db db, Where where, CodeChange change, int limit, CancellationToken cancellationToken)
    {
        if (ChangeRules.After(change) is { } after)
            where.And("c.state <> @after", ("after", after));
        return db.QueryAsync($"select c.id from {Lists} where {where.Sql("c.workspace_id = @ws")} order by c.id limit {limit}", row => row.Guid(0), cancellationToken, [.. where.Parameters]);
    }

    public static async Task ApplyAsync(Db db, Actor actor, CodeChange change, List<ChangeableCode> codes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = codes.ConvertAll(code => code.Id);
        if (ChangeRules.After(change) is { } state)
            await db.ExecuteAsync($"update access_code set state = @state, version = version + 1 where workspace_id = @ws and id in ({Names(ids.Count)})", cancellationToken, [("state", state), .. Values(ids)]);
        else
            await DeleteAsync(db, ids, now, cancellationToken);
        foreach (var batch in codes.GroupBy(code => code.BatchId).OrderBy(group => group.Key, GuidOrder.Instance))
            await CountAsync(db, change, batch.Key, [.. batch], cancellationToken);
        await AuditAsync(db, actor, now, ChangeRules.ActionOf(change), ids, null, cancellationToken);
    }

    /// <summary>One entry a code, so that each code's timeline shows it, in one statement a thousand.</summary>
    public static async Task AuditAsync(Db db, Actor actor, DateTimeOffset now, string action, IReadOnlyList<Guid> codes, string? detail, CancellationToken cancellationToken)
    {
        var tx = db is SqliteDb sqlite ? (Column: ", tx", Value: ", " + sqlite.Tx) : (Column: "", Value: "");
        var rows = codes.Select((_, i) => $"(@ws, @e{i}, @at, @kind, @actor, @name, @action, 'code', @c{i}, @detail{tx.Value})");
        await using var command = db.Command(
            $"insert into audit_entry (workspace_id, id, at, actor_kind, actor_id, actor_name, action, subject, subject_id, detail{tx.Column}) values {string.Join(',', rows)}",
            ("at", now), ("kind", actor.Kind), ("name", actor.Name), ("action", action));
        BindNullable(db, command, "actor", actor.Id, System.Data.DbType.Guid);
        BindNullable(db, command, "detail", detail, System.Data.DbType.String);
        for (var i = 0; i < codes.Count; i++)
        {
            db.Bind(command, $"e{i}", Guid.CreateVersion7());
            db.Bind(command, $"c{i}", codes[i]);
        }
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Nothing but a hash of the text remains, also of its former texts, so that it is never issued again (X1, I2).</summary>
    private static async Task DeleteAsync(Db db, List<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var list = Names(ids.Count);
        await db.ExecuteAsync($"update retired_text set code_id = null, alias_until = null, sealed_text = null where workspace_id = @ws and code_id in ({list})", cancellationToken, Values(ids));
        await db.ExecuteAsync(
            $"insert into retired_text (workspace_id, fingerprint, retired_at) select workspace_id, fingerprint, @now from access_code where workspace_id = @ws and id in ({list})",
            cancellationToken, [("now", now), .. Values(ids)]);
        await db.ExecuteAsync($"delete from access_code where workspace_id = @ws and id in ({list})", cancellationToken, Values(ids));
    }

    private static Task<int> CountAsync(Db db, CodeChange change, Guid batch, IReadOnlyList<ChangeableCode> codes, CancellationToken cancellationToken)
    {
        var after = ChangeRules.After(change);
        int Moved(CodeState state) => (after == state ? codes.Count : 0) - codes.Count(code => code.State == state);
        return db.ExecuteAsync(
            "update code_batch set inactive = inactive + @inactive, archived = archived + @archived, deleted = deleted + @deleted where workspace_id = @ws and id = @id",
            cancellationToken, ("inactive", Moved(CodeState.Inactive)), ("archived", Moved(CodeState.Archived)), ("deleted", after is null ? codes.Count : 0), ("id", batch));
    }

    /// <summary>Only the codes: their batches are counted later, in one update each.</summary>
    private static string LockOf(Db db) => db.ForUpdate.Length == 0 ? "" : db.ForUpdate + " of c";

    private static void BindNullable(Db db, DbCommand command, string name, object? value, System.Data.DbType type)
    {
        db.Bind(command, name, value);
        // PostgreSQL cannot tell the type of a null among many rows of values.
        if (value is null && db is PostgresDb)
            command.Parameters[^1].DbType = type;
    }

    private static string Names(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"@k{i}"));

    private static (string Name, object? Value)[] Values(IReadOnlyList<Guid> ids) => [.. ids.Select((id, i) => ($"k{i}", (object?)id))];
}
