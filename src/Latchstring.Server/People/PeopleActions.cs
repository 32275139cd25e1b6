using System.Text.Json;
using Latchstring.Accounts;
using Latchstring.People;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.People.PeopleText>;

namespace Latchstring.Server.People;

/// <summary>Buttons and files of the pages about people: POST people/{id}/block, /delete, /export · GET people.csv</summary>
internal static class PeopleActions
{
    private static readonly JsonSerializerOptions Readable = new(ApiJson.Options) { WriteIndented = true };

    public static void Map(WebApplication app)
    {
        var people = app.MapGroup("/{workspace}/admin").RequireAuthorization(Policies.ManagePeople).ExcludeFromDescription();
        people.MapPost("/people/{id:guid}/block", BlockAsync);
        people.MapPost("/people/{id:guid}/delete", DeleteAsync);
        people.MapPost("/people/{id:guid}/export", ExportAsync);
        app.MapGet("/{workspace}/admin/people.csv", Csv).RequireAuthorization(Policies.SeePeople).ExcludeFromDescription();
    }

    private static async Task<IResult> BlockAsync(Guid id, [FromForm] bool blocked, Acts acts, FindPerson find, BlockAccount block)
    {
        var found = await find.RunAsync(acts.Me, id);
        return found.Ok && found.Value.Account is { } account
            ? acts.Go(await block.RunAsync(acts.Me, account.Id, blocked), $"people/{id}", _ => blocked ? acts.T["Blocked. Every session of this account has ended."] : acts.T["Unblocked."], $"people/{id}/block", ("blocked", !blocked))
            : Results.NotFound();
    }

    private static async Task<IResult> DeleteAsync(Guid id, IFormCollection _, Acts acts, DeletePerson delete)
    {
        var deleted = await delete.RunAsync(acts.Me, id);
        return acts.Go(deleted, deleted.Ok ? "people" : $"people/{id}", done => acts.T["Deleted the person."]);
    }

    private static async Task<IResult> ExportAsync(Guid id, IFormCollection _, Acts acts, ExportPerson export)
    {
        var data = await export.RunAsync(acts.Me, id);
        return data.Ok ? Results.File(JsonSerializer.SerializeToUtf8Bytes(data.Value, Readable), "application/json", $"person-{id}.json") : acts.Go(data, $"people/{id}", _ => "");
    }

    private static Results<CsvAnswer, ProblemAnswer> Csv(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListPeople list, CancellationToken cancellationToken) =>
        Lists.Csv(ListPeople.Rows, sort, "people.csv", list.StreamAsync(me.Value, PeopleWords.FilterOf(ListState.From(request, "people", PeopleWords.Filters)), sort, cancellationToken), PeopleCsv.Columns);
}
