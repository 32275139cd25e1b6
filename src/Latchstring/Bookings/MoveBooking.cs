using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>
/// From one session to another in one transaction (S2.40): the old seat goes only if there is a new one. The credits of the old seat count for
/// the new one.
/// </summary>
public sealed class MoveBooking(Database database)
{
    public static readonly Problem SameSession = Problem.Invalid("sessionId", "This is the session that is booked already. Choose another one.");

    public sealed record Input(Guid BookingId, Guid SessionId);

    public async Task<Result<Booking>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) =>
        await database.WriteAsync<Booking>(actor.WorkspaceId, async db =>
        {
            if (await db.Bookings.AsNoTracking().SingleOrDefaultAsync(b => b.Id == input.BookingId, cancellationToken) is not { } seen)
                return BookingRefusals.NotBooked;
            if (seen.SessionId == input.SessionId)
                return SameSession;
            // One order for all, so that two who change places never wait for each other.
            var held = new Dictionary<Guid, Session?>();
            foreach (var id in new[] { seen.SessionId, input.SessionId }.OrderBy(id => id.ToString(), StringComparer.Ordinal))
                held[id] = await Seats.HoldAsync(db, id, cancellationToken);
            if (held[seen.SessionId] is not { } from || held[input.SessionId] is not { } to)
                return Problem.NotFound("session");
            // Appointments have a price and a code: people move them to another time of the same, by MoveToSlot.
            if ((from.LocationId ?? to.LocationId) is not null && !actor.May(Permission.ManagePeople, to.OfferingId))
                return SlotRefusals.ByCode;
            return await MoveAsync(db, database.Now, actor, input.BookingId, from, to, cancellationToken);
        }, cancellationToken);

    internal static async Task<Result<Booking>> MoveAsync(Db db, DateTimeOffset now, Actor actor, Guid bookingId, Session from, Session to, CancellationToken cancellationToken)
    {
        var old = await db.Bookings.SingleAsync(b => b.Id == bookingId, cancellationToken);
        foreach (var session in new[] { from, to })
        {
            if (await BookingScope.RefusalAsync(db, actor, old.PersonId, session.OfferingId, cancellationToken) is { } problem)
                return problem;
        }
        if (old.Status == BookingStatus.Cancelled)
            return BookingRefusals.NotBooked;
        if (from.StartsAt <= now)
            return CancelBooking.TooLate;
        await Seats.LeaveAsync(db, actor, now, old, "booking.moved", null, cancellationToken);
        var moved = await Seats.BookAsync(db, actor, now, to, old.PersonId, wait: false, cancellationToken, BookingNotice.Moved);
        if (!moved.Ok)
            return moved;
        if (old.RedemptionId is not null)
        {
            (moved.Value.RedemptionId, old.RedemptionId) = (old.RedemptionId, null);
            await db.SaveChangesAsync(cancellationToken);
        }
        await Seats.MoveUpAsync(db, from, now, cancellationToken);
        return moved;
    }
}
