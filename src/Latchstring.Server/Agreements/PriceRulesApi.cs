using Latchstring.Agreements;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Agreements;

/// <summary>GET, POST /price-rules · PATCH, DELETE /price-rules/{id} · POST /price-rules/{id}/up, /down</summary>
public static class PriceRulesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var rules = api.MapGroup("/price-rules").WithTags("Prices");
        rules.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("The rules of a contract in their order").WithDescription("The first that holds wins.");
        rules.MapPost("", CreateAsync).Needs(Permission.ManagePrices).WithSummary("Add a rule behind the others");
        rules.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManagePrices).WithSummary("Change a rule");
        rules.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManagePrices).WithSummary("Delete a rule");
        rules.MapPost("/{id:guid}/up", (Guid id, Actor actor, MovePriceRule move, CancellationToken cancellationToken) => MoveAsync(new(id, true), actor, move, cancellationToken)).Needs(Permission.ManagePrices).WithSummary("Move a rule one place up");
        rules.MapPost("/{id:guid}/down", (Guid id, Actor actor, MovePriceRule move, CancellationToken cancellationToken) => MoveAsync(new(id, false), actor, move, cancellationToken)).Needs(Permission.ManagePrices).WithSummary("Move a rule one place down");
    }

    private static async Task<Results<Ok<PriceRuleItem[]>, ProblemAnswer>> ListAsync(Guid agreementId, Actor actor, FindAgreement find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, agreementId, cancellationToken)).ToOk(view => view.Rules.Select(PriceRuleItem.Of).ToArray());

    private static async Task<Results<Created<PriceRuleItem>, ProblemAnswer>> CreateAsync(PriceRuleBody body, Actor actor, CreatePriceRule create, CancellationToken cancellationToken) =>
        (await create.RunAsync(actor, new(body.AgreementId, new(body.Name, body.PriceId, body.Conditions)), cancellationToken)).ToCreated(rule => $"price-rules/{rule.Id}", PriceRuleItem.Of);

    private static async Task<Results<Ok<PriceRuleItem>, ProblemAnswer>> EditAsync(Guid id, PriceRulePatch body, Actor actor, EditPriceRule edit, CancellationToken cancellationToken) =>
        (await edit.RunAsync(actor, id, now => new(body.Name.Or(now.Name), body.PriceId.Or(now.PriceId!.Value), body.Conditions.Or(now.Conditions)), cancellationToken: cancellationToken)).ToOk(PriceRuleItem.Of);

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeletePriceRule delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<PriceRuleItem>, ProblemAnswer>> MoveAsync(MovePriceRule.Input input, Actor actor, MovePriceRule move, CancellationToken cancellationToken) =>
        (await move.RunAsync(actor, input, cancellationToken)).ToOk(PriceRuleItem.Of);
}
