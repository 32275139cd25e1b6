using Latchstring.Agreements;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Agreements;

/// <summary>GET, POST /organisations · GET /organisations.csv · GET, PATCH, DELETE /organisations/{id} · POST, DELETE /organisations/{id}/archive</summary>
public static class OrganisationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var organisations = api.MapGroup("/organisations").WithTags("Organisations");
        organisations.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("Outside bodies that hand out access");
        api.MapGet("/organisations.csv", Csv).Needs(Permission.SeeOfferings).WithTags("Organisations").WithSummary("All organisations of the same filters as CSV").Produces<string>(200, "text/csv");
        organisations.MapPost("", CreateAsync).Needs(Permission.ManageOfferings).WithSummary("Add an organisation");
        organisations.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One organisation");
        organisations.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change an organisation");
        organisations.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageOfferings).WithSummary("Delete an organisation without contracts");
        organisations.MapPost("/{id:guid}/archive", ArchiveAsync).Needs(Permission.ManageOfferings).WithSummary("Archive");
        organisations.MapDelete("/{id:guid}/archive", RestoreAsync).Needs(Permission.ManageOfferings).WithSummary("Restore");
    }

    private static async Task<Results<Ok<ListAnswer<OrganisationItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, bool? archived, Actor actor, ListOrganisations list, CancellationToken cancellationToken)
    {
        var filter = new OrganisationFilter(input.Q, archived ?? false);
        return await Lists.AnswerAsync(ListOrganisations.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), OrganisationItem.Of);
    }

    private static Results<CsvAnswer, ProblemAnswer> Csv(string? q, bool? archived, string? sort, Actor actor, ListOrganisations list, CancellationToken cancellationToken) =>
        Lists.Csv(ListOrganisations.Rows, sort, "organisations.csv", list.StreamAsync(actor, new(q, archived ?? false), sort, cancellationToken), OrganisationItem.Columns);

    private static async Task<Results<Created<OrganisationItem>, ProblemAnswer>> CreateAsync(OrganisationBody body, Actor actor, CreateOrganisation create, ListOrganisations list, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(actor, body.Input, cancellationToken);
        return made.Ok ? (await list.FindAsync(actor, made.Value.Id, cancellationToken)).ToCreated(row => $"organisations/{row.Id}", OrganisationItem.Of) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<Ok<OrganisationItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListOrganisations list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(OrganisationItem.Of);

    private static async Task<Results<Ok<OrganisationItem>, ProblemAnswer>> EditAsync(Guid id, OrganisationPatch body, Actor actor, ListOrganisations list, EditOrganisation edit, CancellationToken cancellationToken)
    {
        var now = await list.FindAsync(actor, id, cancellationToken);
        if ((now.Ok ? (await edit.RunAsync(actor, body.Over(now.Value), cancellationToken)).Problem : now.Problem) is { } problem)
            return Problems.ToResult(problem);
        return await FindAsync(id, actor, list, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeleteOrganisation delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> ArchiveAsync(Guid id, Actor actor, ArchiveOrganisation archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id), cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> RestoreAsync(Guid id, Actor actor, ArchiveOrganisation archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id, Archived: false), cancellationToken)).ToNoContent();
}
