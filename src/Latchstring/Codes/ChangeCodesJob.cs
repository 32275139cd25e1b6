using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Jobs;

namespace Latchstring.Codes;

/// <summary>Where a change of many codes stands; kept as the job's result.</summary>
/// <param name="Reasons">Refusals by the code of their problem.</param>
public sealed record ChangeProgress(CodeChange Change, long Changed, long Refused, Guid? Last, IReadOnlyDictionary<string, long>? Reasons = null)
{
    public static ChangeProgress? Of(Job job) => job.Kind == ChangeCodes.JobKind && job.Result is { } result ? JsonSerializer.Deserialize<ChangeProgress>(result, AuditJson.Options) : null;

    internal ChangeProgress After(CodesChanged done, Guid last) => this with
    {
        Changed = Changed + done.Changed,
        Refused = Refused + done.RefusedCount,
        Last = last,
        Reasons = (Reasons ?? new Dictionary<string, long>()).Concat(done.Reasons).GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Sum(pair => pair.Value)),
    };
}

/// <summary>Walks all codes that match, a chunk a transaction, and goes on behind the last one after a crash.</summary>
public sealed class ChangeCodesJob(Database database) : IJobHandler
{
    private const int Chunk = 5_000;

    public string Kind => ChangeCodes.JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var job = JsonSerializer.Deserialize<ChangeJob>(run.Payload, AuditJson.Options)!;
        var actor = job.Actor.ToActor();
        var progress = await ResumeAsync(run, job.Change, cancellationToken);
        while (!cancellationToken.IsCancellationRequested)
        {
            var ids = await NextAsync(actor, job, progress.Last, cancellationToken);
            if (ids.Count == 0)
                return;
            progress = await database.WriteAsync(run.WorkspaceId, async db =>
            {
                var done = await ChangeCodes.ChangeAsync(db, actor, job.Change, ids, database.Now, cancellationToken);
                var now = progress.After(done, ids[^1]);
                await run.ReportAsync(db, now.Changed + now.Refused, JsonSerializer.Serialize(now, AuditJson.Options), cancellationToken);
                return now;
            }, cancellationToken);
        }
    }

    public static CodeChange ChangeOf(Job job) => InputOf(job).Change;

    /// <summary>The filter under which the changed codes stand now: their status is another one.</summary>
    public static CodeFilter ResultOf(Job job) => InputOf(job).Filter with
    {
        Status = ChangeRules.After(ChangeOf(job)) switch { CodeState.Inactive => CodeStatus.Inactive, CodeState.Archived => CodeStatus.Archived, _ => null },
    };

    private static ChangeJob InputOf(Job job) => JsonSerializer.Deserialize<ChangeJob>(job.Payload, AuditJson.Options)!;

    public Task<bool> ReachesAsync(Db db, Actor actor, Job job, CancellationToken cancellationToken) =>
        Task.FromResult(InputOf(job).Actor.IsWithin(actor));

    private async Task<ChangeProgress> ResumeAsync(JobRun run, CodeChange change, CancellationToken cancellationToken)
    {
        await using var db = database.Read(run.WorkspaceId);
        var kept = await db.QueryAsync("select result from job where workspace_id = @ws and id = @id", row => row.TextOrNull(0), cancellationToken, ("id", run.Id));
        return kept is [{ } result] ? JsonSerializer.Deserialize<ChangeProgress>(result, AuditJson.Options)! : new ChangeProgress(change, 0, 0, null);
    }

    private async Task<List<Guid>> NextAsync(Actor actor, ChangeJob job, Guid? last, CancellationToken cancellationToken)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var where = await ChangeCodes.Concerning(job.Filter, job.Change).WhereAsync(db, actor, database.Keys.Of(actor.WorkspaceId), database.Now, cancellationToken);
        if (where is null)
            return [];
        if (last is { } id)
            where.And("c.id > @last", ("last", id));
        return await ChangeSql.IdsAsync(db, where, job.Change, Chunk, cancellationToken);
    }
}
