using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>
/// A session that does not take place, or one and all later ones of its series: an exception of the series stays visible as cancelled. Seats and
/// waiting places are given back with their credits. What has begun stays.
/// </summary>
public sealed class CancelSession(Database database)
{
    public sealed record Input(Guid Id, bool Following = false);

    /// <param name="Sessions">How many were cancelled.</param>
    /// <param name="Booked">People who had a seat.</param>
    /// <param name="Waiting">People who waited for one.</param>
    public sealed record Cancelled(int Sessions, int Booked, int Waiting);

    public async Task<Result<Cancelled>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<Cancelled>(actor.WorkspaceId, async db =>
        {
            if (await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == input.Id, cancellationToken) is not { } chosen || !actor.May(Permission.ManageOfferings, chosen.OfferingId))
                return Problem.NotFound("session");
            if (chosen.CancelledAt is null && chosen.StartsAt <= database.Now)
                return BookingRefusals.Started;
            List<Guid> ids = input.Following && chosen.SeriesId is { } series
                ? await db.Sessions.Where(s => s.SeriesId == series && s.SeriesDay >= chosen.SeriesDay && s.CancelledAt == null).OrderBy(s => s.SeriesDay).Select(s => s.Id).ToListAsync(cancellationToken)
                : [chosen.Id];
            var (sessions, booked, waiting) = (0, 0, 0);
            foreach (var id in ids)
            {
                var session = (await Seats.HoldAsync(db, id, cancellationToken))!;
                if (session.CancelledAt is not null || session.StartsAt <= database.Now)
                    continue;
                var bookings = await db.Bookings.Where(b => b.SessionId == id && b.Status != BookingStatus.Cancelled).ToListAsync(cancellationToken);
                sessions++;
                booked += bookings.Count(b => b.Status == BookingStatus.Booked);
                waiting += bookings.Count(b => b.Status == BookingStatus.Waiting);
                await db.ExecuteAsync("update session set cancelled_at = @now, version = version + 1 where workspace_id = @ws and id = @id", cancellationToken, ("id", id), ("now", database.Now));
                foreach (var booking in bookings)
                {
                    await Seats.LeaveAsync(db, actor, database.Now, booking, "booking.session_cancelled", BookingNotice.SessionCancelled, cancellationToken);
                    await ReleaseCode.RunAsync(db, actor, database.Now, booking, ours: true, cancellationToken);
                }
                if (await db.ExecuteAsync("delete from hold where workspace_id = @ws and session_id = @id", cancellationToken, ("id", id)) is > 0 and var held)
                    await db.ExecuteAsync("update session set booked = booked - @held where workspace_id = @ws and id = @id", cancellationToken, ("id", id), ("held", held));
            }
            db.Add(AuditEntry.By(actor, database.Now, "session.cancelled", "session", chosen.Id, new { chosen.Title, chosen.StartsAt, sessions, booked, waiting }));
            await db.SaveChangesAsync(cancellationToken);
            return new Cancelled(sessions, booked, waiting);
        }, cancellationToken);
    }
}
