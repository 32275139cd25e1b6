using Latchstring.Data;

namespace Latchstring.Jobs;

/// <summary>Claims queued jobs, and running ones whose lease ran out because their worker died, and runs them one after another.</summary>
public sealed class RunJobs(Database database, IEnumerable<IJobHandler> handlers)
{
    private readonly Dictionary<string, IJobHandler> _handlers = handlers.ToDictionary(handler => handler.Kind);

    /// <summary>
    /// When a server starts on SQLite: there is no other, so whatever still runs died with the last one and goes on at once. On PostgreSQL
    /// another node may be at it; there leases run out by themselves.
    /// </summary>
    public Task TakeUpAsync(CancellationToken cancellationToken) => database is SqliteDatabase
        ? database.WriteAsync(Guid.Empty, db => db.ExecuteAsync("update job set status = 'Queued', lease_until = null where status = 'Running'", cancellationToken), cancellationToken)
        : Task.CompletedTask;

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
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await run.GiveBackAsync();
            throw;
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
