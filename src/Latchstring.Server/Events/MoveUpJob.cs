using Latchstring.Partners;
using Quartz;

namespace Latchstring.Server.Events;

/// <summary>Every minute: places that became free in any way go to whoever has waited longest.</summary>
internal sealed class MoveUpJob(MoveUpGuests moveUp) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await moveUp.RunAsync(cancellationToken: cancellationToken);
}
