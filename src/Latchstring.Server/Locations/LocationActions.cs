using Latchstring.Locations;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.Locations.LocationsText>;

namespace Latchstring.Server.Locations;

/// <summary>Buttons and files of the pages about locations: POST locations/{id}/archive · GET locations.csv</summary>
internal static class LocationActions
{
    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin").ExcludeFromDescription();
        admin.MapPost("/locations/{id:guid}/archive", ArchiveAsync).RequireAuthorization(Policies.ManageOfferings);
        admin.MapGet("/locations.csv", Csv).RequireAuthorization(Policies.SeeOfferings);
    }

    public static LocationFilter FilterOf(ListState state) => new(state.Search, state["archived"] switch { "true" => true, "all" => null, _ => false });

    private static async Task<IResult> ArchiveAsync(Guid id, [FromForm] bool archived, Acts acts, ArchiveLocation archive, CancellationToken cancellationToken) =>
        acts.Go(await archive.RunAsync(acts.Me, new(id, archived), cancellationToken), $"locations/{id}", done => archived ? acts.T["Archived {0}.", done.Name] : acts.T["Restored {0}.", done.Name], $"locations/{id}/archive", ("archived", !archived));

    private static Results<CsvAnswer, ProblemAnswer> Csv(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListLocations list, CancellationToken cancellationToken) =>
        Lists.Csv(ListLocations.Rows, sort, "locations.csv", list.StreamAsync(me.Value, FilterOf(ListState.From(request, "locations", "archived")), sort, cancellationToken), LocationItem.Columns);
}
