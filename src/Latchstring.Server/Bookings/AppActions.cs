using Latchstring.Bookings;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Bookings;

/// <summary>Buttons of the booking app: POST app/sessions/{id}/booking · app/bookings/{id}/cancellation, /move. Each says what it did and how to take it back.</summary>
internal static class AppActions
{
    public static void Map(WebApplication app)
    {
        var member = app.MapGroup("/{workspace}/app").RequireAuthorization(Policies.Participant).ExcludeFromDescription();
        member.MapPost("/sessions/{id:guid}/booking", BookAsync);
        member.MapPost("/bookings/{id:guid}/cancellation", CancelAsync);
        member.MapPost("/bookings/{id:guid}/move", MoveAsync);
    }

    private static async Task<IResult> BookAsync(Guid id, IFormCollection _, HttpRequest request, Member member, CurrentActor me, CurrentWorkspace here, BookSession book, Flash flash, ProblemText problems, IStringLocalizer<BookingsText> t)
    {
        var booked = await book.RunAsync(me.Value, new(id, member.Id));
        if (booked.Problem is { Status: 404 })
            return Results.NotFound();
        if (!booked.Ok)
            flash.Failed(problems.Of(booked.Problem));
        else if (await member.FindAsync(id) is { } session)
            flash.Done(
                booked.Value.Status == BookingStatus.Waiting ? t["You are number {0} on the waiting list for “{1}”. A place that becomes free is yours without another click.", session.Position ?? 1, session.Title] : t["“{0}” is booked: {1}.", session.Title, SessionWords.When(session.StartsAt, session.EndsAt, session.Zone)],
                here.Path($"app/bookings/{booked.Value.Id}/cancellation"));
        return Results.LocalRedirect(Back(request, here));
    }

    private static async Task<IResult> CancelAsync(Guid id, IFormCollection _, HttpRequest request, Member member, CurrentActor me, CurrentWorkspace here, CancelBooking cancel, Flash flash, ProblemText problems, IStringLocalizer<BookingsText> t)
    {
        var cancelled = await cancel.RunAsync(me.Value, id);
        if (cancelled.Problem is { Status: 404 })
            return Results.NotFound();
        if (!cancelled.Ok)
            flash.Failed(problems.Of(cancelled.Problem));
        else if (await member.FindAsync(cancelled.Value.SessionId) is { } session)
            flash.Done(t["“{0}” is cancelled. Your place is free for somebody else.", session.Title], here.Path($"app/sessions/{session.Id}/booking"));
        return Results.LocalRedirect(Back(request, here));
    }

    private static async Task<IResult> MoveAsync(Guid id, [FromForm] Guid? sessionId, Member member, CurrentActor me, CurrentWorkspace here, MoveBooking move, Flash flash, ProblemText problems, IStringLocalizer<BookingsText> t)
    {
        var moved = await move.RunAsync(me.Value, new(id, sessionId ?? Guid.Empty));
        if (!moved.Ok)
        {
            flash.Failed(problems.Of(moved.Problem));
            return Results.LocalRedirect(here.Path("app/bookings"));
        }
        if (await member.FindAsync(moved.Value.SessionId) is { } session)
            flash.Done(t["Moved. You are booked for “{0}”: {1}.", session.Title, SessionWords.When(session.StartsAt, session.EndsAt, session.Zone)]);
        return Results.LocalRedirect(here.Path("app/bookings"));
    }

    /// <summary>The page of the app that the button stood on.</summary>
    private static string Back(HttpRequest request, CurrentWorkspace here) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == request.Host.Value && (from.AbsolutePath + "/").StartsWith(here.Path("app") + "/", StringComparison.Ordinal) ? from.PathAndQuery : here.Path("app");
}
