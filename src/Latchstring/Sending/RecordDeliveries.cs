using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>
/// Writes down what the transport answered: sent; again later, with growing and jittered waits; refused for good, which for an unknown
/// mailbox suppresses the address; or unknown. Only whoever holds the fencing number is believed.
/// </summary>
public sealed class RecordDeliveries(Database database)
{
    /// <summary>Refused for now for so long, a message fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(3);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public Task<int> RunAsync(Guid workspaceId, IReadOnlyList<(Ready Ready, Delivery Delivery)> deliveries, CancellationToken cancellationToken = default) => database.WriteAsync(workspaceId, async db =>
    {
        var ids = deliveries.Select(one => one.Ready.Id).ToArray();
        await MessageScope.LockAsync(db, ids, cancellationToken);
        var messages = await db.Messages.AsNoTracking().Where(m => ids.Contains(m.Id)).ToDictionaryAsync(m => m.Id, cancellationToken);
        var (answered, sent) = (new List<Message>(), new List<AuditEntry>());
        foreach (var (ready, delivery) in deliveries)
        {
            // Unknown is what others write when the lease has run out; whoever handed it over knows better.
            if (!messages.TryGetValue(ready.Id, out var message) || message.Fence != ready.Fence || message.HandedAt is null || message.Status is not (MessageStatus.Queued or MessageStatus.Unknown))
                continue;
            await ApplyAsync(db, message, delivery, cancellationToken);
            answered.Add(message);
            if (delivery.Outcome == Outcome.Sent && message.CodeId is { } code)
                sent.Add(AuditEntry.By(Actor.System(workspaceId), database.Now, "code.sent", "code", code, new { Message = message.Id, message.Generation }));
            if (message.Status is MessageStatus.Bounced or MessageStatus.Failed)
                await InviteLife.CodeByMailAsync(db, message, database.Now, cancellationToken);
        }
        // A domain that takes a mail takes the others too.
        foreach (var domain in deliveries.Where(one => one.Delivery.Outcome == Outcome.Sent && messages.ContainsKey(one.Ready.Id)).Select(one => messages[one.Ready.Id].Domain).Distinct())
            await db.ExecuteAsync("delete from failure_count where workspace_id = @ws and bucket = @bucket", cancellationToken, ("bucket", ClaimMessages.DomainBucket + domain));
        await MessageScope.SaveAsync(db, answered);
        if (sent.Count > 0)
            await AuditEntry.InsertAsync(db, sent);
        await InviteLife.EndAsync(db, [.. messages.Values.Where(m => m.Status is MessageStatus.Bounced or MessageStatus.Failed).Select(m => m.CodeId).OfType<Guid>()], database.Now, cancellationToken);
        return answered.Count;
    }, cancellationToken);

    private async Task ApplyAsync(Db db, Message message, Delivery delivery, CancellationToken cancellationToken)
    {
        var now = database.Now;
        message.LeaseUntil = null;
        message.Reason = delivery.Reply is { Length: > Message.LongestReason } reply ? reply[..Message.LongestReason] : delivery.Reply;
        // What was handed over may have arrived, even when nobody said so.
        if (delivery.Outcome is Outcome.Sent or Outcome.Unknown && message is { CodeId: { } carried, Type: not TemplateType.Code })
            await InviteLife.StartAsync(db, db.WorkspaceId, carried, message.HandedAt!.Value, cancellationToken);
        switch (delivery.Outcome)
        {
            case Outcome.Sent:
                (message.Status, message.SentAt, message.ProviderId) = (MessageStatus.Sent, now, delivery.ProviderId);
                break;
            case Outcome.Later when now - message.CreatedAt < Patience:
                (message.Status, message.HandedAt, message.NotBefore) = (MessageStatus.Queued, null, now + WaitAfter(message.Attempts));
                await SlowDomainAsync(db, message.Domain, cancellationToken);
                break;
            case Outcome.Down:
                (message.Status, message.HandedAt, message.NotBefore, message.Attempts) = (MessageStatus.Queued, null, now, message.Attempts - 1);
                break;
            case Outcome.Bounced:
                message.Status = MessageStatus.Bounced;
                await Suppression.AddAsync(db, message.Channel, message.Address, SuppressionReason.HardBounce, message.Reason, now, cancellationToken);
                break;
            default:
                message.Status = delivery.Outcome == Outcome.Unknown ? MessageStatus.Unknown : MessageStatus.Failed;
                break;
        }
    }

    /// <summary>1, 2, 4 … minutes, at most an hour, each a quarter more or less, so that what failed together does not come back together.</summary>
    internal static TimeSpan WaitAfter(int attempts)
    {
        var wait = TimeSpan.FromMinutes(Math.Pow(2, Math.Clamp(attempts - 1, 0, 10)));
        return (wait < LongestWait ? wait : LongestWait) * (0.75 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>A domain that keeps saying "later" is left alone: after the third time in a row for half a minute, then twice as long each time, at most a quarter of an hour.</summary>
    private async Task SlowDomainAsync(Db db, string domain, CancellationToken cancellationToken)
    {
        var bucket = ClaimMessages.DomainBucket + domain;
        var count = (await db.QueryAsync("select count from failure_count where workspace_id = @ws and bucket = @bucket", row => row.Int(0), cancellationToken, ("bucket", bucket))).FirstOrDefault() + 1;
        var pause = count < ClaimMessages.DomainPatience ? TimeSpan.FromHours(1) : TimeSpan.FromSeconds(Math.Min(900, 30 * Math.Pow(2, Math.Min(count - ClaimMessages.DomainPatience, 10))));
        await db.ExecuteAsync(
            "insert into failure_count (workspace_id, bucket, count, window_ends_at) values (@ws, @bucket, 1, @until) on conflict (workspace_id, bucket) do update set count = @count, window_ends_at = @until",
            cancellationToken, ("bucket", bucket), ("count", count), ("until", database.Now + pause));
    }
}
