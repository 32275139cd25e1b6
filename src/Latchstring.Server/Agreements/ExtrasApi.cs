using Latchstring.Offerings;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Agreements;

/// <summary>GET, POST /offerings/{id}/extras · PUT, DELETE /extras/{id}</summary>
public static class ExtrasApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/offerings/{id:guid}/extras", ListAsync).Needs(Permission.SeeOfferings).WithTags("Offerings").WithSummary("What can be had beside the offering");
        api.MapPost("/offerings/{id:guid}/extras", CreateAsync).Needs(Permission.ManagePrices).WithTags("Offerings").WithSummary("Add an extra");
        api.MapPut("/extras/{id:guid}", EditAsync).Needs(Permission.ManagePrices).WithTags("Offerings").WithSummary("Change an extra");
        api.MapDelete("/extras/{id:guid}", RemoveAsync).Needs(Permission.ManagePrices).WithTags("Offerings").WithSummary("Take an extra out of what is offered");
    }

    private static async Task<Results<Ok<ExtraItem[]>, ProblemAnswer>> ListAsync(Guid id, Actor actor, ListExtras list, CancellationToken cancellationToken) =>
        (await list.RunAsync(actor, id, cancellationToken)).ToOk(extras => extras.Select(ExtraItem.Of).ToArray());

    private static async Task<Results<Created<ExtraItem>, ProblemAnswer>> CreateAsync(Guid id, ExtraBody body, Actor actor, CreateExtra create, CancellationToken cancellationToken) =>
        (await create.RunAsync(actor, new(id, new(body.Name, body.Amount)), cancellationToken)).ToCreated(extra => $"extras/{extra.Id}", ExtraItem.Of);

    private static async Task<Results<Ok<ExtraItem>, ProblemAnswer>> EditAsync(Guid id, ExtraBody body, Actor actor, EditExtra edit, CancellationToken cancellationToken) =>
        (await edit.RunAsync(actor, new(id, new(body.Name, body.Amount)), cancellationToken)).ToOk(ExtraItem.Of);

    private static async Task<Results<NoContent, ProblemAnswer>> RemoveAsync(Guid id, Actor actor, RemoveExtra remove, CancellationToken cancellationToken) =>
        (await remove.RunAsync(actor, id, cancellationToken)).ToNoContent();
}
