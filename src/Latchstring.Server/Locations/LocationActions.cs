using Latchstring.Locations;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui.Lists;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

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

    private static async Task<IResult> ArchiveAsync(
        Guid id, [FromForm] bool archived, CurrentActor me, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<LocationsText> t, ArchiveLocation archive, CancellationToken cancellationToken)
    {
        var done = await archive.RunAsync(me.Value, new(id, archived), cancellationToken);
        if (done.Problem is { Status: 404 })
            return Results.NotFound();
        if (done.Ok)
            flash.Done(archived ? t["Archived {0}.", done.Value.Name] : t["Restored {0}.", done.Value.Name], shell.Admin($"locations/{id}/archive"), new Dictionary<string, string>(StringComparer.Ordinal) { ["archived"] = archived ? "false" : "true" });
        else
            flash.Failed(problems.Of(done.Problem));
        return Results.LocalRedirect(shell.Admin($"locations/{id}"));
    }

    private static Results<CsvAnswer, ProblemAnswer> Csv(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListLocations list, CancellationToken cancellationToken) =>
        Lists.Csv(ListLocations.Rows, sort, "locations.csv", list.StreamAsync(me.Value, FilterOf(ListState.From(request, "locations", "archived")), sort, cancellationToken), LocationItem.Columns);
}
