using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>Takes a pending invitation back, for good: its link opens nothing any more, what waits does not leave, and its place in the quota is free again. The row stays (S1.61, X2).</summary>
public sealed class CancelGuest(Database database)
{
    /// <summary>Done twice is fine.</summary>
    public Task<Result<Guid>> RunAsync(Actor actor, Guid invitationId, CancellationToken cancellationToken = default) => database.WriteAsync<Guid>(actor.WorkspaceId, async db =>
    {
        var now = database.Now;
        if (await db.Invitations.AsNoTracking().SingleOrDefaultAsync(i => i.Id == invitationId && i.AgreementId != null, cancellationToken) is not { AgreementId: { } agreement } invitation)
            return Problem.NotFound("guest");
        var found = await Partnership.FindAsync(db, actor, agreement, toInvite: true, cancellationToken);
        if (!found.Ok)
            return found.Problem.Status == 404 ? Problem.NotFound("guest") : found.Problem;
        await Quota.ReadAsync(db, agreement, toChange: true, cancellationToken);
        if (invitation.CancelledAt is not null)
            return invitation.Id;
        // The code first: whoever registers at this moment holds it, and is seen by the next statement.
        await VoidInvites.OldCodesAsync(db, actor, [invitation.CodeId], now, cancellationToken);
        var cancelled = await db.ExecuteAsync(
            """
            update invitation set cancelled_at = @now, version = version + 1 where workspace_id = @ws and id = @id and cancelled_at is null and declined_at is null
                and not exists (select 1 from registration r where r.workspace_id = @ws and r.offering_id = invitation.offering_id and r.person_id = invitation.person_id)
            """, cancellationToken, ("now", now), ("id", invitationId));
        if (cancelled == 0)
            return PartnerRefusals.NotPending;
        db.Add(AuditEntry.By(actor, now, "guest.cancelled", "invitation", invitationId));
        await db.SaveChangesAsync(cancellationToken);
        return invitationId;
    }, cancellationToken);
}
