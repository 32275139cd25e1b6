using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

public sealed record MessagesChanged(int Changed, int Refused);

/// <summary>Takes back what has not left yet. What is being handed over at this moment cannot be held any more, and says so.</summary>
public sealed class CancelMessages(Database database)
{
    /// <summary>All that match and still wait.</summary>
    public async Task<Result<MessagesChanged>> RunAsync(Actor actor, MessageFilter filter, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var where = filter.Where(actor).And("m.status = 'Queued'");
        var ids = await db.QueryAsync($"select m.id from {MessageScope.From} where {where.Sql("m.workspace_id = @ws")} order by m.id", row => row.Guid(0), cancellationToken, [.. where.Parameters]);
        var (changed, refused) = (0, 0);
        foreach (var chunk in ids.Chunk(1_000))
        {
            var done = await RunAsync(actor, chunk, cancellationToken);
            if (!done.Ok)
                return done;
            (changed, refused) = (changed + done.Value.Changed, refused + done.Value.Refused);
        }
        return new MessagesChanged(changed, refused);
    }

    public async Task<Result<MessagesChanged>> RunAsync(Actor actor, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        return await database.WriteAsync<MessagesChanged>(actor.WorkspaceId, async db =>
        {
            var cancelled = new List<(Guid Id, Guid? Code)>();
            foreach (var row in await MessageScope.FindAsync(db, actor, ids, cancellationToken))
            {
                var done = await db.ExecuteAsync(
                    "update message set status = 'NotSent', reason = @reason, lease_until = null, fence = fence + 1 where workspace_id = @ws and id = @id and status = 'Queued' and handed_at is null",
                    cancellationToken, ("reason", NotSent.Cancelled), ("id", row.Id));
                if (done == 1)
                    cancelled.Add((row.Id, row.CodeId));
            }
            db.AddRange(cancelled.Select(one => AuditEntry.By(actor, database.Now, "message.cancelled", one.Code is null ? "message" : "code", one.Code ?? one.Id, new { Message = one.Id })));
            await db.SaveChangesAsync(cancellationToken);
            await InviteLife.EndAsync(db, [.. cancelled.Select(one => one.Code).OfType<Guid>()], database.Now, cancellationToken);
            return new MessagesChanged(cancelled.Count, ids.Count - cancelled.Count);
        }, cancellationToken);
    }
}

/// <summary>
/// Sends a mail again. One that surely left gets a new generation; one of which nobody knows goes again as the same message, under the
/// same Message-ID. Never to somebody who has used the code (I4), and not often to one address.
/// </summary>
public sealed class ResendMessage(Database database, FailureLimits limits)
{
    public static readonly Problem Redeemed = new("message.redeemed", 409, "This person has redeemed the code already, so nothing is sent again.");
    private static readonly Problem InLine = new("message.in_line", 409, "This mail is in line already.");
    private static readonly Problem Suppressed = new("message.suppressed", 409, "This address has bounced or was unsubscribed. Correct it, or allow it again first.");
    private static readonly Problem Whole = new("message.invitation", 409, "This belongs to an invitation. Send the whole invitation again, with a new code.");
    private static readonly Problem OfGuest = new("message.guest", 409, "This is a partner's invitation. Send it again from the list of its guests.");
    private static readonly Problem Closed = new("message.code_closed", 409, "The code in this mail cannot be used any more. Send another code.");

    public async Task<Result<Message>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        await using (var read = database.Read(actor.WorkspaceId))
        {
            if ((await MessageScope.FindAsync(read, actor, [id], cancellationToken)) is not [var found])
                return Problem.NotFound("message");
            if (await RefusalAsync(read, found, cancellationToken) is { } early)
                return early;
            if (!await RecipientCaps.SpendAsync(limits, actor.WorkspaceId, found.Address, cancellationToken))
                return RecipientCaps.Reached;
        }
        return await database.WriteAsync<Message>(actor.WorkspaceId, async db =>
        {
            var old = await db.Messages.SingleAsync(m => m.Id == id, cancellationToken);
            if (await RefusalAsync(db, old, cancellationToken) is { } refusal)
                return refusal;
            var again = old.Status is MessageStatus.Sent or MessageStatus.Delivered or MessageStatus.Opened or MessageStatus.Clicked ? Next(old, actor) : old;
            var lane = await db.Lanes.AsNoTracking().SingleAsync(l => l.Id == old.LaneId && l.Channel == old.Channel, cancellationToken);
            var open = lane.Window.OpenAt(database.Now, TimeZoneInfo.FindSystemTimeZoneById(old.TimeZone));
            (again.Status, again.Reason, again.HandedAt, again.LeaseUntil, again.NotBefore, again.Fence) = (MessageStatus.Queued, null, null, null, open, again.Fence + 1);
            if (again != old)
                db.Add(again);
            db.Add(AuditEntry.By(actor, database.Now, "message.resent", "code", old.CodeId, new { Message = again.Id }));
            await db.SaveChangesAsync(cancellationToken);
            return again;
        }, cancellationToken);
    }

    private async Task<Problem?> RefusalAsync(Db db, Message message, CancellationToken cancellationToken)
    {
        var newest = await db.Messages.Where(m => m.CodeId == message.CodeId && m.CodeId != null && m.Type == message.Type && m.Channel == message.Channel).OrderByDescending(m => m.Generation).FirstOrDefaultAsync(cancellationToken);
        if (newest is null || newest.Status == MessageStatus.Queued || newest.Id != message.Id)
            return newest is null ? Problem.NotFound("message") : InLine;
        // Its link and its code are of one generation; a message alone would bring one that does not fit.
        if (message.IsOfInvitation && message.SentAt is not null)
            return Whole;
        if (message.Type == TemplateType.PartnerInvite)
            return OfGuest;
        return (await MessageFacts.ReadAsync(db, [message], cancellationToken))[message.Id].RefusalAt(message, database.Now) switch
        {
            null => null,
            NotSent.Redeemed => Redeemed,
            NotSent.Suppressed => Suppressed,
            _ => Closed,
        };
    }

    private Message Next(Message old, Actor actor) => new()
    {
        WorkspaceId = old.WorkspaceId,
        LaneId = old.LaneId,
        Channel = old.Channel,
        Rank = Rank.OneToOne,
        Type = old.Type,
        Address = old.Address,
        Domain = old.Domain,
        Locale = old.Locale,
        TimeZone = old.TimeZone,
        CodeId = old.CodeId,
        PersonId = old.PersonId,
        Generation = old.Generation + 1,
        SendingId = old.SendingId,
        CreatedAt = database.Now,
        ActorName = actor.Name,
    };
}

