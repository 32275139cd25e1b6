using Latchstring.Accounts;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>
/// Invites somebody onto the staff by mail (S2.35). The link is the one that <see cref="InviteStaff"/> makes; sending again makes a new one and
/// ends the old. Mails about accounts leave at any hour.
/// </summary>
public sealed class MailStaffInvite(Database database, FailureLimits limits, ComposeMails compose, MailOrigin origin, InviteStaff invite)
{
    public async Task<Result<MadeLink>> RunAsync(Actor actor, StaffInvitation input, string? locale, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        if (EmailAddress.Normalize(input.Email) is { } email && EmailAddress.IsOne(email) && !await RecipientCaps.SpendAsync(limits, actor.WorkspaceId, email, cancellationToken))
            return RecipientCaps.Reached;
        var made = await invite.RunAsync(actor, input, cancellationToken);
        return made.Ok ? await database.WriteAsync(actor.WorkspaceId, db => QueueAsync(db, actor, made.Value, locale, cancellationToken), cancellationToken) : made.Problem;
    }

    /// <summary>To the same person with the same role, also when the old link is too old by now.</summary>
    public async Task<Result<MadeLink>> AgainAsync(Actor actor, Guid linkId, string? locale, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        if (await db.InviteLinks.SingleOrDefaultAsync(l => l.Id == linkId && l.Kind == InviteLinkKind.Staff, cancellationToken) is not { } link)
            return Problem.NotFound("link");
        if (link.SpentAt is not null || link.RevokedAt is not null)
            return OneTimeLinks.Dead;
        var offerings = link.Scope?.Split(' ').Select(Guid.Parse).ToList();
        return await RunAsync(actor, new StaffInvitation(link.Email, link.Name, new StaffPlace(link.Staff, offerings)), locale, cancellationToken);
    }

    private async Task<MadeLink> QueueAsync(Db db, Actor actor, MadeLink made, string? locale, CancellationToken cancellationToken)
    {
        var link = made.Link;
        // What was mailed before opens nothing any more.
        await db.Messages.Where(m => m.Type == TemplateType.StaffInvite && m.Address == link.Email && m.Status == MessageStatus.Queued && m.HandedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.Status, MessageStatus.NotSent).SetProperty(m => m.Reason, NotSent.Cancelled), cancellationToken);
        await new AccountMail(TemplateType.StaffInvite, link.Email, locale, link.Name, null, $"join/{made.Token}", actor.Name, link.ExpiresAt).QueueAsync(db, database, compose, origin, cancellationToken);
        return made;
    }
}
