using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>How an invitation lives by its messages: it runs from the hand-over of the first (X3, S2.6), and one of which none ever leaves was never made.</summary>
internal static class InviteLife
{
    /// <summary>Starts the clock of the invitation that this code belongs to, unless it runs.</summary>
    public static async Task StartAsync(Db db, Guid workspaceId, Guid codeId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var found = await db.QueryAsync(
            """
            select i.id, case when i.agreement_id is null then o.invite_hours end from invitation i join offering o on o.workspace_id = i.workspace_id and o.id = i.offering_id
            where i.workspace_id = @of and i.code_id = @code and i.sent_at is null
            """,
            row => (Id: row.Guid(0), Hours: row.IntOrNull(1)), cancellationToken, ("of", workspaceId), ("code", codeId));
        foreach (var (id, hours) in found)
        {
            // A guest of a partner may come until the event ends (X13).
            if (hours is null)
            {
                await db.ExecuteAsync("update invitation set sent_at = @now, version = version + 1 where workspace_id = @of and id = @id", cancellationToken, ("of", workspaceId), ("id", id), ("now", now));
                continue;
            }
            await db.ExecuteAsync("update invitation set sent_at = @now, expires_at = @till, version = version + 1 where workspace_id = @of and id = @id",
                cancellationToken, ("of", workspaceId), ("id", id), ("now", now), ("till", now.AddHours(hours.Value)));
            await db.ExecuteAsync("update access_code set valid_till = @till, version = version + 1 where workspace_id = @of and id = @code and (valid_till is null or valid_till > @till)",
                cancellationToken, ("of", workspaceId), ("code", codeId), ("till", now.AddHours(hours.Value)));
        }
    }

    /// <summary>
    /// A text message that will never arrive: its code follows by a second e-mail, once, to where the first one went.
    /// </summary>
    public static async Task CodeByMailAsync(Db db, Message failed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (failed is not { Channel: Channel.Sms, Type: TemplateType.InviteCode, CodeId: { } code })
            return;
        var ours = await db.Messages.AsNoTracking().Where(m => m.CodeId == code && m.Channel == Channel.Email && m.Generation == failed.Generation).ToListAsync(cancellationToken);
        if (ours.Exists(m => m.Type == TemplateType.InviteCode) || ours.Find(m => m.Type == TemplateType.Invite) is not { Status: not (MessageStatus.NotSent or MessageStatus.Bounced or MessageStatus.Failed) } invite)
            return;
        db.Add(new Message
        {
            WorkspaceId = db.WorkspaceId,
            LaneId = failed.LaneId,
            Rank = Rank.OneToOne,
            Type = TemplateType.InviteCode,
            Address = invite.Address,
            Domain = invite.Domain,
            Locale = failed.Locale,
            TimeZone = failed.TimeZone,
            CodeId = code,
            PersonId = failed.PersonId,
            Generation = failed.Generation,
            SendingId = failed.SendingId,
            CreatedAt = now,
            NotBefore = now,
            ActorName = failed.ActorName,
        });
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Nothing of it left and nothing waits any more: the person counts as not invited.</summary>
    public static async Task EndAsync(Db db, IReadOnlyCollection<Guid> codeIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var code in codeIds.Distinct())
        {
            await db.ExecuteAsync(
                """
                update invitation set cancelled_at = @now, version = version + 1 where workspace_id = @ws and code_id = @code and sent_at is null and cancelled_at is null and agreement_id is null
                    and not exists (select 1 from message m where m.workspace_id = @ws and m.code_id = @code and m.generation = invitation.generation and m.status not in ('NotSent', 'Bounced', 'Failed'))
                """,
                cancellationToken, ("code", code), ("now", now));
        }
    }
}
