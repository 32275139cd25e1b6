using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>Who came and who did not (S2.23): ticked in the list, or by the member's QR code at the door.</summary>
public sealed class MarkAttendance(Database database)
{
    public static readonly Problem NotSeated = new("booking.not_seated", 409, "Only somebody with a place in the session can be present or absent.");
    public static readonly Problem UnknownMember = new("member.unknown", 404, "This is not a code of a member of this workspace.", "member");
    public static readonly Problem NotInList = new("member.not_booked", 409, "{0} has no place in this session. Add them below if there is one free.", "member");

    public sealed record Input(Guid BookingId, Attendance Attendance);

    /// <param name="Member">What the QR code says, or the e-mail address, telephone number or client id of the person.</param>
    public sealed record CheckIn(Guid SessionId, string? Member);

    public async Task<Result<Booking>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) =>
        await database.WriteAsync<Booking>(actor.WorkspaceId, async db =>
        {
            var booking = await db.Bookings.SingleOrDefaultAsync(b => b.Id == input.BookingId, cancellationToken);
            var session = booking is null ? null : await db.Sessions.AsNoTracking().SingleAsync(s => s.Id == booking.SessionId, cancellationToken);
            if (session is null || !actor.May(Permission.ManagePeople, session.OfferingId))
                return BookingRefusals.NotBooked;
            return await MarkAsync(db, actor, booking!, input.Attendance, cancellationToken);
        }, cancellationToken);

    public async Task<Result<Booking>> RunAsync(Actor actor, CheckIn input, CancellationToken cancellationToken = default) =>
        await database.WriteAsync<Booking>(actor.WorkspaceId, async db =>
        {
            var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == input.SessionId, cancellationToken);
            if (session is null || !actor.May(Permission.ManagePeople, session.OfferingId))
                return Problem.NotFound("session");
            var text = input.Member?.Trim();
            var named = SignedId.Read(database.Keys, SignedId.Member, actor.WorkspaceId, text);
            var email = EmailAddress.Normalize(text);
            var people = string.IsNullOrEmpty(text) ? [] : await db.People.AsNoTracking()
                .Where(p => named != null ? p.Id == named : p.Email == email || p.Phone == text || p.ClientId == text).Take(2).ToListAsync(cancellationToken);
            if (people is not [var person])
                return UnknownMember;
            var booking = await db.Bookings.SingleOrDefaultAsync(b => b.SessionId == session.Id && b.PersonId == person.Id, cancellationToken);
            return booking is { Status: BookingStatus.Booked } ? await MarkAsync(db, actor, booking, Attendance.Present, cancellationToken) : NotInList with { Arguments = [person.DisplayName] };
        }, cancellationToken);

    private async Task<Result<Booking>> MarkAsync(Db db, Actor actor, Booking booking, Attendance attendance, CancellationToken cancellationToken)
    {
        if (booking.Status != BookingStatus.Booked)
            return NotSeated;
        if (booking.Attendance == attendance)
            return booking;
        (booking.Attendance, booking.AttendedAt) = (attendance, attendance == Attendance.Present ? database.Now : null);
        db.Add(AuditEntry.By(actor, database.Now, "booking.attendance", "person", booking.PersonId, new { sessionId = booking.SessionId, attendance }));
        await db.SaveChangesAsync(cancellationToken);
        return booking;
    }
}
