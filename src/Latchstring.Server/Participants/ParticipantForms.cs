using Latchstring.Participants;
using Latchstring.Sending;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.Participants.ParticipantsText>;

namespace Latchstring.Server.Participants;

/// <summary>
/// Buttons and files of the pages of a contract's participants: POST contracts/{id}/participants/give, /take-back, /{person}/remove · GET contracts/{id}/participants.csv
/// </summary>
internal static class ParticipantForms
{
    public static void Map(WebApplication app)
    {
        var contract = app.MapGroup("/{workspace}/admin/contracts/{id:guid}").ExcludeFromDescription();
        contract.MapPost("/participants/give", GiveAsync).RequireAuthorization(Policies.ManageCodes);
        contract.MapPost("/participants/take-back", TakeBackAsync).RequireAuthorization(Policies.ManageCodes);
        contract.MapPost("/participants/{person:guid}/remove", RemoveAsync).RequireAuthorization(Policies.ManagePeople);
        contract.MapPost("/participants/prepare", PrepareAsync).RequireAuthorization(Policies.SeePeople);
        app.MapPost("/{workspace}/admin/codes/prepare", PrepareCodesAsync).RequireAuthorization(Policies.ExportCodes).ExcludeFromDescription();
        app.MapGet("/{workspace}/admin/files/{id:guid}/download", DownloadAsync).RequireAuthorization(Policies.Staff).ExcludeFromDescription();
        contract.MapGet("/participants.csv", CsvAsync).RequireAuthorization(Policies.SeePeople);
    }

    private static async Task<IResult> GiveAsync(Guid id, HttpRequest request, IFormCollection form, CurrentActor me, GiveCodes give, SendCodes send, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<ParticipantsText> t)
    {
        var bulk = BulkRequest.From(form);
        var back = shell.Admin($"contracts/{id}/participants") + (form["from"] == "profile" && bulk.Ids is [var one] ? $"/{one}?tab=codes" : "");
        var filter = bulk.All ? ParticipantsPage.FilterOf(ListState.From(request.Path, bulk.Filter, "participants", "code")) : null;
        var price = form["price"].ToString();
        var done = await give.RunAsync(me.Value, new CodesToGive(id, bulk.All ? null : bulk.Ids, filter, price.Length == 0 ? null : Guid.TryParse(price, out var known) ? known : Guid.Empty, form["note"], form["again"] == "true"));
        if (done.Problem is { Status: 404, Field: null })
            return Results.NotFound();
        if (!done.Ok)
            flash.Failed(problems.Of(done.Problem));
        else if (done.Value.Batch is not { } batch)
            flash.Failed(t["All of them hold an unused code already."]);
        else
            await SayAsync(id, form["send"] == "true", batch.Id, done.Value, me, send, shell, flash, problems, t);
        return Results.LocalRedirect(back);
    }

    /// <summary>What was mailed cannot be taken back, so only then is there no undo.</summary>
    private static async Task SayAsync(Guid id, bool mail, Guid batch, CodesGiven given, CurrentActor me, SendCodes send, Shell shell, Flash flash, ProblemText problems, IStringLocalizer<ParticipantsText> t)
    {
        var text = t.Plural(given.CodeIds.Count, "Made 1 code.", "Made {0} codes.") + (given.Skipped > 0 ? " " + t.Plural(given.Skipped, "1 participant holds an unused code already.", "{0} participants hold an unused code already.") : "");
        if (!mail)
        {
            flash.Done(text, shell.Admin($"contracts/{id}/participants/take-back"), new Dictionary<string, string>(StringComparer.Ordinal) { ["batch"] = batch.ToString() });
            return;
        }
        var sent = await send.RunAsync(me.Value, new CodesToSend([.. given.CodeIds], null, []));
        if (sent.Ok)
            flash.Done($"{text} {t.Plural(sent.Value.Queued, "1 mail is on its way.", "{0} mails are on their way.")}");
        else
            flash.Failed($"{text} {problems.Of(sent.Problem)}");
    }

    private static async Task<IResult> TakeBackAsync(Guid id, [FromForm] Guid batch, Acts acts, TakeCodesBack take) =>
        acts.Go(await take.RunAsync(acts.Me, batch), $"contracts/{id}/participants", codes => acts.T.Plural(codes, "Took 1 code back.", "Took {0} codes back."));

    private static async Task<IResult> RemoveAsync(Guid id, Guid person, IFormCollection _, Acts acts, RemoveParticipant remove)
    {
        var done = await remove.RunAsync(acts.Me, new(id, person));
        return acts.Go(done, $"contracts/{id}/participants" + (done.Ok ? "" : $"/{person}"), _ => acts.T["Removed from the contract."]);
    }

    private static async Task<IResult> CsvAsync(Guid id, HttpRequest request, CurrentActor me, ExportParticipants export, CancellationToken cancellationToken)
    {
        var file = await export.RunAsync(me.Value, id, ParticipantsPage.FilterOf(ListState.From(request, "participants", "code")), cancellationToken);
        return file.Ok ? new CsvAnswer(file.Value.Name, file.Value.WriteAsync) : Results.NotFound();
    }

    private static async Task<IResult> PrepareAsync(Guid id, HttpRequest request, IFormCollection _, Acts acts, PrepareFile prepare) =>
        Prepared(await prepare.RunAsync(acts.Me, new WantedFile(id, ParticipantsPage.FilterOf(ListState.From(request, "participants", "code"))), Language.Current), $"contracts/{id}/participants", acts);

    private static async Task<IResult> PrepareCodesAsync(HttpRequest request, IFormCollection _, Acts acts, PrepareFile prepare) =>
        Prepared(await prepare.RunAsync(acts.Me, new WantedFile(Codes: Codes.CodeListState.FilterOf(request.QueryString.Value?.TrimStart('?') ?? "")), Language.Current), "codes", acts);

    private static IResult Prepared(Result<Latchstring.Jobs.Job> job, string back, Acts acts) =>
        acts.Go(job, back, _ => acts.T["The file is being prepared. You get an e-mail with a link when it is ready; it is kept for {0} days.", PrepareFile.Kept.Days]);

    private static async Task<IResult> DownloadAsync(Guid id, CurrentActor me, FetchFile fetch, CancellationToken cancellationToken)
    {
        var file = await fetch.RunAsync(me.Value, id, take: true, cancellationToken);
        return file.Ok ? Results.File(file.Value.Content, "text/csv", file.Value.FileName) : file.Problem.Status == 410 ? Results.StatusCode(410) : Results.NotFound();
    }
}
