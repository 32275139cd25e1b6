using Latchstring.Bookings;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.Offerings.OfferingsText>;

namespace Latchstring.Server.Offerings;

/// <summary>
/// Buttons and files of the pages about offerings: POST offerings/{id}/archive, /delete, bundles/{id}/archive, /delete, prices/{id}/delete, resources/{id}, /move, /remove,
/// registrations/{id}/cancel, /reinstate, offerings/{id}/registrations/cancel · GET the lists as CSV
/// </summary>
internal static class OfferingActions
{
    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin").ExcludeFromDescription();
        var offerings = admin.MapGroup("").RequireAuthorization(Policies.ManageOfferings);
        offerings.MapPost("/offerings/{id:guid}/archive", ArchiveAsync);
        offerings.MapPost("/offerings/{id:guid}/delete", DeleteAsync);
        offerings.MapPost("/bundles/{id:guid}/archive", ArchiveBundleAsync);
        offerings.MapPost("/bundles/{id:guid}/delete", DeleteBundleAsync);
        offerings.MapPost("/resources/{id:guid}", EditResourceAsync);
        offerings.MapPost("/resources/{id:guid}/move", MoveResourceAsync);
        offerings.MapPost("/resources/{id:guid}/remove", RemoveResourceAsync);
        admin.MapPost("/prices/{id:guid}/delete", DeletePriceAsync).RequireAuthorization(Policies.ManagePrices);
        var people = admin.MapGroup("").RequireAuthorization(Policies.ManagePeople);
        people.MapPost("/registrations/{id:guid}/cancel", (Guid id, IFormCollection _, Acts acts, CancelRegistration cancel, FreeSeats free) => CancelAsync(id, true, acts, cancel, free));
        people.MapPost("/registrations/{id:guid}/reinstate", (Guid id, IFormCollection _, Acts acts, CancelRegistration cancel, FreeSeats free) => CancelAsync(id, false, acts, cancel, free));
        people.MapPost("/offerings/{id:guid}/registrations/cancel", CancelManyAsync);
        admin.MapGet("/offerings.csv", OfferingsCsv).RequireAuthorization(Policies.SeeOfferings);
        admin.MapGet("/bundles.csv", BundlesCsv).RequireAuthorization(Policies.SeeOfferings);
        admin.MapGet("/offerings/{id:guid}/registrations.csv", RegistrationsCsv).RequireAuthorization(Policies.SeePeople);
        app.MapGet("/{workspace}/me/resources/{id:guid}/file", FileAsync).RequireAuthorization(Policies.Participant).ExcludeFromDescription();
    }

    private static async Task<IResult> ArchiveAsync(Guid id, [FromForm] bool archived, Acts acts, ArchiveOffering archive) =>
        acts.Go(await archive.RunAsync(acts.Me, new(id, archived)), $"offerings/{id}", o => archived ? acts.T["Archived {0}.", o.Name] : acts.T["Restored {0}.", o.Name], $"offerings/{id}/archive", ("archived", !archived));

    private static async Task<IResult> DeleteAsync(Guid id, IFormCollection _, Acts acts, DeleteOffering delete)
    {
        var deleted = await delete.RunAsync(acts.Me, id);
        return acts.Go(deleted, deleted.Ok ? "offerings" : $"offerings/{id}/settings", done => acts.T["Deleted the offering."]);
    }

    private static async Task<IResult> ArchiveBundleAsync(Guid id, [FromForm] bool archived, Acts acts, ArchiveProgramme archive) =>
        acts.Go(await archive.RunAsync(acts.Me, new(id, archived)), $"bundles/{id}", p => archived ? acts.T["Archived {0}.", p.Name] : acts.T["Restored {0}.", p.Name], $"bundles/{id}/archive", ("archived", !archived));

    private static async Task<IResult> DeleteBundleAsync(Guid id, IFormCollection _, Acts acts, DeleteProgramme delete)
    {
        var deleted = await delete.RunAsync(acts.Me, id);
        return acts.Go(deleted, deleted.Ok ? "bundles" : $"bundles/{id}", done => acts.T["Deleted the bundle."]);
    }

    private static async Task<IResult> DeletePriceAsync(Guid id, [FromForm] Guid offeringId, Acts acts, DeletePrice delete) =>
        acts.Go(await delete.RunAsync(acts.Me, id), $"offerings/{offeringId}/settings#prices", _ => acts.T["Deleted the price."]);

    private static async Task<IResult> EditResourceAsync(Guid id, [FromForm] string? title, [FromForm] string? url, Acts acts, EditResource edit) =>
        acts.Go(await edit.RunAsync(acts.Me, new(id, title ?? "", url)), acts.Back("offerings"), _ => acts.T["Saved."]);

    private static async Task<IResult> MoveResourceAsync(Guid id, [FromForm] bool up, Acts acts, MoveResource move) =>
        acts.Go(await move.RunAsync(acts.Me, new(id, up)), acts.Back("offerings"), _ => acts.T["Moved."]);

    private static async Task<IResult> RemoveResourceAsync(Guid id, IFormCollection _, Acts acts, RemoveResource remove) =>
        acts.Go(await remove.RunAsync(acts.Me, id), acts.Back("offerings"), done => acts.T["Removed."]);

    private static async Task<IResult> CancelAsync(Guid id, bool cancelled, Acts acts, CancelRegistration cancel, FreeSeats free)
    {
        var done = await cancel.RunAsync(acts.Me, new(id, cancelled));
        await free.RunAsync(acts.Me.WorkspaceId);
        return acts.Go(done, acts.Back("offerings"), _ => cancelled ? acts.T["Taken out. The place is free again."] : acts.T["Taken back in."], $"registrations/{id}/{(cancelled ? "reinstate" : "cancel")}");
    }

    private static async Task<IResult> CancelManyAsync(Guid id, [FromForm] string? all, [FromForm] string? filter, HttpRequest request, Acts acts, ListRegistrations list, CancelRegistrations cancel, FreeSeats free)
    {
        var bulk = BulkRequest.From(request.Form);
        var ids = bulk.Ids.ToList();
        if (all == "1")
        {
            await foreach (var row in list.StreamAsync(acts.Me, OfferingFilters.Registrations(ListState.From("/", filter ?? "", "registrations", "status"), id), null))
                ids.Add(row.Id);
        }
        var taken = await cancel.RunAsync(acts.Me, new(id, ids));
        await free.RunAsync(acts.Me.WorkspaceId);
        return acts.Go(taken, $"offerings/{id}/registrations", done => acts.T.Plural(done.Cancelled, "Took 1 person out.", "Took {0} people out.")
            + string.Concat(done.Refused.GroupBy(one => one.Problem, (problem, all) => $" {acts.Say(problem)} {Named([.. all])}")));
    }

    /// <summary>The first ten by name, the others by their number; a message lives in a cookie.</summary>
    private static string Named(IReadOnlyList<CancelRegistrations.Refused> refused)
    {
        var names = refused.Select(one => one.Name).OfType<string>().Take(10).ToList();
        return "(" + string.Join(", ", names.Concat(refused.Count > names.Count ? ["+ " + Shown.Number(refused.Count - names.Count)] : [])) + ")";
    }

    private static Results<CsvAnswer, ProblemAnswer> OfferingsCsv(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListOfferings list, CancellationToken cancellationToken) =>
        Lists.Csv(ListOfferings.Rows, sort, "offerings.csv", list.StreamAsync(me.Value, OfferingFilters.Of(ListState.From(request, "offerings", "kind", "archived")), sort, cancellationToken), OfferingCsv.Columns);

    private static Results<CsvAnswer, ProblemAnswer> BundlesCsv(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListProgrammes list, CancellationToken cancellationToken) =>
        Lists.Csv(ListProgrammes.Rows, sort, "bundles.csv", list.StreamAsync(me.Value, OfferingFilters.Bundles(ListState.From(request, "bundles", "archived")), sort, cancellationToken), OfferingCsv.ProgrammeColumns);

    private static async Task<Results<CsvAnswer, ProblemAnswer>> RegistrationsCsv(
        Guid id, HttpRequest request, [FromQuery] string? sort, CurrentActor me, FindOffering find, ListRegistrations list, CancellationToken cancellationToken) =>
        (await find.RunAsync(me.Value, id, cancellationToken)).Problem is { } problem ? Problems.ToResult(problem)
        : Lists.Csv(ListRegistrations.Rows, sort, "registrations.csv", list.StreamAsync(me.Value, OfferingFilters.Registrations(ListState.From(request, "registrations", "status"), id), sort, cancellationToken), OfferingCsv.RegistrationColumns);

    private static async Task<IResult> FileAsync(Guid id, CurrentActor me, OpenResource open, CancellationToken cancellationToken)
    {
        var file = await open.RunAsync(me.Value, id, cancellationToken);
        return file.Ok ? new ResourceDownload(file.Value) : Results.NotFound();
    }
}
