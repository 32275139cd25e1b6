using Latchstring.Imports;
using Latchstring.Participants;
using Latchstring.People;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Imports;

/// <summary>GET, POST /agreements/{id}/imports · GET, POST /imports · GET, DELETE /imports/{id} · GET /imports/{id}/rows, /refused.csv · POST /imports/{id}/commit, /undo</summary>
public static class ImportsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        var agreement = api.MapGroup("/agreements/{id:guid}/imports").WithTags("Imports");
        agreement.MapGet("", ListOfAsync).Needs(Permission.ManagePeople).WithSummary("Imports of an agreement's participants, the latest first");
        agreement.MapPost("", CheckOfAsync).Needs(Permission.ManagePeople).WithSummary("Check a CSV file of participants (the body); nothing is imported yet").Accepts<IFormFile>("text/csv", "application/octet-stream", "text/plain")
            .WithDescription("Columns as the agreement's template names them. update=false keeps what is stored about people who are here already; codes are made all the same. Go on with /imports/{id}.");
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

    internal sealed record Options
    {
        public string? FileName { get; init; }
        /// <summary>email, clientId or phone: what a row is recognised by; where it has none of it, by the others.</summary>
        public string? MatchBy { get; init; }
        /// <summary>false = people who are here already stay as they are.</summary>
        public bool? Update { get; init; }
        /// <summary>For rows that name none.</summary>
        public string? Segment { get; init; }
        /// <summary>For rows that name none and people who have none.</summary>
        public Guid? LocationId { get; init; }

        public ImportOptions Read() => new(Choice<MatchBy>(MatchBy) ?? Latchstring.Imports.MatchBy.Email, Update ?? true, Choice<Segment>(Segment), LocationId);

        /// <summary>A word that does not exist becomes a value that no rule allows, so that the verb names the field.</summary>
        private static T? Choice<T>(string? text) where T : struct, Enum =>
            text is null ? null : Enum.TryParse<T>(text, true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]) ? value : (T)Enum.ToObject(typeof(T), -1);
    }

    internal sealed record RowsInput
    {
        public string? Outcome { get; init; }
        [FromQuery(Name = "limit")] public int? Limit { get; init; }
        /// <summary>The <c>next</c> of the page before.</summary>
        [FromQuery(Name = "after")] public int? After { get; init; }
    }

    private static async Task<Results<Ok<ListAnswer<ImportItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, Actor actor, ListImports list, CancellationToken cancellationToken) =>
        await Lists.AnswerAsync(ListImports.Rows, input, page => list.RunAsync(actor, page, null, cancellationToken), () => list.CountAsync(actor, null, cancellationToken), ImportItem.Of);

    private static async Task<Results<Created<ImportItem>, ProblemAnswer>> CheckAsync(HttpRequest request, [AsParameters] Options options, Actor actor, CheckImport check, CancellationToken cancellationToken) =>
        (await check.RunAsync(actor, new(request.Body, options.FileName, options.Read()), cancellationToken)).ToCreated(view => $"imports/{view.Import.Id}", ImportItem.Of);

    private static async Task<Results<Ok<ListAnswer<ImportItem>>, ProblemAnswer>> ListOfAsync(Guid id, [AsParameters] ListInput input, Actor actor, ListImports list, SeeContract contracts, CancellationToken cancellationToken) =>
        await contracts.RunAsync(actor, id, cancellationToken) is { Ok: false, Problem: var problem } ? Problems.ToResult(problem)
            : await Lists.AnswerAsync(ListImports.Rows, input, page => list.RunAsync(actor, page, id, cancellationToken), () => list.CountAsync(actor, id, cancellationToken), ImportItem.Of);

    private static async Task<Results<Created<ImportItem>, ProblemAnswer>> CheckOfAsync(Guid id, HttpRequest request, string? fileName, bool? update, Actor actor, CheckImport check, CancellationToken cancellationToken) =>
        (await check.RunAsync(actor, new(request.Body, fileName, new ImportOptions(Update: update ?? true), id), cancellationToken)).ToCreated(view => $"imports/{view.Import.Id}", ImportItem.Of);

    private static async Task<Results<Ok<ImportItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, SeeImport see, CancellationToken cancellationToken) =>
        (await see.RunAsync(actor, id, new RowsWanted(Take: 0), cancellationToken)).ToOk(ImportItem.Of);

    private static async Task<Results<NoContent, ProblemAnswer>> AbandonAsync(Guid id, Actor actor, AbandonImport abandon, CancellationToken cancellationToken) =>
        (await abandon.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<ListAnswer<ImportRowItem>>, ProblemAnswer>> RowsAsync(Guid id, [AsParameters] RowsInput input, Actor actor, SeeImport see, CancellationToken cancellationToken)
    {
        if (input.Outcome is { } name && (!Enum.TryParse<RowOutcome>(name, true, out _) || char.IsAsciiDigit(name[0])))
            return Problems.ToResult(Problem.Invalid("outcome", "This must be one of {0}.", "new, changed, unchanged, conflict, error"));
        var (outcome, limit) = (input.Outcome is { } text ? Enum.Parse<RowOutcome>(text, true) : (RowOutcome?)null, Math.Clamp(input.Limit ?? 50, 1, 100));
        var view = await see.RunAsync(actor, id, new RowsWanted(outcome, input.After ?? 0, limit + 1), cancellationToken);
        if (!view.Ok)
            return Problems.ToResult(view.Problem);
        var (rows, more) = (view.Value.Rows, view.Value.Rows.Count > limit);
        var total = view.Value.Import.Status != ImportStatus.Checked ? 0 : outcome is { } one ? view.Value.Report.Of(one) : view.Value.Report.Rows;
        return TypedResults.Ok(new ListAnswer<ImportRowItem>([.. rows.Take(limit).Select(ImportRowItem.Of)], more ? rows[limit - 1].Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, total, true));
    }

    private static async Task<Results<FileContentHttpResult, ProblemAnswer>> RefusedAsync(Guid id, Actor actor, SeeImport see, CancellationToken cancellationToken)
    {
        var rows = await see.RefusedAsync(actor, id, cancellationToken);
        return rows.Ok ? TypedResults.File(rows.Value, "text/csv", "refused.csv") : Problems.ToResult(rows.Problem);
    }

    private static async Task<Results<Ok<ImportItem>, ProblemAnswer>> CommitAsync(Guid id, Actor actor, CommitImport commit, CancellationToken cancellationToken) =>
        (await commit.RunAsync(actor, id, cancellationToken)).ToOk(import => ImportItem.Of(new ImportView(import, [], [])));

    private static async Task<Results<Ok<ImportItem>, ProblemAnswer>> UndoAsync(Guid id, Actor actor, UndoImport undo, CancellationToken cancellationToken) =>
        (await undo.RunAsync(actor, id, cancellationToken)).ToOk(ImportItem.Of);
}

