using Latchstring.Bookings;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Bookings;

/// <summary>Buttons of an appointment: POST me/bookings/{id}/cancellation</summary>
internal static class AppointmentActions
{
    public static void Map(WebApplication app)
    {
        var mine = app.MapGroup("/{workspace}/me/bookings").RequireAuthorization(Policies.Participant).ExcludeFromDescription();
        mine.MapPost("/{id:guid}/cancellation", CancelAsync);
    }

    private static async Task<IResult> CancelAsync(Guid id, IFormCollection _, CurrentActor me, CurrentWorkspace here, CancelBooking cancel, Flash flash, ProblemText problems, IStringLocalizer<BookingsText> t)
    {
        var cancelled = await cancel.RunAsync(me.Value, id);
        if (cancelled.Problem is { Status: 404 })
            return Results.NotFound();
        if (cancelled.Ok)
            flash.Done(t["Your appointment is cancelled."]);
        else
            flash.Failed(problems.Of(cancelled.Problem));
        return Results.LocalRedirect(here.Path($"me/bookings/{id}"));
    }
}
