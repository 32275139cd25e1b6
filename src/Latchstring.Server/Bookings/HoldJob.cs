using Latchstring.Bookings;
using Quartz;

namespace Latchstring.Server.Bookings;

/// <summary>Every minute: places whose time to confirm is over are free again.</summary>
internal sealed class HoldJob(FreeHolds free) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await free.RunAsync(cancellationToken);
}
