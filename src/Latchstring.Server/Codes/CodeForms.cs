using Latchstring.Codes;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Codes;

/// <summary>
/// Forms of the pages that are no pages themselves: POST codes/change, POST codes/hand-out, POST batches/{id}/stop, /continue, GET codes.csv, GET codes/strength, GET codes/sheet.pdf
/// </summary>
internal static class CodeForms
{
    public static void Map(WebApplication app)
    {
        app.MapPost("/{workspace}/admin/codes/change", ChangeAsync).RequireAuthorization(Policies.ManageCodes).ExcludeFromDescription();
        app.MapPost("/{workspace}/admin/codes/hand-out", HandOutAsync).RequireAuthorization(Policies.ExportCodes).ExcludeFromDescription();
        app.MapPost("/{workspace}/admin/batches/{id:guid}/stop", (Guid id, IFormCollection _, CodesDoor door, StopBatch stop, CurrentActor me) => StopAsync(new(id), door, stop, me)).RequireAuthorization(Policies.ManageCodes).ExcludeFromDescription();
        app.MapPost("/{workspace}/admin/batches/{id:guid}/continue", (Guid id, IFormCollection _, CodesDoor door, StopBatch stop, CurrentActor me) => StopAsync(new(id, Stopped: false), door, stop, me)).RequireAuthorization(Policies.ManageCodes).ExcludeFromDescription();
        app.MapGet("/{workspace}/admin/codes.csv", ExportAsync).RequireAuthorization(Policies.ExportCodes).ExcludeFromDescription();
        app.MapGet("/{workspace}/admin/batches.csv", Batches).RequireAuthorization(Policies.SeeCodes).ExcludeFromDescription();
        app.MapGet("/{workspace}/admin/codes/strength", StrengthAsync).RequireAuthorization(Policies.ManageCodes).ExcludeFromDescription();
        app.MapGet("/{workspace}/admin/codes/sheet.pdf", SheetAsync).RequireAuthorization(Policies.ExportCodes).ExcludeFromDescription();
    }

    /// <param name="one">"Deactivate:id", from a row's button; else <paramref name="change"/> with ids, or <paramref name="all"/> that match <paramref name="filter"/>.</param>
    private static async Task<IResult> ChangeAsync(
        HttpRequest request, [FromForm] string? one, [FromForm] string? change, [FromForm] string? ids, [FromForm] string? all, [FromForm] string? filter, [FromForm] string? returnTo,
        CurrentActor me, ChangeCodes changeCodes, CodesDoor door)
    {
        var parts = one?.Split(':', 2);
        if (!Enum.TryParse<CodeChange>(parts is null ? change : parts[0], ignoreCase: true, out var wanted) || !Enum.IsDefined(wanted))
            return Results.BadRequest();
        var chosen = parts is { Length: 2 } ? [parts[1]] : request.Form["id"].Concat((ids ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries));
        var result = await changeCodes.RunAsync(me.Value, new CodesToChange(wanted, all == "1" ? null : [.. chosen.Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty)], CodeListState.FilterOf(filter ?? "")));
        return Results.LocalRedirect(door.Say(wanted, result, door.Back(returnTo)));
    }

    private static async Task<IResult> StopAsync(StopBatch.Input input, CodesDoor door, StopBatch stop, CurrentActor me) =>
        door.Say(await stop.RunAsync(me.Value, input)) is { } to ? Results.LocalRedirect(to) : Results.NotFound();

    private static async Task<IResult> HandOutAsync([FromForm] string? target, [FromForm] string? filter, [FromForm] string? again, [FromForm] string? returnTo, CurrentActor me, HandOutCodes handOut, CodesDoor door, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<CodesText> t)
    {
        var export = await handOut.RunAsync(me.Value, new HandOut(target ?? "", CodeListState.FilterOf(filter ?? ""), Again: again == "true"));
        if (!export.Ok)
        {
            flash.Failed(problems.Of(export.Problem));
            return Results.LocalRedirect(door.Back(returnTo));
        }
        if (export.Value.JobId is { } job)
            return Results.LocalRedirect(shell.Admin($"jobs/{job}"));
        flash.Done(t["Handed out to {0}. Download the file now; the codes stay marked.", export.Value.Export.Target]);
        return Results.LocalRedirect($"{shell.Admin("codes")}?exportId={export.Value.Export.Id}");
    }

    private static async Task<IResult> ExportAsync(HttpRequest request, [FromQuery] string? columns, CurrentActor me, ExportCodes exportCodes, CancellationToken cancellationToken)
    {
        var file = await exportCodes.RunAsync(me.Value, CodeListState.FilterOf(CodeListState.Of(request)), columns == "code" ? CodeFileKind.CodesOnly : CodeFileKind.Everything, cancellationToken);
        return file.Ok ? new CsvAnswer("codes.csv", file.Value.WriteAsync) : Results.Forbid();
    }

    private static Results<CsvAnswer, ProblemAnswer> Batches(HttpRequest request, CurrentActor me, BatchList batches, CancellationToken cancellationToken)
    {
        var state = Ui.Lists.ListState.From(request, "batches", "offeringId", "programmeId", "status", "single");
        return Lists.Csv(BatchList.Query, null, "batches.csv", batches.StreamAsync(me.Value, BatchesPage.FilterOf(state), state.Sort, cancellationToken),
            ("Made", row => Lists.Cell(row.CreatedAt)), ("Note", row => row.Note), ("Opens", row => row.Opens), ("Quantity", row => row.Quantity.ToString()), ("Issued", row => row.Issued.ToString()), ("Existing", row => row.Existing.ToString()),
            ("Used", row => row.Used.ToString()), ("Redemptions", row => row.Uses.ToString()), ("Inactive", row => row.Inactive.ToString()), ("Archived", row => row.Archived.ToString()), ("Deleted", row => row.Deleted.ToString()),
            ("Price", row => row.Price), ("Valid till", row => Lists.Cell(row.ValidTill)), ("Made by", row => row.MadeByName), ("Id", row => row.Id.ToString()));
    }

    /// <summary>The meter of the form, for the values typed so far.</summary>
    private static async Task<IResult> StrengthAsync(
        [FromQuery(Name = "Input.Naming")] string? naming, [FromQuery(Name = "Input.Quantity")] string? quantity, [FromQuery(Name = "Input.CustomName")] string? name, [FromQuery(Name = "Input.AcceptGuessable")] string? accepted,
        CurrentActor me, MeasureStrength measure)
    {
        var form = new NewCodesForm { Naming = naming, Quantity = quantity, CustomName = name };
        return new RazorComponentResult<StrengthMeter>(new { Strength = await form.StrengthAsync(measure, me.Value.WorkspaceId), Accepted = accepted == "true" });
    }

    private static async Task<IResult> SheetAsync(HttpRequest request, [FromQuery] string? layout, CurrentActor me, CurrentWorkspace here, CodeSheet sheet, CodesDoor door, Flash flash, ProblemText problems, CancellationToken cancellationToken)
    {
        var pdf = await sheet.RunAsync(me.Value, here.Value, CodeListState.FilterOf(CodeListState.Of(request)), layout == "labels" ? SheetLayout.Labels : SheetLayout.Cards, cancellationToken);
        if (pdf.Ok)
        {
            await CsvAnswer.RecordAsync(request.HttpContext, pdf.Value.Codes);
            return Results.File(pdf.Value.File, "application/pdf", "codes.pdf");
        }
        flash.Failed(problems.Of(pdf.Problem));
        return Results.LocalRedirect(door.Back(null));
    }
}

