using Latchstring.Imports;
using Latchstring.People;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Imports;

/// <summary>GET, POST /imports · GET, DELETE /imports/{id} · GET /imports/{id}/rows, /refused.csv · POST /imports/{id}/commit, /undo</summary>
public static class ImportsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.MapGet("", ListAsync).Needs(Permission.ManagePeople).WithSummary("Imports of people, the latest first");
        imports.MapPost("", CheckAsync).Needs(Permission.ManagePeople).WithSummary("Check a CSV file of people (the body); nothing is imported yet").Accepts<IFormFile>("text/csv", "application/octet-stream", "text/plain")
            .WithDescription("At most 20 MB and 200,000 rows. Then look at /imports/{id}/rows and POST /imports/{id}/commit.");
        imports.MapGet("/{id:guid}", FindAsync).Needs(Permission.ManagePeople).WithSummary("One import with its counts");
        imports.MapDelete("/{id:guid}", AbandonAsync).Needs(Permission.ManagePeople).WithSummary("Put a checked file away");
        imports.MapGet("/{id:guid}/rows", RowsAsync).Needs(Permission.ManagePeople).WithSummary("What each row of a checked file would do");
        imports.MapGet("/{id:guid}/refused.csv", RefusedAsync).Needs(Permission.ManagePeople).WithSummary("The rows that stay out, each with its reason").Produces<string>(200, "text/csv");
        imports.MapPost("/{id:guid}/commit", CommitAsync).Needs(Permission.ManagePeople).WithSummary("Take the good rows over, all in one transaction");
        imports.MapPost("/{id:guid}/undo", UndoAsync).Needs(Permission.ManagePeople).WithSummary("Take an import back").WithDescription("Whoever was edited or used since stays, and is named in kept.");
    }

    /// <param name="MatchBy">email, clientId or phone: what a row is recognised by; where it has none of it, by the others.</param>
    /// <param name="Update">false = people who are here already stay as they are.</param>
    /// <param name="Segment">For rows that name none.</param>
    /// <param name="LocationId">For rows that name none and people who have none.</param>
    internal sealed record Options(string? FileName, string? MatchBy, bool? Update, string? Segment, Guid? LocationId)
    {
        public ImportOptions Read() => new(Choice<MatchBy>(MatchBy) ?? Latchstring.Imports.MatchBy.Email, Update ?? true, Choice<Segment>(Segment), LocationId);

        /// <summary>A word that does not exist becomes a value that no rule allows, so that the verb names the field.</summary>
        private static T? Choice<T>(string? text) where T : struct, Enum =>
            text is null ? null : Enum.TryParse<T>(text, true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) ? value : (T)Enum.ToObject(typeof(T), -1);
    }

    /// <param name="After">The <c>next</c> of the page before.</param>
    internal sealed record RowsInput(string? Outcome, [FromQuery(Name = "limit")] int? Limit, [FromQuery(Name = "after")] int? After);

    private static async Task<Results<Ok<ListAnswer<ImportItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, Actor actor, ListImports list, CancellationToken cancellationToken) =>
        await Lists.AnswerAsync(ListImports.Rows, input, page => list.RunAsync(actor, page, cancellationToken), () => list.CountAsync(actor, cancellationToken), ImportItem.Of);

    private static async Task<Results<Created<ImportItem>, ProblemAnswer>> CheckAsync(HttpRequest request, [AsParameters] Options options, Actor actor, CheckImport check, CancellationToken cancellationToken) =>
        (await check.RunAsync(actor, new(request.Body, options.FileName, options.Read()), cancellationToken)).ToCreated(view => $"imports/{view.Import.Id}", ImportItem.Of);

    private static async Task<Results<Ok<ImportItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, SeeImport see, CancellationToken cancellationToken) =>
        (await see.RunAsync(actor, id, cancellationToken)).ToOk(ImportItem.Of);

    private static async Task<Results<NoContent, ProblemAnswer>> AbandonAsync(Guid id, Actor actor, AbandonImport abandon, CancellationToken cancellationToken) =>
        (await abandon.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<ListAnswer<ImportRowItem>>, ProblemAnswer>> RowsAsync(Guid id, [AsParameters] RowsInput input, Actor actor, SeeImport see, CancellationToken cancellationToken)
    {
        var view = await see.RunAsync(actor, id, cancellationToken);
        if (!view.Ok)
            return Problems.ToResult(view.Problem);
        if (input.Outcome is { } name && (!Enum.TryParse<RowOutcome>(name, true, out _) || char.IsAsciiDigit(name[0])))
            return Problems.ToResult(Problem.Invalid("outcome", "This must be one of {0}.", "new, changed, unchanged, conflict, error"));
        var rows = (view.Value.Plan?.Rows ?? []).Where(row => input.Outcome is null || row.Outcome.ToString().Equals(input.Outcome, StringComparison.OrdinalIgnoreCase)).ToList();
        var page = rows.Where(row => row.Number > (input.After ?? 0)).Take(Math.Clamp(input.Limit ?? 50, 1, 100) + 1).ToList();
        var more = page.Count > Math.Clamp(input.Limit ?? 50, 1, 100);
        return TypedResults.Ok(new ListAnswer<ImportRowItem>([.. page.Take(page.Count - (more ? 1 : 0)).Select(ImportRowItem.Of)], more ? page[^2].Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, rows.Count, true));
    }

    private static async Task<Results<FileContentHttpResult, ProblemAnswer>> RefusedAsync(Guid id, Actor actor, SeeImport see, CancellationToken cancellationToken)
    {
        var view = await see.RunAsync(actor, id, cancellationToken);
        return view.Ok ? TypedResults.File(view.Value.RefusedRows, "text/csv", "refused.csv") : Problems.ToResult(view.Problem);
    }

    private static async Task<Results<Ok<ImportItem>, ProblemAnswer>> CommitAsync(Guid id, Actor actor, CommitImport commit, CancellationToken cancellationToken) =>
        (await commit.RunAsync(actor, id, cancellationToken)).ToOk(import => ImportItem.Of(new ImportView(import, null, [])));

    private static async Task<Results<Ok<ImportItem>, ProblemAnswer>> UndoAsync(Guid id, Actor actor, UndoImport undo, CancellationToken cancellationToken) =>
        (await undo.RunAsync(actor, id, cancellationToken)).ToOk(ImportItem.Of);
}

