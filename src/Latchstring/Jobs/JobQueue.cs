using Latchstring.Data;

namespace Latchstring.Jobs;

/// <summary>Does one kind of long work. It may be called again after a crash and then goes on from what the database says is done.</summary>
public interface IJobHandler
{
    string Kind { get; }

    Task RunAsync(JobRun run, CancellationToken cancellationToken);
}

/// <summary>Another worker holds the job now, or somebody cancelled it: stop without writing anything more.</summary>
public sealed class JobLostException() : Exception("The job's lease was lost or the job was cancelled.");

/// <summary>A claimed job. Every transaction of the work ends with <see cref="ReportAsync"/>, which also proves that the claim still holds.</summary>
public sealed class JobRun(Database database, Guid workspaceId, Guid id, Guid? subjectId, string payload, int fence)
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public Guid WorkspaceId => workspaceId;
    public Guid Id => id;
    public Guid? SubjectId => subjectId;
    public string Payload => payload;

    /// <summary>Moves the bar inside the caller's transaction and renews the lease.</summary>
    /// <exception cref="JobLostException">The claim is gone; the caller's transaction must roll back.</exception>
    public async Task ReportAsync(Db db, long done, string? result, CancellationToken cancellationToken)
    {
        var held = await db.ExecuteAsync(
            "update job set done = @done, result = coalesce(@result, result), lease_until = @lease where workspace_id = @ws and id = @id and fence = @fence and status = 'Running'",
            cancellationToken, ("done", done), ("result", result), ("lease", database.Now + Lease), ("id", id), ("fence", fence));
        if (held == 0)
            throw new JobLostException();
    }

    internal Task FinishAsync(JobStatus status, string? error) => database.WriteAsync(workspaceId, db => db.ExecuteAsync(
        "update job set status = @status, error = @error, lease_until = null, finished_at = @now where workspace_id = @ws and id = @id and fence = @fence and status = 'Running'",
        CancellationToken.None, ("status", status), ("error", error), ("now", database.Now), ("id", id), ("fence", fence)));
}

/// <summary>Claims queued jobs, and running ones whose lease ran out because their worker died, and runs them one after another.</summary>
public sealed class JobQueue(Database database, IEnumerable<IJobHandler> handlers) : IDisposable
{
    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(handler => handler.Kind);
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Says that a job was just written, so that its worker need not wait for the next look.</summary>
    public void Wake() => _wake.Release();

    public void Dispose() => _wake.Dispose();

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _wake.WaitAsync(atMost, cancellationToken);

    /// <summary>Runs one job to its end. False when there was none.</summary>
    public async Task<bool> RunOneAsync(CancellationToken cancellationToken)
    {
        if (await ClaimAsync(cancellationToken) is not var (kind, run))
            return false;
        try
        {
            await _handlers[kind].RunAsync(run, cancellationToken);
            await run.FinishAsync(JobStatus.Done, null);
        }
        catch (JobLostException)
        {
            return true;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            await run.FinishAsync(JobStatus.Failed, exception.Message);
            throw;
        }
        return true;
    }

    private async Task<(string Kind, JobRun Run)?> ClaimAsync(CancellationToken cancellationToken)
    {
        // Looking first keeps an idle server from writing every second.
        await using (var look = database.Read(Guid.Empty))
        {
            var waiting = await look.QueryAsync(
                "select 1 from job where status = 'Queued' or (status = 'Running' and lease_until < @now) limit 1", row => row.Int(0), cancellationToken, ("now", database.Now));
            if (waiting.Count == 0)
                return null;
        }
        return await database.WriteAsync<(string, JobRun)?>(Guid.Empty, async db =>
        {
            var claimed = await db.QueryAsync(
                $"""
                update job set status = 'Running', fence = fence + 1, lease_until = @lease
                where id = (select id from job where status = 'Queued' or (status = 'Running' and lease_until < @now) order by created_at limit 1 {db.SkipLocked})
                returning kind, workspace_id, id, subject_id, payload, fence
                """,
                row => (row.Text(0), new JobRun(database, row.Guid(1), row.Guid(2), row.GuidOrNull(3), row.Text(4), row.Int(5))),
                cancellationToken, ("now", database.Now), ("lease", database.Now + JobRun.Lease));
            return claimed.Count == 0 ? null : claimed[0];
        }, cancellationToken);
    }
}
