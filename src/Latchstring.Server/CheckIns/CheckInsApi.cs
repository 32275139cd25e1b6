using Latchstring.CheckIns;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.CheckIns;

/// <summary>GET, POST /offerings/{id}/check-ins · GET /offerings/{id}/attendance · DELETE /offerings/{id}/check-ins/{registrationId}</summary>
public static class CheckInsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var door = api.MapGroup("/offerings/{id:guid}").WithTags("Check-ins");
        door.MapGet("/attendance", CountAsync).Needs(Permission.SeePeople).WithSummary("How many guests of an event have a place, and how many are in");
        door.MapGet("/check-ins", ListAsync).Needs(Permission.SeePeople).WithSummary("The log of scans, the latest first").WithDescription("With \"conflicts\": true only people who were let in twice by devices that did not know of each other.");
        door.MapPost("/check-ins", CheckInAsync).Needs(Permission.ManagePeople).WithSummary("Check guests in: one scan, or many that waited for the network")
            .WithDescription("Each scan has an id made by the device; sent twice it counts once. Answers entered, again, twice, notRegistered, otherEvent, full or unknown for each.");
        door.MapDelete("/check-ins/{registrationId:guid}", UndoAsync).Needs(Permission.ManagePeople).WithSummary("Take an entry back").WithDescription("The guest counts as not in; the scans stay in the log.");
    }

    /// <param name="Id">Made by the device, a UUID.</param>
    /// <param name="Text">What the ticket says; or the e-mail address, telephone or client number of the guest.</param>
    /// <param name="At">By the clock of the device.</param>
    /// <param name="LetIn">The device had no network and let the guest in.</param>
    public sealed record ScanBody(Guid Id, string? Text, DateTimeOffset At, bool LetIn = false);

    /// <param name="Device">Tells devices apart, e.g. "North door".</param>
    public sealed record ScansBody(string? Device, IReadOnlyList<ScanBody>? Scans);

    public sealed record AttendanceItem(int Registered, int Present, int Conflicts);

    /// <param name="Conflicts">Only people who were let in twice.</param>
    internal sealed record Filters(bool? Conflicts);

    private static async Task<Results<Ok<AttendanceItem>, ProblemAnswer>> CountAsync(Guid id, Actor actor, SeeDoor see, CancellationToken cancellationToken) =>
        (await see.CountsAsync(actor, id, cancellationToken)).ToOk(counts => new AttendanceItem(counts.Registered, counts.Present, counts.Conflicts));

    private static Task<Results<Ok<ListAnswer<CheckInRow>>, ProblemAnswer>> ListAsync(Guid id, [AsParameters] ListInput input, [AsParameters] Filters f, Actor actor, SeeDoor see, CancellationToken cancellationToken) =>
        Lists.AnswerAsync(SeeDoor.Scans, input, page => see.ScansAsync(actor, id, f.Conflicts ?? false, page, cancellationToken), () => see.CountScansAsync(actor, id, f.Conflicts ?? false, cancellationToken), row => row);

    private static async Task<Results<Ok<IReadOnlyList<Scanned>>, ProblemAnswer>> CheckInAsync(Guid id, ScansBody body, Actor actor, CheckInGuests checkIn, CancellationToken cancellationToken) =>
        (await checkIn.RunAsync(actor, new(id, body.Device, [.. (body.Scans ?? []).Select(scan => scan is null ? new Scan(Guid.Empty, null, default) : new Scan(scan.Id, scan.Text, scan.At, scan.LetIn))]), cancellationToken)).ToOk();

    private static async Task<Results<Ok<Scanned>, ProblemAnswer>> UndoAsync(Guid id, Guid registrationId, Actor actor, CheckInGuests checkIn, CancellationToken cancellationToken) =>
        (await checkIn.UndoAsync(actor, id, registrationId, cancellationToken)).ToOk();
}
