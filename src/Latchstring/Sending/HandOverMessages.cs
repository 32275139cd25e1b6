using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>A mail on its way to the transport. After <paramref name="Until"/> somebody else may hold it, and it must not be sent.</summary>
public sealed record Ready(Guid WorkspaceId, Guid Id, int Fence, Mail Mail, DateTimeOffset Until);

/// <summary>
/// The last look before the transport: lease, fence, window, pace, and whether the message should still go at all. What passes is written
/// down with its exact text before it leaves; what does not is given back, or ends as not sent with its reason.
/// </summary>
public sealed class HandOverMessages(Database database, ComposeMails compose, SmsBudget? budget = null)
{
    private readonly SmsBudget _budget = budget ?? new();

    public Task<List<Ready>> RunAsync(ClaimedLane claimed, CancellationToken cancellationToken = default) => database.WriteAsync(claimed.WorkspaceId, async db =>
    {
        var now = database.Now;
        if (db.ForUpdate.Length > 0)
            await db.ExecuteAsync($"select 1 from lane where workspace_id = @ws and id = @lane and channel = @channel {db.ForUpdate}", cancellationToken, ("lane", claimed.LaneId), ("channel", claimed.Channel));
        var lane = await db.Lanes.SingleAsync(l => l.Id == claimed.LaneId && l.Channel == claimed.Channel, cancellationToken);
        var held = await HeldAsync(db, claimed, now, cancellationToken);
        var facts = await MessageFacts.ReadAsync(db, held, cancellationToken);
        var going = new List<Message>();
        var free = lane.Pace.FreeAt(now, lane.NextAt);
        if (lane.Channel == Channel.Sms)
            free = Math.Min(free, await _budget.SpendAsync(db, 0, now, cancellationToken));
        foreach (var message in held)
        {
            if (facts[message.Id].RefusalAt(message, now) is { } reason)
            {
                (message.Status, message.Reason, message.LeaseUntil) = (MessageStatus.NotSent, reason, null);
                if (reason == NotSent.Suppressed)
                    await InviteLife.CodeByMailAsync(db, message, now, cancellationToken);
            }
            else if (!message.AnyTime && lane.Window.OpenAt(now, TimeZoneInfo.FindSystemTimeZoneById(message.TimeZone)) is var open && open > now)
                (message.NotBefore, message.LeaseUntil) = (open, null);
            else if (going.Count >= free || facts[message.Id].Waits)
                message.LeaseUntil = null;
            else
                going.Add(message);
        }
        var ready = await ReadyAsync(db, [.. going.Select(message => (message, facts[message.Id]))], now, cancellationToken);
        if (going.Count > 0)
            lane.NextAt = lane.Pace.After(now, lane.NextAt, going.Count);
        if (going.Count > 0 && lane.Channel == Channel.Sms)
            await _budget.SpendAsync(db, going.Count, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await MessageScope.SaveAsync(db, held);
        await InviteLife.EndAsync(db, [.. held.Where(m => m.Status == MessageStatus.NotSent).Select(m => m.CodeId).OfType<Guid>()], now, cancellationToken);
        return ready;
    }, cancellationToken);

    /// <summary>Those whose lease this node still holds under its number, locked until the end of the transaction.</summary>
    private static async Task<List<Message>> HeldAsync(Db db, ClaimedLane claimed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = claimed.Messages.Select(one => one.Id).ToArray();
        await MessageScope.LockAsync(db, ids, cancellationToken);
        var messages = await db.Messages.AsNoTracking().Where(m => ids.Contains(m.Id)).ToListAsync(cancellationToken);
        var fences = claimed.Messages.ToDictionary(one => one.Id, one => one.Fence);
        return [.. messages.Where(m => m.Status == MessageStatus.Queued && m.HandedAt is null && m.Fence == fences[m.Id] && m.LeaseUntil > now).OrderBy(m => m.Rank).ThenBy(m => m.NotBefore).ThenBy(m => m.CreatedAt)];
    }

    private async Task<List<Ready>> ReadyAsync(Db db, List<(Message Message, MessageFacts Facts)> going, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (going.Count == 0)
            return [];
        var mails = await compose.RunAsync(db, going, cancellationToken);
        var ready = new List<Ready>();
        foreach (var (message, _) in going)
        {
            message.SealedMail ??= ComposeMails.Seal(database.Keys.Of(db.WorkspaceId), mails[message.Id]);
            (message.HandedAt, message.LeaseUntil, message.Attempts) = (now, now + ClaimMessages.Lease, message.Attempts + 1);
            ready.Add(new Ready(db.WorkspaceId, message.Id, message.Fence, mails[message.Id], now + ClaimMessages.Lease));
        }
        return ready;
    }
}
