using System.Text.Json;
using Latchstring.CheckIns;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.CheckIns;

/// <summary>What the pages at the door call: POST door/scans, GET door/tickets, GET door/sw.js, GET check-in/counts, POST check-in/{registration}, POST check-in/{registration}/undo</summary>
internal static class DoorActions
{
    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin/offerings/{id:guid}").ExcludeFromDescription();
        var door = admin.MapGroup("").RequireAuthorization(Policies.ManagePeople);
        door.MapPost("/door/scans", ScansAsync);
        door.MapGet("/door/tickets", TicketsAsync);
        door.MapGet("/door/sw.js", WorkerAsync);
        door.MapPost("/check-in/{registration:guid}", EnterAsync);
        door.MapPost("/check-in/{registration:guid}/undo", UndoAsync);
        admin.MapGet("/check-in/counts", CountsAsync).RequireAuthorization(Policies.SeePeople);
    }

    /// <summary>Scans of the page, which keeps them until they are answered.</summary>
    private static async Task<IResult> ScansAsync(Guid id, [FromForm] string? device, [FromForm] string? scans, CurrentActor me, CheckInGuests checkIn)
    {
        List<Scan>? given;
        try
        {
            given = JsonSerializer.Deserialize<List<Scan>>(scans ?? "[]", JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return Results.BadRequest();
        }
        var settled = await checkIn.RunAsync(me.Value, new(id, device, given ?? []));
        return settled.Ok ? Results.Json(settled.Value.Select(one => new { one.Id, Outcome = one.Outcome.ToString(), one.Name, one.FirstAt }), JsonSerializerOptions.Web) : Results.StatusCode(settled.Problem.Status);
    }

    private static async Task<IResult> TicketsAsync(Guid id, CurrentActor me, SeeDoor see, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        var tickets = await see.OfflineAsync(me.Value, id);
        return tickets.Ok ? Results.Json(tickets.Value.Select(one => new object[] { one.Ticket, one.Name, one.IsIn }), JsonSerializerOptions.Web) : Results.StatusCode(tickets.Problem.Status);
    }

    private static async Task<IResult> WorkerAsync(Guid id, CurrentActor me, SeeDoor see, CurrentWorkspace here, HttpResponse response, IWebHostEnvironment environment)
    {
        if (await see.CountsAsync(me.Value, id) is { Ok: false })
            return Results.NotFound();
        response.Headers["Service-Worker-Allowed"] = here.Path($"admin/offerings/{id}/door");
        response.Headers.CacheControl = "no-cache";
        return Results.Stream(environment.WebRootFileProvider.GetFileInfo("js/door-worker.js").CreateReadStream(), "text/javascript");
    }

    private static async Task<IResult> CountsAsync(Guid id, CurrentActor me, SeeDoor see, HttpResponse response)
    {
        response.Headers.CacheControl = "no-store";
        var counts = await see.CountsAsync(me.Value, id);
        return counts.Ok ? Results.Json(new { counts.Value.Registered, counts.Value.Present, counts.Value.Conflicts }, JsonSerializerOptions.Web) : Results.StatusCode(counts.Problem.Status);
    }

    private static async Task<IResult> EnterAsync(Guid id, Guid registration, [FromForm] string? back, CurrentActor me, CurrentWorkspace here, CheckInGuests checkIn, Latchstring.Data.Database database, Shell shell, Flash flash, IStringLocalizer<CheckInsText> t)
    {
        var ticket = Latchstring.Codes.SignedId.Of(database.Keys, Latchstring.Codes.SignedId.Ticket, here.Id, registration);
        var settled = await checkIn.RunAsync(me.Value, new(id, me.Value.Name, [new Scan(Guid.CreateVersion7(), ticket, database.Now)]));
        if (!settled.Ok)
            return Results.StatusCode(settled.Problem.Status);
        var one = settled.Value[0];
        if (one.Outcome == CheckInOutcome.Entered)
            flash.Done(t["{0} is in.", one.Name ?? ""], shell.Admin($"offerings/{id}/check-in/{registration}/undo"));
        else
            flash.Failed(DoorWords.Sentence(t, one));
        return Results.LocalRedirect(ReturnUrl.Or(back, shell.Admin($"offerings/{id}/check-in")));
    }

    private static async Task<IResult> UndoAsync(Guid id, Guid registration, IFormCollection _, CurrentActor me, CheckInGuests checkIn, Shell shell, Flash flash, IStringLocalizer<CheckInsText> t)
    {
        var undone = await checkIn.UndoAsync(me.Value, id, registration);
        if (!undone.Ok)
            return Results.StatusCode(undone.Problem.Status);
        flash.Done(t["The entry was taken back."]);
        return Results.LocalRedirect(shell.Admin($"offerings/{id}/check-in"));
    }
}
