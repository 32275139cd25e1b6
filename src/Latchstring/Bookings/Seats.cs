using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>
/// Seats, credits and the waiting list. Whoever changes them holds the row of the session first, so that nobody joins the waiting list while
/// another frees the last seat; that they are never spent twice is the guarded updates' doing (I11).
/// </summary>
internal static class Seats
{
    /// <summary>The session as it is now, held until the transaction ends; null = there is none.</summary>
    public static async Task<Session?> HoldAsync(Db db, Guid id, CancellationToken cancellationToken)
    {
        await db.HoldAsync("session", cancellationToken, id);
        return await db.Sessions.AsNoTracking().SingleOrDefaultAsync(session => session.Id == id, cancellationToken);
    }

    public static async Task<bool> TakeAsync(Db db, Guid session, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            "update session set booked = booked + 1 where workspace_id = @ws and id = @id and cancelled_at is null and (capacity is null or booked < capacity)",
            cancellationToken, ("id", session)) == 1;

    public static Task FreeAsync(Db db, Guid session, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update session set booked = booked - 1 where workspace_id = @ws and id = @id and booked > 0", cancellationToken, ("id", session));

    /// <summary>What was taken: 0 from whoever needs no credits; null = they have too few.</summary>
    public static async Task<int?> PayAsync(Db db, Guid person, int credits, CancellationToken cancellationToken)
    {
        if (credits == 0)
            return 0;
        if (await db.ExecuteAsync("update person set credits = credits - @credits, version = version + 1 where workspace_id = @ws and id = @id and credits >= @credits",
            cancellationToken, ("id", person), ("credits", credits)) == 1)
            return credits;
        return await db.People.AnyAsync(p => p.Id == person && p.Credits == null, cancellationToken) ? 0 : null;
    }

    public static async Task RefundAsync(Db db, Booking booking, CancellationToken cancellationToken)
    {
        if (booking.Credits > 0)
            await db.ExecuteAsync("update person set credits = credits + @credits, version = version + 1 where workspace_id = @ws and id = @id and credits is not null",
                cancellationToken, ("id", booking.PersonId), ("credits", booking.Credits));
        booking.Credits = 0;
    }

    /// <summary>Gives a seat, or a place in the waiting list; both cost the credits, so that moving up can never fail for want of them.</summary>
    /// <param name="notice">What whoever got a seat is told.</param>
    public static async Task<Result<Booking>> BookAsync(
        Db db, Actor actor, DateTimeOffset now, Session session, Guid person, bool wait, CancellationToken cancellationToken, BookingNotice notice = BookingNotice.Confirmed)
    {
        var booking = await db.Bookings.SingleOrDefaultAsync(b => b.SessionId == session.Id && b.PersonId == person, cancellationToken);
        if (booking is { Status: BookingStatus.Booked } or { Status: BookingStatus.Waiting })
            return booking;
        if (await Booker.OfAsync(db, person, session.OfferingId, cancellationToken) is not { } booker)
            return Problem.NotFound("person");
        if (booker.RefusalAt(now, session, actor.May(Permission.ManagePeople, session.OfferingId)) is { } problem)
            return problem;
        var seated = await TakeAsync(db, session.Id, cancellationToken);
        if (!seated && (!wait || session.StartsAt <= now))
            return BookingRefusals.Full;
        if (await PayAsync(db, person, session.Credits, cancellationToken) is not { } paid)
            return BookingRefusals.NoCredits(session.Credits, booker.Credits ?? 0, booker.Contact);
        if (booking is null)
            db.Add(booking = new Booking { WorkspaceId = db.WorkspaceId, SessionId = session.Id, PersonId = person, CreatedAt = now });
        (booking.Status, booking.Since, booking.Credits) = (seated ? BookingStatus.Booked : BookingStatus.Waiting, now, paid);
        (booking.Attendance, booking.AttendedAt, booking.Notice) = (Attendance.Unknown, null, seated ? notice : null);
        db.Add(AuditEntry.By(actor, now, seated ? "booking.made" : "booking.waiting", "person", person, new { sessionId = session.Id, session.Title, bookingId = booking.Id }));
        await db.SaveChangesAsync(cancellationToken);
        return booking;
    }

    /// <summary>Frees the seat or the place in the waiting list with its credits. The caller lets the next ones move up.</summary>
    public static async Task LeaveAsync(Db db, Actor actor, DateTimeOffset now, Booking booking, string why, BookingNotice? notice, CancellationToken cancellationToken)
    {
        if (booking.Status == BookingStatus.Booked)
            await FreeAsync(db, booking.SessionId, cancellationToken);
        await RefundAsync(db, booking, cancellationToken);
        (booking.Status, booking.Since, booking.Notice) = (BookingStatus.Cancelled, now, notice);
        db.Add(AuditEntry.By(actor, now, why, "person", booking.PersonId, new { sessionId = booking.SessionId, bookingId = booking.Id }));
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>
    /// The waiting list moves up until the seats or the list are at an end; not once the session has begun, for nobody could come any more.
    /// Whoever may not book by now loses their place in the list, else a free seat would wait with them.
    /// </summary>
    public static async Task MoveUpAsync(Db db, Session session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var system = Actor.System(db.WorkspaceId);
        while (session.CancelledAt is null && now < session.StartsAt
            && await db.Bookings.Where(b => b.SessionId == session.Id && b.Status == BookingStatus.Waiting).OrderBy(b => b.Since).ThenBy(b => b.Id).FirstOrDefaultAsync(cancellationToken) is { } next)
        {
            var booker = await Booker.OfAsync(db, next.PersonId, session.OfferingId, cancellationToken);
            if (booker?.MembershipRefusal(session.StartsAt) is not null)
            {
                await LeaveAsync(db, system, now, next, "booking.dropped", BookingNotice.Cancelled, cancellationToken);
                continue;
            }
            if (!await TakeAsync(db, session.Id, cancellationToken))
                return;
            (next.Status, next.Since, next.Notice) = (BookingStatus.Booked, now, BookingNotice.MovedUp);
            db.Add(AuditEntry.By(system, now, "booking.moved_up", "person", next.PersonId, new { sessionId = session.Id, session.Title, bookingId = next.Id }));
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
