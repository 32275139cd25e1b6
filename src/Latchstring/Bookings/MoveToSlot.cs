using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>An appointment to another time or place, by whoever has it or by staff. The code and the price stay with it; the old time goes only if there is a new one.</summary>
public sealed class MoveToSlot(Database database)
{
    public sealed record Input(Guid BookingId, Guid LocationId, DateTimeOffset StartsAt);

    public async Task<Result<Booking>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) =>
        await database.WriteAsync<Booking>(actor.WorkspaceId, async db =>
        {
            var from = await db.Bookings.Where(b => b.Id == input.BookingId).Join(db.Sessions, b => b.SessionId, s => s.Id, (b, s) => new { b.PersonId, s.Id, s.OfferingId, s.LocationId }).SingleOrDefaultAsync(cancellationToken);
            if (from?.LocationId is null || await BookingScope.RefusalAsync(db, actor, from.PersonId, from.OfferingId, cancellationToken) is not null)
                return BookingRefusals.NotBooked;
            if (await SlotRows.WantAsync(db, database.Now, from.OfferingId, input.LocationId, input.StartsAt, cancellationToken) is not { } to)
                return SlotRefusals.Gone;
            if (to.Id == from.Id)
                return MoveBooking.SameSession;
            var moved = await MoveBooking.MoveAsync(db, database.Now, actor, input.BookingId, (await Seats.HoldAsync(db, from.Id, cancellationToken))!, to, cancellationToken);
            return moved.Problem == BookingRefusals.Full ? SlotRefusals.Gone : moved;
        }, cancellationToken);
}
