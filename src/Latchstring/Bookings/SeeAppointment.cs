using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>An appointment as whoever has it sees it.</summary>
/// <param name="Due">Until when it is still to be paid; null = it is not.</param>
/// <param name="CodeFree">Its code was given back.</param>
/// <param name="WillFree">Cancelling it now would give the code back.</param>
public sealed record Appointment(
    Guid Id, Guid SessionId, Guid OfferingId, Guid? LocationId, string Title, string? Place, DateTimeOffset StartsAt, DateTimeOffset EndsAt, TimeZoneInfo Zone, BookingStatus Status, string? Contact, Money? Price,
    DateTimeOffset? Due, bool Paid, bool CodeFree, bool WillFree);

/// <summary>Reads only.</summary>
public sealed class SeeAppointment(Database database)
{
    /// <summary>Null = there is none, it is no appointment, or not this person's.</summary>
    public async Task<Appointment?> RunAsync(Guid workspaceId, Guid person, Guid bookingId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        var found = await (from booking in db.Bookings
                           where booking.Id == bookingId && booking.PersonId == person
                           join session in db.Sessions on booking.SessionId equals session.Id
                           join place in db.Locations on session.LocationId equals place.Id
                           select new { booking, session, place }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var (b, s, l) = (found.booking, found.session, found.place);
        var redemption = await db.Redemptions.SingleOrDefaultAsync(r => r.Id == b.RedemptionId, cancellationToken);
        var payment = await db.Payments.SingleOrDefaultAsync(p => p.RedemptionId == b.RedemptionId, cancellationToken);
        return new Appointment(
            b.Id, s.Id, s.OfferingId, s.LocationId, s.Title, s.Place, s.StartsAt, s.EndsAt, TimeZoneInfo.FindSystemTimeZoneById(l.TimeZone), s.CancelledAt is null ? b.Status : BookingStatus.Cancelled,
            l.SupportContact ?? await db.Workspaces.Where(w => w.Id == workspaceId).Select(w => w.SupportContact).SingleAsync(cancellationToken),
            redemption?.PriceAmount is { } amount ? new Money(amount, redemption.PriceCurrency!) : null,
            payment is { Status: PaymentStatus.Due } ? payment.ExpiresAt : null, payment is { Status: PaymentStatus.Paid },
            redemption is { ReversedAt: not null }, await ReleaseCode.WouldAsync(db, b, cancellationToken));
    }
}
