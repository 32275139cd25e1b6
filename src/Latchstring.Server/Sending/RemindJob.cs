using Latchstring.Sending;
using Quartz;

namespace Latchstring.Server.Sending;

/// <summary>Every ten minutes: reminders of invitations that expire soon. Each is written once, on however many nodes this runs.</summary>
internal sealed class RemindJob(RemindInvited remind) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await remind.RunAsync(cancellationToken);
}
