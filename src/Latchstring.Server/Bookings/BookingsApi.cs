using Latchstring.Bookings;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Bookings;

/// <summary>GET, POST /bookings · GET /bookings/{id} · POST /bookings/{id}/cancellation · POST /bookings/{id}/move · POST /bookings/{id}/code · PUT /bookings/{id}/attendance</summary>
public static class BookingsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var bookings = api.MapGroup("/bookings").WithTags("Bookings");
        bookings.MapGet("", ListAsync).Needs(Permission.SeePeople).WithSummary("Who has a seat or waits for one");
        bookings.MapPost("", BookAsync).Needs(Permission.ManagePeople).WithSummary("A seat for a person, or a place in the waiting list").WithDescription("Answers the booking that is there already if there is one. With \"wait\": false a full session is refused.");
        bookings.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeePeople).WithSummary("One booking");
        bookings.MapPost("/{id:guid}/cancellation", CancelAsync).Needs(Permission.ManagePeople).WithSummary("Give the seat back; the waiting list moves up");
        bookings.MapPost("/{id:guid}/move", MoveAsync).Needs(Permission.ManagePeople).WithSummary("Move to another session, in one transaction");
        bookings.MapPost("/{id:guid}/code", AttachAsync).Needs(Permission.ManageCodes).WithSummary("Attach a code to a booking that was made without one").WithDescription("It is redeemed for whoever is booked, at its price.");
        bookings.MapPut("/{id:guid}/attendance", AttendAsync).Needs(Permission.ManagePeople).WithSummary("present, absent or unknown");
    }

    /// <param name="Wait">false = refuse when it is full.</param>
    public sealed record BookBody(Guid SessionId, Guid PersonId, bool Wait = true);

    public sealed record MoveBody(Guid SessionId);

    public sealed record CodeBody(Guid CodeId);

    public sealed record AttendanceBody(Attendance Attendance);

    /// <param name="Since">Since when they are booked, waiting or gone.</param>
    /// <param name="Credits">Credits taken for it.</param>
    public sealed record BookingItem(
        Guid Id, Guid SessionId, string Session, DateTimeOffset StartsAt, DateTimeOffset EndsAt, Guid PersonId, string Person, string? Email, BookingStatus Status, DateTimeOffset Since, Attendance Attendance, DateTimeOffset? AttendedAt, int Credits,
        Guid? RedemptionId)
    {
        internal static BookingItem Of(BookingRow b) => new(b.Id, b.SessionId, b.SessionTitle, b.StartsAt, b.EndsAt, b.PersonId, b.PersonName, b.Email, b.Status, b.Since, b.Attendance, b.AttendedAt, b.Credits, b.RedemptionId);
    }

    internal sealed record Filters
    {
        public Guid? SessionId { get; init; }
        public Guid? PersonId { get; init; }
        /// <summary>booked, waiting or cancelled.</summary>
        public string? Status { get; init; }
    }

    private static readonly Problem NoStatus = Problem.Invalid("status", "This must be one of {0}.", "booked, waiting, cancelled");

    private static async Task<Results<Ok<ListAnswer<BookingItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, [AsParameters] Filters f, Actor actor, ListBookings list, CancellationToken cancellationToken)
    {
        BookingStatus? status = Enum.TryParse<BookingStatus>(f.Status, true, out var named) && !char.IsAsciiDigit(f.Status[0]) ? named : null;
        if (f.Status is not null && status is null)
            return Problems.ToResult(NoStatus);
        var filter = new BookingFilter(f.SessionId, f.PersonId, status);
        return await Lists.AnswerAsync(ListBookings.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), BookingItem.Of);
    }

    private static async Task<Results<Ok<BookingItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListBookings list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(BookingItem.Of);

    private static async Task<Results<Created<BookingItem>, ProblemAnswer>> BookAsync(BookBody body, Actor actor, BookSession book, ListBookings list, CancellationToken cancellationToken)
    {
        var booked = await book.RunAsync(actor, new(body.SessionId, body.PersonId, body.Wait), cancellationToken);
        return booked.Ok ? (await list.FindAsync(actor, booked.Value.Id, cancellationToken)).ToCreated(b => $"bookings/{b.Id}", BookingItem.Of) : Problems.ToResult(booked.Problem);
    }

    private static async Task<Results<Ok<BookingItem>, ProblemAnswer>> CancelAsync(Guid id, Actor actor, CancelBooking cancel, ListBookings list, CancellationToken cancellationToken)
    {
        var cancelled = await cancel.RunAsync(actor, id, cancellationToken);
        return cancelled.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(cancelled.Problem);
    }

    private static async Task<Results<Ok<BookingItem>, ProblemAnswer>> MoveAsync(Guid id, MoveBody body, Actor actor, MoveBooking move, ListBookings list, CancellationToken cancellationToken)
    {
        var moved = await move.RunAsync(actor, new(id, body.SessionId), cancellationToken);
        return moved.Ok ? await FindAsync(moved.Value.Id, actor, list, cancellationToken) : Problems.ToResult(moved.Problem);
    }

    private static async Task<Results<Ok<BookingItem>, ProblemAnswer>> AttachAsync(Guid id, CodeBody body, Actor actor, AttachCode attach, ListBookings list, CancellationToken cancellationToken)
    {
        var attached = await attach.RunAsync(actor, new(body.CodeId, id), cancellationToken);
        return attached.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(attached.Problem);
    }

    private static async Task<Results<Ok<BookingItem>, ProblemAnswer>> AttendAsync(Guid id, AttendanceBody body, Actor actor, MarkAttendance mark, ListBookings list, CancellationToken cancellationToken)
    {
        var marked = await mark.RunAsync(actor, new MarkAttendance.Input(id, body.Attendance), cancellationToken);
        return marked.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(marked.Problem);
    }
}
