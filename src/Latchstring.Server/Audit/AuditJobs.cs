using Latchstring.Audit;
using Latchstring.Data;
using Quartz;

namespace Latchstring.Server.Audit;

/// <summary>Seals about every second, off the path of any request.</summary>
internal sealed class SealEverySecond(SealAudit seal, ILogger<SealEverySecond> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await seal.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                log.LogError(exception, "The audit could not be sealed; it is tried again in a second");
            }
        }
    }
}

/// <summary>Hourly: the newest seals go outside the database.</summary>
internal sealed class AnchorJob(SealAudit seal, AnchorAudit anchor, AnchorFile file) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await seal.RunAsync(cancellationToken);
        await file.AppendAsync(await anchor.RunAsync(cancellationToken), cancellationToken);
    }
}

/// <summary>Hourly: what is kept only for a time.</summary>
internal sealed class ForgetJob(ForgetStale forget) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await forget.RunAsync(cancellationToken);
}
