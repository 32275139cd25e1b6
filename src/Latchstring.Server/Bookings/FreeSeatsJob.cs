using Latchstring.Bookings;
using Quartz;

namespace Latchstring.Server.Bookings;

/// <summary>Every minute: seats of people who are no longer in the offering.</summary>
internal sealed class FreeSeatsJob(FreeSeats free) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await free.RunAsync(cancellationToken: cancellationToken);
}
