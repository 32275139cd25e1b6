using Latchstring.Jobs;

namespace Latchstring.Server.Jobs;

/// <summary>Works through the job table, one job at a time in this process; other nodes take others.</summary>
internal sealed class JobWorker(RunJobs jobs, JobQueue queue, ILogger<JobWorker> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await jobs.TakeUpAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await jobs.RunOneAsync(stoppingToken))
                {
                }
                await queue.WaitAsync(Look, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogError(exception, "A job failed");
                await Task.Delay(Look, stoppingToken);
            }
        }
    }
}
