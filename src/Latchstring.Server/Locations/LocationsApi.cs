using Latchstring.Locations;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Locations;

/// <summary>GET, POST /locations · GET /locations.csv · GET, PATCH /locations/{id} · POST, DELETE /locations/{id}/archive</summary>
public static class LocationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var locations = api.MapGroup("/locations").WithTags("Locations");
        locations.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("Locations with their sending window and pace");
        api.MapGet("/locations.csv", Csv).Needs(Permission.SeeOfferings).WithTags("Locations").WithSummary("All locations of the same filters as CSV").Produces<string>(200, "text/csv");
        locations.MapPost("", CreateAsync).Needs(Permission.ManageOfferings).WithSummary("Make a location with its booking app");
        locations.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One location");
        locations.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change a location");
        locations.MapPost("/{id:guid}/archive", ArchiveAsync).Needs(Permission.ManageOfferings).WithSummary("Archive, with its booking app");
        locations.MapDelete("/{id:guid}/archive", RestoreAsync).Needs(Permission.ManageOfferings).WithSummary("Restore");
    }

    private static async Task<Results<Ok<ListAnswer<LocationItem>>, ProblemAnswer>> ListAsync(
        [AsParameters] ListInput input, bool? archived, Actor actor, ListLocations list, CancellationToken cancellationToken)
    {
        var filter = new LocationFilter(input.Q, archived ?? false);
        return await Lists.AnswerAsync(ListLocations.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), LocationItem.Of);
    }

    private static Results<CsvAnswer, ProblemAnswer> Csv(string? q, bool? archived, string? sort, Actor actor, ListLocations list, CancellationToken cancellationToken) =>
        Lists.Csv(ListLocations.Rows, sort, "locations.csv", list.StreamAsync(actor, new(q, archived ?? false), sort, cancellationToken), LocationItem.Columns);

    private static async Task<Results<Created<LocationItem>, ProblemAnswer>> CreateAsync(LocationBody body, Actor actor, CreateLocation create, CancellationToken cancellationToken) =>
        (await create.RunAsync(actor, body.Fields, cancellationToken)).ToCreated(made => $"locations/{made.Location.Id}", LocationItem.Of);

    private static async Task<Results<Ok<LocationItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, FindLocation find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, id, cancellationToken)).ToOk(LocationItem.Of);

    private static async Task<Results<Ok<LocationItem>, ProblemAnswer>> EditAsync(Guid id, LocationPatch body, Actor actor, FindLocation find, EditLocation edit, CancellationToken cancellationToken)
    {
        var now = await find.RunAsync(actor, id, cancellationToken);
        return now.Ok ? (await edit.RunAsync(actor, body.Over(now.Value), cancellationToken)).ToOk(LocationItem.Of) : Problems.ToResult(now.Problem);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> ArchiveAsync(Guid id, Actor actor, ArchiveLocation archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id), cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> RestoreAsync(Guid id, Actor actor, ArchiveLocation archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id, Archived: false), cancellationToken)).ToNoContent();
}