/// <param name="Refused">Rows that stay out, conflicts and errors.</param>
/// <param name="Kept">After undoing: people who were edited or used since and so stayed.</param>
public sealed record ImportItem(
    Guid Id, string FileName, ImportStatus Status, int New, int Changed, int Unchanged, int Refused, string By, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, IReadOnlyList<string> IgnoredColumns, IReadOnlyList<ImportItem.Stayed> Kept)
{
    public sealed record Stayed(Guid Id, string Name);

    internal static ImportItem Of(ImportView view) => new(
        view.Import.Id, view.Import.FileName, view.Import.Status, view.Import.New, view.Import.Changed, view.Import.Unchanged, view.Import.Conflicts, view.Import.ActorName, view.Import.CreatedAt, view.Import.EndedAt,
        view.Plan?.IgnoredColumns ?? [], [.. view.Kept.Select(person => new Stayed(person.Id, person.Name))]);

    internal static ImportItem Of(ImportListRow row) => new(row.Id, row.FileName, row.Status, row.New, row.Changed, row.Unchanged, row.StayedOut, row.ActorName, row.CreatedAt, row.EndedAt, [], []);
}

/// <param name="Row">Row of the file; the header is row 1.</param>
/// <param name="Changes">Fields that change.</param>
/// <param name="Code">Why it stays out, and in which field.</param>
public sealed record ImportRowItem(int Row, RowOutcome Outcome, string Name, Guid? PersonId, IReadOnlyList<string> Changes, string? Code, string? Field, string? Detail)
{
    internal static ImportRowItem Of(ImportRow row) => new(row.Number, row.Outcome, row.Name, row.PersonId, row.Changes ?? [], row.Problem?.Code, row.Problem?.Field, row.Problem?.English);
}
