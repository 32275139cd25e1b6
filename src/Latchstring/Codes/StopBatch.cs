using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <summary>Stops the making of a large batch, or goes on with it. What is made stays and works; what is not made can be made later or never.</summary>
public sealed class StopBatch(Database database, JobQueue jobs)
{
    public static readonly Problem NotIssuing = new("batch.not_issuing", 409, "This batch is not being made any more, so there is nothing to stop.");
    public static readonly Problem NotStopped = new("batch.not_stopped", 409, "Only a batch that was stopped can go on.");

    public sealed record Input(Guid Id, bool Stopped = true);

    public async Task<Result<CodeBatch>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        var result = await database.WriteAsync<CodeBatch>(actor.WorkspaceId, async db =>
        {
            var batch = await db.CodeBatches.AsNoTracking().SingleOrDefaultAsync(b => b.Id == input.Id, cancellationToken);
            if (batch is null || !await CodeScope.ReachesAsync(db, actor, Permission.ManageCodes, batch, cancellationToken))
                return Problem.NotFound("batch");
            if (await (input.Stopped ? StopAsync(db, batch.Id, cancellationToken) : GoOnAsync(db, batch.Id, cancellationToken)) == 0)
                return input.Stopped ? NotIssuing : NotStopped;
            // Read again: a chunk may have come in between.
            batch = await db.CodeBatches.AsNoTracking().SingleAsync(b => b.Id == input.Id, cancellationToken);
            if (!input.Stopped)
                db.Jobs.Add(IssueJob.For(batch, actor, database.Now));
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, input.Stopped ? "batch.stopped" : "batch.continued", "batch", batch.Id, new { batch.Issued, batch.Quantity }));
            await db.SaveChangesAsync(cancellationToken);
            return batch;
        }, cancellationToken);
        if (result.Ok && !input.Stopped)
            jobs.Wake();
        return result;
    }

    /// <summary>The batch first, then its job: the same order as the chunks, which end by proving that the job still runs.</summary>
    private async Task<int> StopAsync(Db db, Guid id, CancellationToken cancellationToken)
    {
        var stopped = await db.ExecuteAsync("update code_batch set status = 'Stopped' where workspace_id = @ws and id = @id and status = 'Issuing'", cancellationToken, ("id", id));
        if (stopped == 1)
            await db.ExecuteAsync("update job set status = 'Cancelled', lease_until = null, finished_at = @now where workspace_id = @ws and subject_id = @id and kind = @kind and status in ('Queued', 'Running')",
                cancellationToken, ("now", database.Now), ("id", id), ("kind", IssueCodes.JobKind));
        return stopped;
    }

    /// <summary>Also a batch whose job failed goes on.</summary>
    private static Task<int> GoOnAsync(Db db, Guid id, CancellationToken cancellationToken) => db.ExecuteAsync(
        """
        update code_batch set status = 'Issuing' where workspace_id = @ws and id = @id and (status = 'Stopped' or (status = 'Issuing' and not exists (
            select 1 from job j where j.workspace_id = @ws and j.subject_id = @id and j.kind = @kind and j.status in ('Queued', 'Running'))))
        """, cancellationToken, ("id", id), ("kind", IssueCodes.JobKind));
}

/// <param name="Before">Codes that an earlier job of the same batch made: its bar counts only its own.</param>
internal sealed record IssueJob(int Before = 0)
{
    public static IssueJob Of(string payload) => JsonSerializer.Deserialize<IssueJob>(payload, AuditJson.Options)!;

    public static Job For(CodeBatch batch, Actor actor, DateTimeOffset now) => new()
    {
        WorkspaceId = batch.WorkspaceId,
        Kind = IssueCodes.JobKind,
        SubjectId = batch.Id,
        Payload = JsonSerializer.Serialize(new IssueJob(batch.Issued), AuditJson.Options),
        Total = batch.Quantity - batch.Issued,
        ActorName = actor.Name,
        CreatedAt = now,
    };
}
