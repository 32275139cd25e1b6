using Latchstring.Bookings;
using Latchstring.Data;
using Latchstring.People;
using Latchstring.Server.Accounts;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.Bookings.BookingsText>;

namespace Latchstring.Server.Bookings;

/// <summary>Buttons of the staff: POST sessions/{id}/cancellation, /people · bookings/{id}/attendance, /cancellation</summary>
internal static class SessionActions
{
    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin").ExcludeFromDescription();
        admin.MapPost("/sessions/{id:guid}/cancellation", CancelSessionAsync).RequireAuthorization(Policies.ManageOfferings);
        var people = admin.MapGroup("").RequireAuthorization(Policies.ManagePeople);
        people.MapPost("/sessions/{id:guid}/people", AddAsync);
        people.MapPost("/bookings/{id:guid}/attendance", AttendAsync);
        people.MapPost("/bookings/{id:guid}/cancellation", CancelAsync);
    }

    private static async Task<IResult> CancelSessionAsync(Guid id, [FromForm] bool? following, Acts acts, CancelSession cancel) =>
        acts.Go(await cancel.RunAsync(acts.Me, new(id, following ?? false)), $"sessions/{id}", done =>
            acts.T.Plural(done.Sessions, "Cancelled 1 session.", "Cancelled {0} sessions.") + " " + acts.T.Plural(done.Booked, "1 booking was given back.", "{0} bookings were given back."));

    private static async Task<IResult> AddAsync(Guid id, [FromForm] string? member, Acts acts, Database database, BookSession book)
    {
        var (text, email) = (member?.Trim() ?? "", EmailAddress.Normalize(member));
        await using var db = database.Read(acts.Me.WorkspaceId);
        var people = text.Length == 0 ? [] : await db.People.Where(p => p.Email == email || p.Phone == text || p.ClientId == text).Take(2).ToListAsync();
        if (people is not [var person])
            return acts.Go<Booking>(NoSuchPerson, $"sessions/{id}", _ => "");
        return acts.Go(await book.RunAsync(acts.Me, new(id, person.Id)), $"sessions/{id}", booking => booking.Status == BookingStatus.Waiting ? acts.T["{0} is on the waiting list.", person.DisplayName] : acts.T["{0} is booked.", person.DisplayName]);
    }

    private static readonly Problem NoSuchPerson = Problem.Invalid("member", "Nobody here has exactly this e-mail address, telephone number or client number.");

    private static async Task<IResult> AttendAsync(Guid id, [FromForm] string? attendance, Acts acts, MarkAttendance mark, ListBookings list)
    {
        var before = await list.FindAsync(acts.Me, id);
        var marked = await mark.RunAsync(acts.Me, new MarkAttendance.Input(id, Enum.TryParse<Attendance>(attendance, out var given) && Enum.IsDefined(given) ? given : Attendance.Unknown));
        return acts.Go(marked, $"sessions/{(before.Ok ? before.Value.SessionId : Guid.Empty)}", booking =>
            booking.Attendance switch { Attendance.Present => acts.T["Marked as present."], Attendance.Absent => acts.T["Marked as absent."], _ => acts.T["The mark is gone."] });
    }

    private static async Task<IResult> CancelAsync(Guid id, IFormCollection _, Acts acts, CancelBooking cancel, ListBookings list)
    {
        var before = await list.FindAsync(acts.Me, id);
        var cancelled = await cancel.RunAsync(acts.Me, id);
        return acts.Go(cancelled, $"sessions/{(before.Ok ? before.Value.SessionId : Guid.Empty)}", done => acts.T["{0} is out. Whoever waited has moved up.", before.Value.PersonName]);
    }
}
