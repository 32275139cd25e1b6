using Latchstring.Data;

namespace Latchstring.Jobs;

/// <summary>Does one kind of long work. It may be called again after a crash and then goes on from what the database says is done.</summary>
public interface IJobHandler
{
    string Kind { get; }

    Task RunAsync(JobRun run, CancellationToken cancellationToken);

    /// <summary>Whether a scoped actor may see this job: their scope holds all that it touches. Who knows nothing about that says no.</summary>
    Task<bool> ReachesAsync(Db db, Actor actor, Job job, CancellationToken cancellationToken) => Task.FromResult(false);
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

    /// <summary>
    /// Moves the bar of work that is one transaction, from outside of it. Where nobody else can write meanwhile only this process knows;
    /// it is the only one there.
    /// </summary>
    public async Task ShowAsync(long done, CancellationToken cancellationToken)
    {
        JobProgress.Show(id, done);
        if (database.Writers > 1)
            await database.WriteAsync(workspaceId, async db =>
            {
                await ReportAsync(db, done, null, cancellationToken);
                return 0;
            }, cancellationToken);
    }

    /// <summary>This process stops: whoever looks next goes on with it at once.</summary>
    internal Task GiveBackAsync() => database.WriteAsync(workspaceId, db => db.ExecuteAsync(
        "update job set status = 'Queued', lease_until = null where workspace_id = @ws and id = @id and fence = @fence and status = 'Running'",
        CancellationToken.None, ("id", id), ("fence", fence)));

    internal async Task FinishAsync(JobStatus status, string? error)
    {
        await database.WriteAsync(workspaceId, db => db.ExecuteAsync(
            "update job set status = @status, error = @error, lease_until = null, finished_at = @now where workspace_id = @ws and id = @id and fence = @fence and status = 'Running'",
            CancellationToken.None, ("status", status), ("error", error), ("now", database.Now), ("id", id), ("fence", fence)));
        JobProgress.Forget(id);
    }
}

/// <summary>How far jobs of this process are whose work is one transaction, and so cannot be seen in the database.</summary>
internal static class JobProgress
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, long> Shown = new();

    public static void Show(Guid job, long done) => Shown[job] = done;

    public static long? Of(Guid job) => Shown.TryGetValue(job, out var done) ? done : null;

    public static void Forget(Guid job) => Shown.TryRemove(job, out _);
}

/// <summary>Tells the worker of this process that a job was just written, so that it need not wait for its next look.</summary>
public sealed class JobQueue : IDisposable
{
    private readonly SemaphoreSlim _wake = new(0);

    public void Wake() => _wake.Release();

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _wake.WaitAsync(atMost, cancellationToken);

    public void Dispose() => _wake.Dispose();
}
