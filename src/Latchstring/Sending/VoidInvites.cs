using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Invitations;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>Takes invitations back: what waits does not leave, the code ends for good, and the person counts as not invited.</summary>
public sealed class VoidInvites(Database database)
{
    private static readonly Problem Accepted = new("invite.accepted", 409, "This person has registered already. Take the registration away instead.");

    /// <summary>Of one person; done twice is fine.</summary>
    public Task<Result<Invitation>> RunAsync(Actor actor, Guid invitationId, CancellationToken cancellationToken = default) => database.WriteAsync<Invitation>(actor.WorkspaceId, async db =>
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        var invitation = await db.Invitations.SingleOrDefaultAsync(i => i.Id == invitationId, cancellationToken);
        if (invitation is null || !actor.May(Permission.ManageCodes, invitation.OfferingId))
            return Problem.NotFound("invitation");
        if (await db.Registrations.AnyAsync(r => r.OfferingId == invitation.OfferingId && r.PersonId == invitation.PersonId && r.Status == Redemptions.RegistrationStatus.Registered, cancellationToken))
            return Accepted;
        if (invitation.CancelledAt is not null)
            return invitation;
        invitation.CancelledAt = database.Now;
        db.Add(AuditEntry.By(actor, database.Now, "person.uninvited", "person", invitation.PersonId, new { Invitation = invitation.Id }));
        await db.SaveChangesAsync(cancellationToken);
        await OldCodesAsync(db, actor, [invitation.CodeId], database.Now, cancellationToken);
        return invitation;
    }, cancellationToken);

    /// <summary>Their messages do not leave any more, and nobody can bring them back to life: they are off and past their end.</summary>
    internal static async Task OldCodesAsync(Db db, Actor actor, IReadOnlyCollection<Guid> codes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var chunk in codes.Distinct().Chunk(1_000))
        {
            var list = string.Join(',', chunk.Select((_, i) => $"@i{i}"));
            (string, object?)[] ids = [.. chunk.Select((id, i) => ($"i{i}", (object?)id))];
            await db.ExecuteAsync(
                $"update message set status = 'NotSent', reason = @reason, lease_until = null, fence = fence + 1 where workspace_id = @ws and code_id in ({list}) and status = 'Queued' and handed_at is null",
                cancellationToken, [("reason", NotSent.Cancelled), .. ids]);
            await ChangeCodes.ChangeAsync(db, actor, CodeChange.Deactivate, chunk, now, cancellationToken);
            await db.ExecuteAsync($"update access_code set valid_till = @now where workspace_id = @ws and id in ({list}) and (valid_till is null or valid_till > @now)", cancellationToken, [("now", now), .. ids]);
        }
    }
}
