using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>Gives a seat or a place in the waiting list back, with its credits; whoever waits moves up in the same transaction (S2.40), and the code it was booked with is free again, once.</summary>
public sealed class CancelBooking(Database database)
{
    public static readonly Problem TooLate = new("booking.too_late", 409, "This session has begun already, so the booking stays as it is.");

    public async Task<Result<Booking>> RunAsync(Actor actor, Guid bookingId, CancellationToken cancellationToken = default) =>
        await database.WriteAsync<Booking>(actor.WorkspaceId, async db =>
        {
            if (await db.Bookings.AsNoTracking().SingleOrDefaultAsync(b => b.Id == bookingId, cancellationToken) is not { } seen
                || await Seats.HoldAsync(db, seen.SessionId, cancellationToken) is not { } session
                || await BookingScope.RefusalAsync(db, actor, seen.PersonId, session.OfferingId, cancellationToken) is not null)
                return BookingRefusals.NotBooked;
            var booking = await db.Bookings.SingleAsync(b => b.Id == bookingId, cancellationToken);
            if (booking.Status == BookingStatus.Cancelled)
                return booking;
            if (session.StartsAt <= database.Now && !actor.May(Permission.ManagePeople, session.OfferingId))
                return TooLate;
            await Seats.LeaveAsync(db, actor, database.Now, booking, "booking.cancelled", BookingNotice.Cancelled, cancellationToken);
            if (session.StartsAt > database.Now)
                await ReleaseCode.RunAsync(db, actor, database.Now, booking, ours: false, cancellationToken);
            await Seats.MoveUpAsync(db, session, database.Now, cancellationToken);
            return booking;
        }, cancellationToken);
}
