using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Server.Codes;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Agreements;

/// <summary>
/// GET, POST /agreements · GET /agreements.csv · GET, PATCH, DELETE /agreements/{id} · POST /agreements/{id}/copies · POST, DELETE /agreements/{id}/archive ·
/// POST /agreements/{id}/shared-codes · POST /agreements/{id}/price-checks
/// </summary>
public static class AgreementsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var agreements = api.MapGroup("/agreements").WithTags("Agreements");
        agreements.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("Contracts, of one organisation or of all");
        api.MapGet("/agreements.csv", Csv).Needs(Permission.SeeOfferings).WithTags("Agreements").WithSummary("All contracts of the same filters as CSV").Produces<string>(200, "text/csv");
        agreements.MapPost("", CreateAsync).Needs(Permission.ManageOfferings).WithSummary("Make a contract with one default price for each offering");
        agreements.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One contract");
        agreements.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change a contract").WithDescription("What it opens cannot be changed.");
        agreements.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageOfferings).WithSummary("Delete a contract that nothing hangs on");
        agreements.MapPost("/{id:guid}/copies", CopyAsync).Needs(Permission.ManageOfferings).WithSummary("Make another contract with the same terms");
        agreements.MapPost("/{id:guid}/archive", ArchiveAsync).Needs(Permission.ManageOfferings).WithSummary("Archive; its codes are refused");
        agreements.MapDelete("/{id:guid}/archive", RestoreAsync).Needs(Permission.ManageOfferings).WithSummary("Restore");
        agreements.MapPost("/{id:guid}/shared-codes", ShareAsync).Needs(Permission.ManageCodes).WithSummary("Make one code that everybody uses");
        agreements.MapPost("/{id:guid}/price-checks", ExplainAsync).Needs(Permission.SeeOfferings).WithSummary("What would this person pay, and why").WithDescription("Changes nothing. Every rule is named with how far it came.");
    }

    public sealed record CopyBody(string? Name = null);

    private static async Task<Results<Ok<ListAnswer<AgreementRowItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, Guid? organisationId, bool? archived, Actor actor, ListAgreements list, CancellationToken cancellationToken)
    {
        var filter = new AgreementFilter(input.Q, organisationId, archived ?? false);
        return await Lists.AnswerAsync(ListAgreements.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), AgreementRowItem.Of);
    }

    private static Results<CsvAnswer, ProblemAnswer> Csv(string? q, Guid? organisationId, bool? archived, string? sort, Actor actor, ListAgreements list, CancellationToken cancellationToken) =>
        Lists.Csv(ListAgreements.Rows, sort, "agreements.csv", list.StreamAsync(actor, new(q, organisationId, archived ?? false), sort, cancellationToken), AgreementRowItem.Columns);

    private static async Task<Results<Created<AgreementItem>, ProblemAnswer>> CreateAsync(AgreementBody body, Actor actor, CreateAgreement create, FindAgreement find, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(actor, body.Input, cancellationToken);
        return made.Ok ? (await find.RunAsync(actor, made.Value.Id, cancellationToken)).ToCreated(view => $"agreements/{view.Agreement.Id}", AgreementItem.Of) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<Ok<AgreementItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, FindAgreement find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, id, cancellationToken)).ToOk(AgreementItem.Of);

    private static async Task<Results<Ok<AgreementItem>, ProblemAnswer>> EditAsync(Guid id, AgreementPatch body, Actor actor, FindAgreement find, EditAgreement edit, CancellationToken cancellationToken)
    {
        var now = await find.RunAsync(actor, id, cancellationToken);
        if ((now.Ok ? (await edit.RunAsync(actor, body.Over(now.Value.Agreement), cancellationToken)).Problem : now.Problem) is { } problem)
            return Problems.ToResult(problem);
        return await FindAsync(id, actor, find, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeleteAgreement delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Created<AgreementItem>, ProblemAnswer>> CopyAsync(Guid id, CopyBody? body, Actor actor, DuplicateAgreement duplicate, FindAgreement find, CancellationToken cancellationToken)
    {
        var made = await duplicate.RunAsync(actor, new(id, body?.Name), cancellationToken);
        return made.Ok ? (await find.RunAsync(actor, made.Value.Id, cancellationToken)).ToCreated(view => $"agreements/{view.Agreement.Id}", AgreementItem.Of) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> ArchiveAsync(Guid id, Actor actor, ArchiveAgreement archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id), cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> RestoreAsync(Guid id, Actor actor, ArchiveAgreement archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id, Archived: false), cancellationToken)).ToNoContent();

    private static async Task<Results<Created<BatchItem>, ProblemAnswer>> ShareAsync(Guid id, SharedCodeBody? body, Actor actor, MakeSharedCode share, BatchList list, CancellationToken cancellationToken)
    {
        var made = await share.RunAsync(actor, new(id, body?.Text, body?.MaxUses, body?.PriceId, body?.ValidTill, body?.Note), cancellationToken);
        return made.Ok ? (await list.FindAsync(actor, made.Value, cancellationToken)).ToCreated(row => $"batches/{row.Id}", BatchItem.Of) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<Ok<PriceCheckAnswer>, ProblemAnswer>> ExplainAsync(Guid id, PriceCheckBody? body, Actor actor, ExplainPrice explain, CancellationToken cancellationToken)
    {
        body ??= new();
        return (await explain.RunAsync(actor, new(id, body.PersonId, body.OfferingId, body.Date, body.CodeId, body.Email, body.Segment, body.Properties, body.Extras), cancellationToken)).ToOk(PriceCheckAnswer.Of);
    }
}
