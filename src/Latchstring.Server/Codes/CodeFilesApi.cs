using Latchstring.Codes;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Codes;

/// <summary>
/// GET /codes.csv · POST /code-exports · POST /code-imports
/// </summary>
public static class CodeFilesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/codes.csv", ExportAsync).Needs(Permission.ExportCodes).WithTags("Codes").WithSummary("All codes of the filters as CSV")
            .WithDescription("columns=code gives the codes alone, for payment portals. Reading changes nothing.");
        api.MapPost("/code-exports", HandOutAsync).Needs(Permission.ExportCodes).WithTags("Codes").WithSummary("Mark valid codes as handed out to a portal")
            .WithDescription("Codes handed out before are left out unless again is true. Fetch them with GET /codes.csv?exportId=…&columns=code. More than 10,000 are marked in the background: wait until GET /jobs/{jobId} is done.");
        api.MapPost("/code-imports", ImportAsync).Needs(Permission.ManageCodes).WithTags("Codes").WithSummary("Take existing codes from a CSV file (the body)")
            .WithDescription("dryRun=true only checks. Good rows are kept, each bad one is named with its row and reason.").Accepts<IFormFile>("text/csv", "application/octet-stream", "text/plain");
    }

    private static async Task<Results<CsvAnswer, ProblemAnswer>> ExportAsync([AsParameters] CodeFilterInput input, [FromQuery(Name = "columns")] string? columns, Actor actor, ExportCodes exportCodes, CancellationToken cancellationToken)
    {
        var filter = input.ToFilter();
        if (!filter.Ok)
            return Problems.ToResult(filter.Problem);
        if (columns is not (null or "all" or "code"))
            return Problems.ToResult(Problem.Invalid("columns", "This must be one of {0}.", "all, code"));
        var file = await exportCodes.RunAsync(actor, filter.Value, columns == "code" ? CodeFileKind.CodesOnly : CodeFileKind.Everything, cancellationToken);
        return file.Ok ? new CsvAnswer("codes.csv", file.Value.WriteAsync) : Problems.ToResult(file.Problem);
    }

    private static async Task<Results<Created<HandOutItem>, ProblemAnswer>> HandOutAsync(HandOutBody body, Actor actor, HandOutCodes handOut, CancellationToken cancellationToken) =>
        (await handOut.RunAsync(actor, new HandOut(body.Target, new CodeFilter(body.BatchId, body.OfferingId, body.ProgrammeId), body.Ids, body.Again), cancellationToken))
            .ToCreated(done => $"codes.csv?exportId={done.Export.Id}", done => new HandOutItem(done.Export.Id, done.Export.Target, done.Export.Codes, done.Export.At, done.Export.ActorName, done.JobId));

    private static async Task<Results<Ok<CodeImportItem>, ProblemAnswer>> ImportAsync(
        HttpRequest request, [FromQuery(Name = "offeringId")] Guid? offeringId, [FromQuery(Name = "programmeId")] Guid? programmeId, [FromQuery(Name = "maxUses")] int? maxUses,
        [FromQuery(Name = "note")] string? note, [FromQuery(Name = "dryRun")] bool? dryRun, Actor actor, ImportCodes importCodes, CancellationToken cancellationToken)
    {
        request.EnableBuffering(bufferThreshold: 1024 * 1024);
        await request.Body.CopyToAsync(Stream.Null, cancellationToken);
        var report = await importCodes.RunAsync(actor, new CodeImport(
            request.Body, offeringId, programmeId, maxUses is null or 1 ? Usage.Single : Usage.Multiple, maxUses, Note: note, DryRun: dryRun ?? false), cancellationToken);
        return report.ToOk(CodeImportItem.Of);
    }
}

/// <summary>What became of an import.</summary>
public sealed record CodeImportItem(Guid? BatchId, int Rows, int Good, int Bad, string Encoding, string Delimiter, IReadOnlyList<string> IgnoredColumns, IReadOnlyList<CodeImportItem.BadRow> Problems)
{
    /// <param name="Row">Row of the file; the header is row 1.</param>
    public sealed record BadRow(int Row, string? Text, string Code, string? Field, string Detail);

    public static CodeImportItem Of(CodeImportReport report) => new(
        report.BatchId, report.Rows, report.Good, report.Bad, report.Encoding, report.Delimiter.ToString(), report.IgnoredColumns,
        [.. report.Problems.Select(bad => new BadRow(bad.Row, bad.Text, bad.Problem.Code, bad.Problem.Field, bad.Problem.English))]);
}
