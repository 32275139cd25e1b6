using Latchstring.Offerings;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Offerings;

/// <summary>
/// GET, POST /programmes · GET /programmes.csv · GET, PATCH, DELETE /programmes/{id} · POST, DELETE /programmes/{id}/archive
/// </summary>
public static class ProgrammesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var programmes = api.MapGroup("/programmes").WithTags("Programmes");
        programmes.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("Bundles");
        api.MapGet("/programmes.csv", Csv).Needs(Permission.SeeOfferings).WithTags("Programmes").WithSummary("All bundles of the same filters as CSV").Produces<string>(200, "text/csv");
        programmes.MapPost("", CreateAsync).Needs(Permission.ManageOfferings).WithSummary("Make a bundle of offerings");
        programmes.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One bundle with its offerings in order");
        programmes.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change a bundle");
        programmes.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageOfferings).WithSummary("Delete a bundle that no code opens");
        programmes.MapPost("/{id:guid}/archive", ArchiveAsync).Needs(Permission.ManageOfferings).WithSummary("Archive");
        programmes.MapDelete("/{id:guid}/archive", RestoreAsync).Needs(Permission.ManageOfferings).WithSummary("Restore");
    }

    private static Task<Results<Ok<ListAnswer<ProgrammeItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, bool? archived, Actor actor, ListProgrammes list, CancellationToken cancellationToken) =>
        Lists.AnswerAsync(ListProgrammes.Rows, input, page => list.RunAsync(actor, new(input.Q, archived ?? false), page, cancellationToken), () => list.CountAsync(actor, new(input.Q, archived ?? false), cancellationToken), ProgrammeItem.Of);

    private static Results<CsvAnswer, ProblemAnswer> Csv(bool? archived, string? q, string? sort, Actor actor, ListProgrammes list, CancellationToken cancellationToken) =>
        Lists.Csv(ListProgrammes.Rows, sort, "programmes.csv", list.StreamAsync(actor, new(q, archived ?? false), sort, cancellationToken), OfferingCsv.ProgrammeColumns);

    private static async Task<Results<Created<ProgrammeAnswer>, ProblemAnswer>> CreateAsync(ProgrammeBody body, Actor actor, CreateProgramme create, FindProgramme find, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(actor, body.Fields, cancellationToken);
        return made.Ok ? (await find.RunAsync(actor, made.Value.Id, cancellationToken)).ToCreated(view => $"programmes/{view.Programme.Id}", ProgrammeAnswer.Of) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<Ok<ProgrammeAnswer>, ProblemAnswer>> FindAsync(Guid id, Actor actor, FindProgramme find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, id, cancellationToken)).ToOk(ProgrammeAnswer.Of);

    private static async Task<Results<Ok<ProgrammeAnswer>, ProblemAnswer>> EditAsync(Guid id, ProgrammePatch body, Actor actor, FindProgramme find, EditProgramme edit, CancellationToken cancellationToken)
    {
        var now = await find.RunAsync(actor, id, cancellationToken);
        if ((now.Ok ? (await edit.RunAsync(actor, body.Over(now.Value), cancellationToken)).Problem : now.Problem) is { } problem)
            return Problems.ToResult(problem);
        return await FindAsync(id, actor, find, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeleteProgramme delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> ArchiveAsync(Guid id, Actor actor, ArchiveProgramme archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id), cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> RestoreAsync(Guid id, Actor actor, ArchiveProgramme archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id, Archived: false), cancellationToken)).ToNoContent();
}
