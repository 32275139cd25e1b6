using Latchstring.Accounts;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Accounts;

/// <summary>GET, POST /api-keys · DELETE /api-keys/{id}</summary>
public static class ApiKeysApi
{
    /// <param name="Name">What the key is for.</param>
    /// <param name="Permissions">Single permissions (<c>manageCodes</c>), or <c>viewer</c>, <c>manager</c>, <c>all</c>.</param>
    public sealed record NewKey(string Name, Permission[] Permissions);

    /// <param name="Hint">The last four characters of the key.</param>
    public sealed record Key(Guid Id, string Name, string Hint, string[] Permissions, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

    /// <param name="Text">The key itself, <c>lsk_…</c>; shown only now.</param>
    public sealed record MadeKey(Guid Id, string Name, string Hint, string[] Permissions, DateTimeOffset CreatedAt, string Text);

    public static void Map(RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/api-keys").Needs(Permission.ManageWorkspace).WithTags("API keys");
        keys.MapGet("", ListAsync).WithSummary("List API keys");
        keys.MapPost("", CreateAsync).WithSummary("Make an API key");
        keys.MapDelete("/{id:guid}", RevokeAsync).WithSummary("Revoke an API key").WithDescription("It stops working within five seconds on all nodes, at once on this one. The entry stays in the list.");
    }

    private static Task<Results<Ok<ListAnswer<Key>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, bool? revoked, ListApiKeys list, Actor actor, CancellationToken cancellationToken)
    {
        var filter = new ListApiKeys.Filter(input.Q, revoked);
        return Lists.AnswerAsync(ListApiKeys.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken),
            row => new Key(row.Id, row.Name, row.Hint, row.Permissions.Names(), row.CreatedAt, row.RevokedAt));
    }

    private static async Task<Results<Created<MadeKey>, ProblemAnswer>> CreateAsync(NewKey body, CreateApiKey create, Actor actor, CancellationToken cancellationToken)
    {
        var permissions = body.Permissions.Aggregate(Permission.None, (all, one) => all | one);
        var made = await create.RunAsync(actor, new CreateApiKey.Input(body.Name, permissions), cancellationToken);
        return made.ToCreated(m => $"api-keys/{m.Key.Id}", m => new MadeKey(m.Key.Id, m.Key.Name, m.Key.Hint, m.Key.Permissions.Names(), m.Key.CreatedAt, m.Text));
    }

    private static async Task<Results<NoContent, ProblemAnswer>> RevokeAsync(Guid id, RevokeApiKey revoke, KnownApiKeys known, Actor actor, CancellationToken cancellationToken)
    {
        var revoked = await revoke.RunAsync(actor, id, cancellationToken);
        known.Forget(id);
        return revoked.ToNoContent();
    }
}
