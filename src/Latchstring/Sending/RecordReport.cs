using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

public enum ReportAnswer
{
    /// <summary>No such message, or nothing new about it.</summary>
    NothingNew,
    Recorded,

    /// <summary>The message is just being handed over: ask again in a moment.</summary>
    TooEarly,
}

/// <summary>
/// Writes down what came back about a message after it was sent. Forward only: a second report, an older one, or one about a message that never
/// left changes nothing. Bounces and complaints keep the address from getting anything more.
/// </summary>
public sealed class RecordReport(Database database)
{
    public Task<ReportAnswer> RunAsync(Guid workspaceId, Guid messageId, Report report, CancellationToken cancellationToken = default) => database.WriteAsync(workspaceId, async db =>
    {
        await MessageScope.LockAsync(db, [messageId], cancellationToken);
        var message = await db.Messages.SingleOrDefaultAsync(m => m.Id == messageId, cancellationToken);
        if (message?.HandedAt is null || message.Status == MessageStatus.NotSent)
            return ReportAnswer.NothingNew;
        if (message.Status == MessageStatus.Queued)
            return ReportAnswer.TooEarly;
        var changed = report.Kind == ReportKind.Delivered ? Delivered(message) : NotDelivered(message, report);
        if (report.Kind is ReportKind.Bounced or ReportKind.Complained)
        {
            var reason = report.Kind == ReportKind.Bounced ? SuppressionReason.HardBounce : SuppressionReason.Complaint;
            changed |= await Suppression.AddAsync(db, message.Channel, message.Address, reason, Short(report.Detail), database.Now, cancellationToken);
        }
        if (changed && message.Status is MessageStatus.Bounced or MessageStatus.Failed)
            await InviteLife.CodeByMailAsync(db, message, database.Now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return changed ? ReportAnswer.Recorded : ReportAnswer.NothingNew;
    }, cancellationToken);

    private bool Delivered(Message message)
    {
        if (message.DeliveredAt is not null || message.Status is MessageStatus.Bounced or MessageStatus.Failed)
            return false;
        message.DeliveredAt = database.Now;
        if (message.Status is MessageStatus.Sent or MessageStatus.Unknown)
            message.Status = MessageStatus.Delivered;
        return true;
    }

    /// <summary>Who opened it has it, whatever a server says later.</summary>
    private static bool NotDelivered(Message message, Report report)
    {
        if (report.Kind == ReportKind.Complained || message.Status is not (MessageStatus.Sent or MessageStatus.Unknown))
            return false;
        (message.Status, message.Reason) = (report.Kind == ReportKind.Bounced ? MessageStatus.Bounced : MessageStatus.Failed, Short(report.Detail));
        return true;
    }

    private static string? Short(string? detail) => detail is { Length: > Message.LongestReason } ? detail[..Message.LongestReason] : detail;
}