/// <summary>What pages say after codes changed, and where they go on.</summary>
internal sealed class CodesDoor(IHttpContextAccessor accessor, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<CodesText> t)
{
    /// <summary>More ids than this do not fit into the cookie that offers the undo.</summary>
    private const int Undoable = 40;

    /// <summary>Keeps the message for the next page and gives its address: <paramref name="back"/>, or the job that goes on with it.</summary>
    public string Say(CodeChange change, Result<CodesChanged> result, string back)
    {
        if (!result.Ok)
            flash.Failed(problems.Of(result.Problem));
        else if (result.Value.JobId is { } job)
            return shell.Admin($"jobs/{job}");
        else if (result.Value is { Changed: 0, RefusedCount: 0 })
            flash.Done(t["Nothing was to do: these codes were in that state already."]);
        else
            Tell(change, result.Value, back);
        return back;
    }

    /// <summary>After a batch was stopped or went on, which its page says; null = no such batch.</summary>
    public string? Say(Result<CodeBatch> result)
    {
        if (result.Problem is { Status: 404 })
            return null;
        if (!result.Ok)
            flash.Failed(problems.Of(result.Problem));
        return result.Ok ? shell.Admin($"batches/{result.Value.Id}") : Back(null);
    }

    /// <summary>The page that the form stood on: a local address, else where the request says it came from, else the list.</summary>
    public string Back(string? returnTo)
    {
        return Answered(Preferences.IsLocal(returnTo) ? returnTo! : Referer());
    }

    /// <summary>What was asked there has been answered.</summary>
    private static string Answered(string address)
    {
        var parts = address.Split('?', 2);
        var query = parts.Length == 1 ? "" : string.Join('&', parts[1].Split('&').Where(pair => !pair.StartsWith("ask=", StringComparison.Ordinal)));
        return query.Length == 0 ? parts[0] : parts[0] + "?" + query;
    }

    private string Referer()
    {
        var request = accessor.HttpContext!.Request;
        return Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var referer) && referer.Authority == request.Host.Value && referer.AbsolutePath.StartsWith(shell.Admin(), StringComparison.Ordinal)
            ? referer.PathAndQuery : shell.Admin("codes");
    }

    private void Tell(CodeChange change, CodesChanged done, string back)
    {
        var reasons = done.Refused.GroupBy(refused => refused.Code).Select(group => $"{Shown.Number(group.Count())} × {problems.Of(ChangeCodes.ProblemOf(group.Key))}");
        var refusals = done.RefusedCount == 0 ? "" : " " + t.Plural(done.RefusedCount, "1 code refused:", "{0} codes refused:") + " " + string.Join(" ", reasons);
        if (done.Changed == 0)
            flash.Failed(refusals.TrimStart());
        else if (CodeWords.Undo(change) is { } undo && done.ChangedIds is { Count: <= Undoable and > 0 } ids)
            flash.Done(CodeWords.Done(t, change, done.Changed) + refusals, shell.Admin("codes/change"), new Dictionary<string, string>(StringComparer.Ordinal) { ["change"] = undo.ToString(), ["ids"] = string.Join(',', ids), ["returnTo"] = back });
        else
            flash.Done(CodeWords.Done(t, change, done.Changed) + refusals);
    }
}
