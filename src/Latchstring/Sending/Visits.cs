using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>
/// Notes that the link of a mail was opened: it moves no state of the code (X6). A visit right after the mail left, or by something that does
/// not behave like a person's browser, counts as a machine's. A text message that brings a code has no link of its own.
/// </summary>
public sealed class NoteVisit(Database database)
{
    /// <summary>Scanners open links as a mail arrives; people take longer to find and press them.</summary>
    internal static readonly TimeSpan TooFast = TimeSpan.FromSeconds(20);

    public async Task RunAsync(Guid workspaceId, Guid codeId, bool likeAPerson, CancellationToken cancellationToken = default)
    {
        await using (var db = database.Read(workspaceId))
        {
            var now = database.Now;
            var message = await db.Messages.Where(m => m.CodeId == codeId && m.Type != TemplateType.InviteCode && m.SentAt != null).OrderByDescending(m => m.Generation).FirstOrDefaultAsync(cancellationToken);
            if (message is null || message.VisitedAt is not null)
                return;
            likeAPerson &= now - message.SentAt > TooFast;
            if (!likeAPerson && message.ScannedAt is not null)
                return;
        }
        var column = likeAPerson ? "visited_at" : "scanned_at";
        var status = likeAPerson ? ", status = case when status in ('Sent', 'Delivered', 'Opened') then 'Clicked' else status end" : "";
        await database.WriteAsync(workspaceId, db => db.ExecuteAsync(
            $"""
            update message set {column} = @now{status} where workspace_id = @ws and code_id = @code and type <> 'InviteCode' and {column} is null and sent_at is not null
                and generation = (select max(n.generation) from message n where n.workspace_id = @ws and n.code_id = @code and n.sent_at is not null)
            """, cancellationToken, ("code", codeId), ("now", database.Now)), cancellationToken);
    }
}

/// <summary>
/// Notes that the image of a mail was loaded, where the workspace chose to know. Mail services load images by themselves as a mail arrives: that
/// tells nothing and is not noted.
/// </summary>
public sealed class NoteOpen(Database database)
{
    public async Task RunAsync(string token, CancellationToken cancellationToken = default)
    {
        if (MessageTokens.Image.Read(database.Keys, token) is not { } named)
            return;
        await using (var db = database.Read(named.WorkspaceId))
        {
            var last = database.Now - NoteVisit.TooFast;
            if (!await db.Messages.AnyAsync(m => m.Id == named.MessageId && m.OpenedAt == null && m.SentAt < last, cancellationToken))
                return;
        }
        await database.WriteAsync(named.WorkspaceId, db => db.ExecuteAsync(
            "update message set opened_at = @now, status = case when status in ('Sent', 'Delivered') then 'Opened' else status end where workspace_id = @ws and id = @id and opened_at is null",
            cancellationToken, ("id", named.MessageId), ("now", database.Now)), cancellationToken);
    }
}

/// <summary>Stops or allows mail to one address. What a person asks for themselves, such as a new password, comes anyway.</summary>
public sealed class ChangeSuppression(Database database)
{
    /// <summary>By the link of a mail (RFC 8058). Doing it twice is fine.</summary>
    public async Task<Result<string>> OptOutAsync(Guid workspaceId, string token, CancellationToken cancellationToken = default)
    {
        if (OptOutTokens.AddressOf(database.Keys, workspaceId, token) is not { } address)
            return Problem.NotFound("link");
        return await database.WriteAsync<string>(workspaceId, async db =>
        {
            if (await Suppression.AddAsync(db, Channel.Email, address, SuppressionReason.OptOut, null, database.Now, cancellationToken))
                db.Add(AuditEntry.By(Actor.Guest(workspaceId, "Recipient"), database.Now, "address.opted_out", "workspace", workspaceId));
            await db.SaveChangesAsync(cancellationToken);
            return address;
        }, cancellationToken);
    }

    public async Task<Result<string>> AllowAsync(Actor actor, Guid messageId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        return await database.WriteAsync<string>(actor.WorkspaceId, async db =>
        {
            if ((await MessageScope.FindAsync(db, actor, [messageId], cancellationToken)) is not [var message])
                return Problem.NotFound("message");
            await db.Suppressions.Where(s => s.Channel == message.Channel && s.Address == message.Address).ExecuteDeleteAsync(cancellationToken);
            db.Add(AuditEntry.By(actor, database.Now, "address.allowed", "person", message.PersonId, new { Message = messageId }));
            await db.SaveChangesAsync(cancellationToken);
            return message.Address;
        }, cancellationToken);
    }
}