/// <param name="Refused">Rows that stay out, conflicts and errors.</param>
/// <param name="Joined">People who become participants of the agreement.</param>
/// <param name="Codes">Codes that are made.</param>
/// <param name="Repriced">Unused codes that get another price.</param>
/// <param name="NoCode">Rows whose price is none of the agreement's, so that they get no code.</param>
/// <param name="JobId">Large imports are carried out in the background: wait until GET /jobs/{jobId} is done.</param>
/// <param name="Kept">After undoing: people who were edited or used since and so stayed.</param>
public sealed record ImportItem(
    Guid Id, string FileName, ImportStatus Status, int New, int Changed, int Unchanged, int Refused, string By, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, IReadOnlyList<string> IgnoredColumns,
    int Joined, int Codes, int Repriced, int NoCode, Guid? AgreementId, Guid? JobId, IReadOnlyList<ImportItem.Stayed> Kept)
{
    public sealed record Stayed(Guid Id, string Name);

    internal static ImportItem Of(ImportView view) => new(
        view.Import.Id, view.Import.FileName, view.Import.Status, view.Import.New, view.Import.Changed, view.Import.Unchanged, view.Import.Conflicts, view.Import.ActorName, view.Import.CreatedAt, view.Import.EndedAt,
        view.Report.IgnoredColumns, view.Report.Joined, view.Report.Codes, view.Report.Repriced, view.Report.NoCode, view.Import.AgreementId, view.JobId, [.. view.Kept.Select(person => new Stayed(person.Id, person.Name))]);

    internal static ImportItem Of(ImportListRow row) => new(row.Id, row.FileName, row.Status, row.New, row.Changed, row.Unchanged, row.StayedOut, row.ActorName, row.CreatedAt, row.EndedAt, [], 0, 0, 0, 0, row.AgreementId, null, []);
}

/// <param name="Row">Row of the file; the header is row 1.</param>
/// <param name="Changes">Fields that change.</param>
/// <param name="MakesCode">make or reprice; none = nothing happens to a code.</param>
/// <param name="PriceId">Of the code that is made or changed.</param>
/// <param name="Code">Why it stays out, or gets no code, and in which field.</param>
public sealed record ImportRowItem(int Row, RowOutcome Outcome, string Name, Guid? PersonId, IReadOnlyList<string> Changes, CodeStep MakesCode, Guid? PriceId, string? Code, string? Field, string? Detail)
{
    internal static ImportRowItem Of(ImportRow row) => new(row.Number, row.Outcome, row.Name, row.PersonId, row.Changes ?? [], row.Code, row.PriceId, row.Problem?.Code, row.Problem?.Field, row.Problem?.English);
}
