using Latchstring.Offerings;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Offerings;

/// <summary>
/// GET, POST /prices · GET /prices.csv · GET, PATCH, DELETE /prices/{id}
/// </summary>
public static class PricesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var prices = api.MapGroup("/prices").WithTags("Prices");
        prices.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("Named prices, of one offering, one contract or of all");
        api.MapGet("/prices.csv", Csv).Needs(Permission.SeeOfferings).WithTags("Prices").WithSummary("All prices of the same filters as CSV").Produces<string>(200, "text/csv");
        prices.MapPost("", CreateAsync).Needs(Permission.ManagePrices).WithSummary("Make a price that batches and codes can carry");
        prices.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One price");
        prices.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManagePrices).WithSummary("Change a price").WithDescription("What a redemption froze stays.");
        prices.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManagePrices).WithSummary("Delete a price that no code carries");
    }

    private static Task<Results<Ok<ListAnswer<PriceItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, Guid? offeringId, Guid? agreementId, Actor actor, ListPrices list, CancellationToken cancellationToken) =>
        Lists.AnswerAsync(ListPrices.Rows, input, page => list.RunAsync(actor, offeringId, agreementId, input.Q, page, cancellationToken), () => list.CountAsync(actor, offeringId, agreementId, input.Q, cancellationToken), PriceItem.Of);

    private static Results<CsvAnswer, ProblemAnswer> Csv(Guid? offeringId, Guid? agreementId, string? q, string? sort, Actor actor, ListPrices list, CancellationToken cancellationToken) =>
        Lists.Csv(ListPrices.Rows, sort, "prices.csv", list.StreamAsync(actor, offeringId, agreementId, q, sort, cancellationToken), OfferingCsv.PriceColumns);

    private static async Task<Results<Created<PriceItem>, ProblemAnswer>> CreateAsync(PriceBody body, Actor actor, CreatePrice create, ListPrices list, CancellationToken cancellationToken)
    {
        var made = await create.RunAsync(actor, body.Input, cancellationToken);
        return made.Ok ? (await list.FindAsync(actor, made.Value.Id, cancellationToken)).ToCreated(row => $"prices/{row.Id}", PriceItem.Of) : Problems.ToResult(made.Problem);
    }

    private static async Task<Results<Ok<PriceItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListPrices list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(PriceItem.Of);

    private static async Task<Results<Ok<PriceItem>, ProblemAnswer>> EditAsync(Guid id, PricePatch body, Actor actor, ListPrices list, EditPrice edit, CancellationToken cancellationToken)
    {
        var now = await list.FindAsync(actor, id, cancellationToken);
        if ((now.Ok ? (await edit.RunAsync(actor, body.Over(now.Value), cancellationToken)).Problem : now.Problem) is { } problem)
            return Problems.ToResult(problem);
        return await FindAsync(id, actor, list, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeletePrice delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();
}