/// <summary>Nobody is flooded through us: 3 mails in 10 minutes, 6 a day, whatever asks for them (security.md).</summary>
public static class RecipientCaps
{
    public static readonly Problem Reached = new("rate.limited", 429, "This address has had several mails from here already. Please wait before the next.");
    private static readonly (string Name, TimeSpan Window, int Most)[] Caps = [("mail:short:", TimeSpan.FromMinutes(10), 3), ("mail:day:", TimeSpan.FromDays(1), 6)];

    /// <summary>Counts one mail to the address; false when that is one too many.</summary>
    public static async Task<bool> SpendAsync(FailureLimits limits, Guid workspaceId, string address, CancellationToken cancellationToken)
    {
        var hash = limits.Hash(address);
        var before = await limits.ReadAsync(workspaceId, [.. Caps.Select(cap => cap.Name + hash)], cancellationToken);
        if (Caps.Any(cap => before.GetValueOrDefault(cap.Name + hash) is { } counted && counted.Count >= cap.Most))
            return false;
        var after = await limits.AddAsync(workspaceId, [.. Caps.Select(cap => new FailureBucket(cap.Name + hash, cap.Window))], cancellationToken);
        return Caps.Zip(after).All(pair => pair.Second.Count <= pair.First.Most);
    }
}

/// <summary>Messages an actor may touch: those whose code lies in their scope. Mails about accounts belong to owners.</summary>
internal static class MessageScope
{
    public static async Task<List<Message>> FindAsync(Db db, Actor actor, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var where = Narrow(new Where(), actor);
        where.And($"m.id in ({string.Join(',', ids.Select((_, i) => $"@i{i}").DefaultIfEmpty("null"))})", [.. ids.Select((id, i) => ($"i{i}", (object?)id))]);
        var known = await db.QueryAsync($"select m.id from {From} where {where.Sql("m.workspace_id = @ws")} order by m.id", row => row.Guid(0), cancellationToken, [.. where.Parameters]);
        return known.Count == 0 ? [] : await db.Messages.AsNoTracking().Where(m => known.Contains(m.Id)).OrderBy(m => m.Id).ToListAsync(cancellationToken);
    }

    /// <summary>Until the end of the transaction, in the order of their ids, so that two nodes never wait for each other in a ring.</summary>
    public static Task LockAsync(Db db, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) => db.ForUpdate.Length == 0 ? Task.CompletedTask : db.ExecuteAsync(
        $"{db.ByKeyOnly} select 1 from message where workspace_id = @ws and id in ({string.Join(',', ids.Select((_, i) => $"@i{i}"))}) order by id {db.ForUpdate}", cancellationToken, [.. ids.Select((id, i) => ($"i{i}", (object?)id))]);

    /// <summary>Writes down how far these have come, all of them in one go; the mail's text only where it has one.</summary>
    public static Task<int> SaveAsync(Db db, IReadOnlyCollection<Message> messages) => messages.Count == 0 ? Task.FromResult(0) : db.UpdateManyAsync(
        """
        update message as m set status = a.status, reason = a.reason, not_before = a.not_before, lease_until = a.lease_until, handed_at = a.handed_at, sent_at = a.sent_at, attempts = a.attempts,
            provider_id = a.provider_id, sealed_mail = coalesce(a.sealed_mail, m.sealed_mail)
        from {rows} where m.workspace_id = @ws and m.id = a.id
        """,
        [],
        ("id", messages.Select(m => m.Id).ToArray()), ("status", messages.Select(m => m.Status.ToString()).ToArray()), ("reason", messages.Select(m => m.Reason).ToArray()),
        ("not_before", messages.Select(m => m.NotBefore).ToArray()), ("lease_until", messages.Select(m => m.LeaseUntil?.ToUniversalTime()).ToArray()), ("handed_at", messages.Select(m => m.HandedAt?.ToUniversalTime()).ToArray()),
        ("sent_at", messages.Select(m => m.SentAt?.ToUniversalTime()).ToArray()), ("attempts", messages.Select(m => m.Attempts).ToArray()), ("provider_id", messages.Select(m => m.ProviderId).ToArray()),
        ("sealed_mail", messages.Select(m => m.SealedMail).ToArray()));

    public const string From =
        "message m left join access_code c on c.workspace_id = m.workspace_id and c.id = m.code_id left join code_batch b on b.workspace_id = m.workspace_id and b.id = c.batch_id";

    public static Where Narrow(Where where, Actor actor)
    {
        if (!actor.May(Permission.ManageWorkspace))
            where.And("(m.code_id is not null or m.type like 'Booking%')");
        CodeFilter.Scope(where, actor);
        return where;
    }
}
