using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>
/// Whoever is no longer in an offering, for whatever reason, does not keep seats of its coming sessions: they are given back with their credits, and
/// whoever waits moves up. Run after a registration was cancelled, and now and then for the ways that nobody thought of; twice is fine.
/// </summary>
public sealed class FreeSeats(Database database)
{
    private const string Stale =
        """
        from booking b join session s on s.workspace_id = b.workspace_id and s.id = b.session_id
        join registration r on r.workspace_id = b.workspace_id and r.offering_id = s.offering_id and r.person_id = b.person_id
        where r.status = 'Cancelled' and b.status <> 'Cancelled' and s.starts_at > @now and s.cancelled_at is null
        """;

    /// <summary>How many bookings were given back.</summary>
    /// <param name="workspaceId">null = of all workspaces.</param>
    public async Task<int> RunAsync(Guid? workspaceId = null, CancellationToken cancellationToken = default)
    {
        List<(Guid Workspace, Guid Session)> sessions;
        await using (var db = database.Read(workspaceId ?? Guid.Empty))
            sessions = await db.QueryAsync($"select distinct b.workspace_id, b.session_id {Stale}{(workspaceId is null ? "" : " and b.workspace_id = @ws")} order by 2", row => (row.Guid(0), row.Guid(1)), cancellationToken, ("now", database.Now));
        var freed = 0;
        foreach (var (workspace, session) in sessions)
            freed += await database.WriteAsync(workspace, db => FreeAsync(db, session, cancellationToken), cancellationToken);
        return freed;
    }

    private async Task<int> FreeAsync(Db db, Guid id, CancellationToken cancellationToken)
    {
        if (await Seats.HoldAsync(db, id, cancellationToken) is not { } session)
            return 0;
        var ids = await db.QueryAsync($"select b.id {Stale} and b.workspace_id = @ws and b.session_id = @session order by b.id", row => row.Guid(0), cancellationToken, ("now", database.Now), ("session", id));
        foreach (var booking in await db.Bookings.Where(b => ids.Contains(b.Id)).ToListAsync(cancellationToken))
            await Seats.LeaveAsync(db, Actor.System(db.WorkspaceId), database.Now, booking, "booking.dropped", BookingNotice.Cancelled, cancellationToken);
        await Seats.MoveUpAsync(db, session, database.Now, cancellationToken);
        return ids.Count;
    }
}
