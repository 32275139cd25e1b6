using Latchstring.Data;

namespace Latchstring.Participants;

/// <summary>Takes codes back that were just made for people. Their texts are never issued again (X1).</summary>
internal static class MadeCodes
{
    /// <summary>The code c is as it was made: not used, not changed, not sent, not handed out.</summary>
    public const string Untouched =
        """
        c.use_count = 0 and c.state = 'Active' and c.version = 0 and c.export_id is null and c.assignee_id is not null
          and not exists (select 1 from redemption r where r.workspace_id = c.workspace_id and r.code_id = c.id)
          and not exists (select 1 from message m where m.workspace_id = c.workspace_id and m.code_id = c.id)
          and not exists (select 1 from hold h where h.workspace_id = c.workspace_id and h.code_id = c.id)
        """;

    /// <summary>Batches of which nothing is left go too.</summary>
    public static async Task DeleteAsync(Db db, IReadOnlyList<Guid> codes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var batches = new HashSet<Guid>();
        foreach (var some in codes.Chunk(10_000))
        {
            await using (var command = db.Command(""))
            {
                command.CommandText = $"select c.batch_id, count(*) from {db.Rows(command, "k", ("id", some))} {db.ThenJoin} access_code c on c.workspace_id = @ws and c.id = k.id group by c.batch_id";
                var counts = new List<(Guid Batch, long Count)>();
                await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
                {
                    while (await reader.ReadAsync(cancellationToken))
                        counts.Add((db.ReadGuid(reader, 0), new Row(db, reader).Long(1)));
                }
                foreach (var (batch, count) in counts)
                {
                    batches.Add(batch);
                    await db.ExecuteAsync("update code_batch set deleted = deleted + @count where workspace_id = @ws and id = @id", cancellationToken, ("count", (int)count), ("id", batch));
                }
            }
            await db.UpdateManyAsync("insert into retired_text (workspace_id, fingerprint, retired_at) select @ws, c.fingerprint, @now from {rows} join access_code c on c.workspace_id = @ws and c.id = a.id where 1 = 1 on conflict do nothing", [("now", now)], ("id", some));
            await db.UpdateManyAsync("delete from access_code where workspace_id = @ws and id in (select a.id from {rows})", [], ("id", some));
        }
        foreach (var batch in batches)
        {
            await db.ExecuteAsync("update import set batch_id = null where workspace_id = @ws and batch_id = @id and not exists (select 1 from access_code c where c.workspace_id = @ws and c.batch_id = @id)", cancellationToken, ("id", batch));
            await db.ExecuteAsync("delete from code_batch where workspace_id = @ws and id = @id and not exists (select 1 from access_code c where c.workspace_id = @ws and c.batch_id = @id)", cancellationToken, ("id", batch));
        }
    }
}
