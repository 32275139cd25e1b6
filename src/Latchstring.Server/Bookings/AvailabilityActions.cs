using Latchstring.Bookings;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Bookings;

/// <summary>Buttons beside hours: POST availabilities/{id}/delete · availability-days/{id}/delete</summary>
internal static class AvailabilityActions
{
    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin").RequireAuthorization(Policies.ManageOfferings).ExcludeFromDescription();
        admin.MapPost("/availabilities/{id:guid}/delete", DeleteAsync);
        admin.MapPost("/availability-days/{id:guid}/delete", UnsetAsync);
    }

    private static async Task<IResult> DeleteAsync(Guid id, IFormCollection _, CurrentActor me, DeleteAvailability delete, Shell shell, Flash flash, IStringLocalizer<BookingsText> t)
    {
        var deleted = await delete.RunAsync(me.Value, id);
        if (!deleted.Ok)
            return Results.NotFound();
        flash.Done(t["Deleted. What is booked stays booked."]);
        return Results.LocalRedirect(shell.Admin($"offerings/{deleted.Value.OfferingId}/availability"));
    }

    private static async Task<IResult> UnsetAsync(Guid id, [FromForm] Guid? offeringId, CurrentActor me, UnsetDay unset, Shell shell, Flash flash, IStringLocalizer<BookingsText> t)
    {
        var done = await unset.RunAsync(me.Value, id);
        if (!done.Ok)
            return Results.NotFound();
        flash.Done(t["The day is as all others again."]);
        return Results.LocalRedirect(shell.Admin($"offerings/{offeringId}/availability"));
    }
}
