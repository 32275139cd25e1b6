using System.Text.Json;
using Latchstring.Accounts;
using Latchstring.People;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

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

    private static async Task<IResult> BlockAsync(Guid id, [FromForm] bool blocked, CurrentActor me, FindPerson find, BlockAccount block, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<PeopleText> t)
    {
        var found = await find.RunAsync(me.Value, id);
        if (!found.Ok || found.Value.Account is not { } account)
            return Results.NotFound();
        var done = await block.RunAsync(me.Value, account.Id, blocked);
        if (done.Ok)
            flash.Done(blocked ? t["Blocked. Every session of this account has ended."] : t["Unblocked."], shell.Admin($"people/{id}/block"), new Dictionary<string, string>(StringComparer.Ordinal) { ["blocked"] = blocked ? "false" : "true" });
        else
            flash.Failed(problems.Of(done.Problem));
        return Results.LocalRedirect(shell.Admin($"people/{id}"));
    }

    private static async Task<IResult> DeleteAsync(Guid id, IFormCollection _, CurrentActor me, DeletePerson delete, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<PeopleText> t)
    {
        var deleted = await delete.RunAsync(me.Value, id);
        if (deleted.Problem is { Status: 404 })
            return Results.NotFound();
        if (deleted.Ok)
            flash.Done(t["Deleted the person."]);
        else
            flash.Failed(problems.Of(deleted.Problem));
        return Results.LocalRedirect(shell.Admin(deleted.Ok ? "people" : $"people/{id}"));
    }

    private static async Task<IResult> ExportAsync(Guid id, IFormCollection _, CurrentActor me, ExportPerson export, Shell shell, Flash flash, ProblemText problems)
    {
        var data = await export.RunAsync(me.Value, id);
        if (data.Ok)
            return Results.File(JsonSerializer.SerializeToUtf8Bytes(data.Value, Readable), "application/json", $"person-{id}.json");
        if (data.Problem.Status == StatusCodes.Status404NotFound)
            return Results.NotFound();
        flash.Failed(problems.Of(data.Problem));
        return Results.LocalRedirect(shell.Admin($"people/{id}"));
    }

    private static Results<CsvAnswer, ProblemAnswer> Csv(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListPeople list, CancellationToken cancellationToken) =>
        Lists.Csv(ListPeople.Rows, sort, "people.csv", list.StreamAsync(me.Value, PeopleWords.FilterOf(ListState.From(request, "people", PeopleWords.Filters)), sort, cancellationToken), PeopleCsv.Columns);
}
