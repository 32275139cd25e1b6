using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>Whoever has waited longest gets each place that is free. Run after one became free, and now and then for the ways that nobody thought of; twice is fine.</summary>
public sealed class MoveUpGuests(Database database, AdmitGuest admit)
{
    /// <returns>How many came in.</returns>
    /// <param name="workspaceId">null = of all workspaces.</param>
    public async Task<int> RunAsync(Guid? workspaceId = null, CancellationToken cancellationToken = default)
    {
        await ReleaseAsync(workspaceId, cancellationToken);
        List<(Guid Workspace, Guid Registration, Guid Offering)> waiting;
        await using (var db = database.Read(workspaceId ?? Guid.Empty))
            waiting = await db.QueryAsync(
                $"""
                select r.workspace_id, r.id, r.offering_id from registration r join offering o on o.workspace_id = r.workspace_id and o.id = r.offering_id
                where r.status = 'Waiting' and o.archived_at is null and (o.ends_at is null or o.ends_at > @now) and (o.capacity is null or o.registered < o.capacity){(workspaceId is null ? "" : " and r.workspace_id = @ws")}
                order by r.workspace_id, r.offering_id, r.created_at, r.id
                """,
                row => (row.Guid(0), row.Guid(1), row.Guid(2)), cancellationToken, ("now", database.Now));
        var (came, full) = (0, new HashSet<Guid>());
        foreach (var (workspace, id, offering) in waiting)
        {
            if (full.Contains(offering))
                continue;
            var admitted = await AdmitAsync(workspace, id, cancellationToken);
            came += admitted.Ok ? 1 : 0;
            if (admitted.Problem?.Code == InvitationRefusals.Full.Code)
                full.Add(offering);
        }
        return came;
    }

    /// <summary>Companions do not stay when their guest is out, whoever took the guest out.</summary>
    private async Task ReleaseAsync(Guid? workspaceId, CancellationToken cancellationToken)
    {
        List<(Guid Workspace, Guid Id, Guid Offering, Guid Person)> left;
        await using (var db = database.Read(workspaceId ?? Guid.Empty))
            left = await db.QueryAsync(
                $"""
                select c.workspace_id, c.id, c.offering_id, c.person_id from registration c join registration r on r.workspace_id = c.workspace_id and r.id = c.companion_of
                where c.companion_of is not null and c.status = 'Registered' and r.status <> 'Registered'{(workspaceId is null ? "" : " and c.workspace_id = @ws")}
                """,
                row => (row.Guid(0), row.Guid(1), row.Guid(2), row.Guid(3)), cancellationToken);
        foreach (var (workspace, id, offering, person) in left)
        {
            await database.WriteAsync(workspace, async db =>
            {
                if (await db.ExecuteAsync("update registration set status = 'Cancelled' where workspace_id = @ws and id = @id and status = 'Registered'", cancellationToken, ("id", id)) == 0)
                    return false;
                await db.ExecuteAsync("update offering set registered = registered - 1 where workspace_id = @ws and id = @offering", cancellationToken, ("offering", offering));
                db.Add(AuditEntry.By(Actor.System(workspace), database.Now, "registration.companion_gone", "person", person, new { registrationId = id, offeringId = offering }));
                await db.SaveChangesAsync(cancellationToken);
                return true;
            }, cancellationToken);
        }
    }

    private async Task<Result<Registration>> AdmitAsync(Guid workspaceId, Guid id, CancellationToken cancellationToken)
    {
        await using var db = database.Read(workspaceId);
        var waiting = await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id && r.Status == RegistrationStatus.Waiting, cancellationToken);
        return waiting?.InvitationId is { } invitation && await SeeInvitation.OfAsync(db, invitation, cancellationToken) is { Invitation.CancelledAt: null } guest
            ? await admit.RunAsync(Actor.System(workspaceId), guest, waiting.Answers!, cancellationToken)
            : InvitationRefusals.NotWaiting;
    }
}
