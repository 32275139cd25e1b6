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
                   c.use_count > 0 or exists (select 1 from redemption r where r.workspace_id = @ws and r.code_id = c.id)
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

    /// <summary>All matching rows, once, for the bar of a job that is going to touch each of them anyway.</summary>
    public static async Task<long> CountAsync(Db db, Where where, CancellationToken cancellationToken) =>
        (await db.QueryAsync($"select count(*) from {Lists} where {where.Sql("c.workspace_id = @ws")}", row => row.Long(0), cancellationToken, [.. where.Parameters]))[0];

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

    /// <summary>One entry a code, so that each code's timeline shows it.</summary>
    public static Task AuditAsync(Db db, Actor actor, DateTimeOffset now, string action, IReadOnlyList<Guid> codes, object? detail, CancellationToken cancellationToken) =>
        AuditEntry.InsertAsync(db, codes.Select(code => AuditEntry.By(actor, now, action, "code", code, detail)).ToList());

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

    private static string Names(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"@k{i}"));

    private static (string Name, object? Value)[] Values(IReadOnlyList<Guid> ids) => [.. ids.Select((id, i) => ($"k{i}", (object?)id))];
}
