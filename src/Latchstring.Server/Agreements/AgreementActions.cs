using System.Globalization;
using Latchstring.Agreements;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Latchstring.Server.Ui.Lists;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.Agreements.AgreementsText>;

namespace Latchstring.Server.Agreements;

/// <summary>
/// Buttons and files of the pages about contracts: POST organisations/{id}/archive, /delete, contracts/{id}/archive, /delete, /copy, price-rules/{id}/move, /delete,
/// contract-prices/{id}/delete, extras/{id}/remove · GET organisations.csv, contracts/{id}/statement.csv, .pdf
/// </summary>
internal static class AgreementActions
{
    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin").ExcludeFromDescription();
        var manage = admin.MapGroup("").RequireAuthorization(Policies.ManageOfferings);
        manage.MapPost("/organisations/{id:guid}/archive", ArchiveOrganisationAsync);
        manage.MapPost("/organisations/{id:guid}/delete", DeleteOrganisationAsync);
        manage.MapPost("/contracts/{id:guid}/archive", ArchiveAsync);
        manage.MapPost("/contracts/{id:guid}/delete", DeleteAsync);
        manage.MapPost("/contracts/{id:guid}/copy", CopyAsync);
        var prices = admin.MapGroup("").RequireAuthorization(Policies.ManagePrices);
        prices.MapPost("/price-rules/{id:guid}/move", MoveRuleAsync);
        prices.MapPost("/price-rules/{id:guid}/delete", DeleteRuleAsync);
        prices.MapPost("/contracts/{id:guid}/prices/{price:guid}/delete", DeletePriceAsync);
        prices.MapPost("/extras/{id:guid}/remove", RemoveExtraAsync);
        admin.MapGet("/organisations.csv", Csv).RequireAuthorization(Policies.SeeOfferings);
        admin.MapGet("/contracts/{id:guid}/statement.csv", StatementCsvAsync).RequireAuthorization(Policies.SeePeople);
        admin.MapGet("/contracts/{id:guid}/statement.pdf", StatementPdfAsync).RequireAuthorization(Policies.SeePeople);
    }

    public static OrganisationFilter FilterOf(ListState state) => new(state.Search, state["archived"] switch { "true" => true, "all" => null, _ => false }, Partners: false);

    private static async Task<IResult> ArchiveOrganisationAsync(Guid id, [FromForm] bool archived, Acts acts, ArchiveOrganisation archive) =>
        acts.Go(await archive.RunAsync(acts.Me, new(id, archived)), $"organisations/{id}", o => archived ? acts.T["Archived {0}.", o.Name] : acts.T["Restored {0}.", o.Name], $"organisations/{id}/archive", ("archived", !archived));

    private static async Task<IResult> DeleteOrganisationAsync(Guid id, IFormCollection _, Acts acts, DeleteOrganisation delete)
    {
        var deleted = await delete.RunAsync(acts.Me, id);
        return acts.Go(deleted, deleted.Ok ? deleted.Value.Kind == OrganisationKind.Partner ? "partners" : "organisations" : $"organisations/{id}", done => acts.T["Deleted the organisation."]);
    }

    private static async Task<IResult> ArchiveAsync(Guid id, [FromForm] bool archived, Acts acts, ArchiveAgreement archive) =>
        acts.Go(await archive.RunAsync(acts.Me, new(id, archived)), $"contracts/{id}/settings", a => archived ? acts.T["Archived {0}.", a.Name] : acts.T["Restored {0}.", a.Name], $"contracts/{id}/archive", ("archived", !archived));

    private static async Task<IResult> DeleteAsync(Guid id, IFormCollection _, Acts acts, DeleteAgreement delete)
    {
        var deleted = await delete.RunAsync(acts.Me, id);
        return acts.Go(deleted, deleted.Ok ? $"organisations/{deleted.Value.OrganisationId}" : $"contracts/{id}/settings", done => acts.T["Deleted the contract."]);
    }

    private static async Task<IResult> CopyAsync(Guid id, IFormCollection _, Acts acts, DuplicateAgreement duplicate)
    {
        var made = await duplicate.RunAsync(acts.Me, new(id));
        return acts.Go(made, $"contracts/{(made.Ok ? made.Value.Id : id)}/settings", a => acts.T["Made {0} with the same prices and rules. Give it its name and dates.", a.Name]);
    }

    private static async Task<IResult> MoveRuleAsync(Guid id, [FromForm] bool up, Acts acts, MovePriceRule move)
    {
        var moved = await move.RunAsync(acts.Me, new(id, up));
        return acts.Go(moved, moved.Ok ? $"contracts/{moved.Value.AgreementId}/prices#rules" : "organisations", _ => acts.T["Moved the rule. The first that holds wins."]);
    }

    private static async Task<IResult> DeleteRuleAsync(Guid id, IFormCollection _, Acts acts, DeletePriceRule delete)
    {
        var deleted = await delete.RunAsync(acts.Me, id);
        return acts.Go(deleted, deleted.Ok ? $"contracts/{deleted.Value.AgreementId}/prices#rules" : "organisations", done => acts.T["Deleted the rule."]);
    }

    private static async Task<IResult> DeletePriceAsync(Guid id, Guid price, IFormCollection _, Acts acts, DeletePrice delete) =>
        acts.Go(await delete.RunAsync(acts.Me, price), $"contracts/{id}/prices", done => acts.T["Deleted the price."]);

    private static async Task<IResult> RemoveExtraAsync(Guid id, IFormCollection _, Acts acts, RemoveExtra remove)
    {
        var removed = await remove.RunAsync(acts.Me, id);
        return acts.Go(removed, removed.Ok ? $"offerings/{removed.Value.OfferingId}/settings#extras" : "offerings", extra => acts.T["Removed the extra {0}.", extra.Name]);
    }

    private static Results<CsvAnswer, ProblemAnswer> Csv(HttpRequest request, [FromQuery] string? sort, CurrentActor me, ListOrganisations list, CancellationToken cancellationToken) =>
        Lists.Csv(ListOrganisations.Rows, sort, "organisations.csv", list.StreamAsync(me.Value, FilterOf(ListState.From(request, "organisations", "archived")), sort, cancellationToken), OrganisationItem.Columns);

    private static async Task<Results<CsvAnswer, ProblemAnswer>> StatementCsvAsync(Guid id, [FromQuery] string? month, CurrentActor me, SeeStatement see, CancellationToken cancellationToken)
    {
        var made = await StatementApi.ReadAsync(id, month, me.Value, see, cancellationToken);
        return made.Ok ? StatementApi.Csv(made.Value) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<FileContentHttpResult, ProblemAnswer>> StatementPdfAsync(
        Guid id, [FromQuery] string? month, CurrentActor me, CurrentWorkspace here, Shell shell, SeeStatement see, StatementPages pages, CancellationToken cancellationToken)
    {
        var made = await StatementApi.ReadAsync(id, month, me.Value, see, cancellationToken);
        return made.Ok
            ? TypedResults.File(pages.Draw(made.Value, here.Value.Name, shell.WorkspaceZone), "application/pdf", $"statement-{made.Value.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture)}.pdf")
            : Problems.ToResult(made.Problem);
    }
}
