using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Jobs;

namespace Latchstring.Codes;

/// <param name="Target">The portal or person who gets them.</param>
/// <param name="Ids">These codes; null = all that match <paramref name="Filter"/>.</param>
/// <param name="Again">Also codes that were handed out before.</param>
public sealed record HandOut(string Target, CodeFilter? Filter = null, IReadOnlyCollection<Guid>? Ids = null, bool Again = false);

/// <param name="JobId">Set when there are too many to mark at once: the file is whole when this job is done.</param>
public sealed record HandedOut(CodeExport Export, Guid? JobId);

/// <summary>
/// Marks codes as handed out to a portal, so that the next export can leave them out (S3.32). Only codes that can be used are taken.
/// The file is then <see cref="ExportCodes"/> over <see cref="CodeFilter.ExportId"/>.
/// </summary>
public sealed class HandOutCodes(Database database, JobQueue jobs)
{
    public const int LongestTarget = 200;
    public const string JobKind = "codes.hand_out";

    public async Task<Result<HandedOut>> RunAsync(Actor actor, HandOut input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ExportCodes))
            return Problem.Forbidden;
        if (string.IsNullOrWhiteSpace(input.Target) || input.Target.Length > LongestTarget)
            return Problem.Invalid("target", "Say who gets the codes, in at most {0} characters.", LongestTarget);
        if (input.Ids is { Count: > ChangeCodes.AtOnce })
            return Problem.Invalid("ids", "Name at most {0} codes at once, or use a filter.", ChangeCodes.AtOnce);
        var filter = (input.Filter ?? new CodeFilter()) with { Status = input.Filter?.Status ?? CodeStatus.Valid };
        if (!input.Again)
            filter = filter with { Exported = false };
        await using var read = database.Read(actor.WorkspaceId);
        var where = await filter.WhereAsync(read, actor, database.Keys.Of(actor.WorkspaceId), database.Now, cancellationToken);
        var ids = where is null ? [] : await HandOutSql.IdsAsync(read, where, input.Ids, null, ChangeCodes.AtOnce + 1, cancellationToken);
        if (ids.Count == 0)
            return new Problem("export.empty", 409, "No valid code is left to hand out with this filter.");
        var export = new CodeExport { WorkspaceId = actor.WorkspaceId, Target = input.Target.Trim(), Filter = filter.Query, ActorId = actor.Id, ActorName = actor.Name, At = database.Now };
        var later = ids.Count > ChangeCodes.AtOnce;
        var job = !later ? null : new Job
        {
            WorkspaceId = actor.WorkspaceId,
            Kind = JobKind,
            SubjectId = export.Id,
            Total = await ChangeSql.CountAsync(read, where!, cancellationToken),
            Payload = JsonSerializer.Serialize(new HandOutJob(filter, JobActor.Of(actor), null), AuditJson.Options),
            ActorName = actor.Name,
            CreatedAt = database.Now,
        };
        await database.WriteAsync(actor.WorkspaceId, async db =>
        {
            db.CodeExports.Add(export);
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, "codes.exported", "export", export.Id, new { export.Target, Filter = filter.Told }));
            if (job is not null)
                db.Jobs.Add(job);
            await db.SaveChangesAsync(cancellationToken);
            if (!later)
                await HandOutSql.MarkAsync(db, actor, export.Id, export.Target, ids, database.Now, cancellationToken);
            return 0;
        }, cancellationToken);
        if (later)
            jobs.Wake();
        else
            export.Codes = ids.Count;
        return new HandedOut(export, job?.Id);
    }
}

internal sealed record HandOutJob(CodeFilter Filter, JobActor Actor, Guid? Last);

/// <summary>Marks more codes than one request should, a chunk a transaction; goes on behind the last one after a crash.</summary>
public sealed class HandOutCodesJob(Database database) : IJobHandler
{
    public string Kind => HandOutCodes.JobKind;

    public Task<bool> ReachesAsync(Db db, Actor actor, Job job, CancellationToken cancellationToken) =>
        Task.FromResult(JsonSerializer.Deserialize<HandOutJob>(job.Payload, AuditJson.Options)!.Actor.IsWithin(actor));

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var job = JsonSerializer.Deserialize<HandOutJob>(run.Payload, AuditJson.Options)!;
        var (actor, done, last) = (job.Actor.ToActor(), 0L, (Guid?)null);
        await using var read = database.Read(run.WorkspaceId);
        var export = await read.CodeExports.FindAsync([run.WorkspaceId, run.SubjectId!.Value], cancellationToken);
        // Codes marked before a crash no longer match "not exported"; with "again" they are marked twice, which changes nothing.
        for (List<Guid> ids; ;)
        {
            var where = await job.Filter.WhereAsync(read, actor, database.Keys.Of(run.WorkspaceId), database.Now, cancellationToken);
            ids = where is null ? [] : await HandOutSql.IdsAsync(read, where, null, last, 5_000, cancellationToken);
            if (ids.Count == 0)
                return;
            (done, last) = (done + ids.Count, ids[^1]);
            await database.WriteAsync(run.WorkspaceId, async db =>
            {
                await HandOutSql.MarkAsync(db, actor, export!.Id, export.Target, ids, database.Now, cancellationToken);
                await run.ReportAsync(db, done, null, cancellationToken);
                return 0;
            }, cancellationToken);
        }
    }
}

internal static class HandOutSql
{
    public static Task<List<Guid>> IdsAsync(Db db, Where where, IReadOnlyCollection<Guid>? only, Guid? last, int limit, CancellationToken cancellationToken)
    {
        if (only is not null)
            where.And($"c.id in ({string.Join(',', only.Select((_, i) => $"@o{i}").DefaultIfEmpty("null"))})", [.. only.Select((id, i) => ($"o{i}", (object?)id))]);
        if (last is { } id)
            where.And("c.id > @last", ("last", id));
        return db.QueryAsync(
            $"select c.id from access_code c join code_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id where {where.Sql("c.workspace_id = @ws")} order by c.id limit {limit}",
            row => row.Guid(0), cancellationToken, [.. where.Parameters]);
    }

    public static async Task MarkAsync(Db db, Actor actor, Guid export, string target, IReadOnlyList<Guid> ids, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var chunk in ids.Chunk(1_000))
        {
            await db.ExecuteAsync(
                $"update access_code set export_id = @export, version = version + 1 where workspace_id = @ws and id in ({string.Join(',', chunk.Select((_, i) => $"@k{i}"))})",
                cancellationToken, [("export", export), .. chunk.Select((id, i) => ($"k{i}", (object?)id))]);
            await ChangeSql.AuditAsync(db, actor, now, "code.exported", chunk, new { target, export }, cancellationToken);
        }
        await db.ExecuteAsync("update code_export set codes = codes + @n where workspace_id = @ws and id = @export", cancellationToken, ("n", ids.Count), ("export", export));
    }
}
