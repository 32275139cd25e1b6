using Latchstring.Data;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Workspaces;

/// <summary>GET /workspace</summary>
public static class WorkspaceApi
{
    /// <param name="TimeZone">IANA zone in which dates without a time are meant.</param>
    /// <param name="MaxBatch">Most codes in one batch.</param>
    /// <param name="Key">The key that asks, and what it may do.</param>
    public sealed record Shown(Guid Id, string Slug, string Name, string TimeZone, string Locale, string Currency, string? SupportContact, int MaxBatch, AskingKey Key);

    public sealed record AskingKey(Guid Id, string Name, string[] Permissions);

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/workspace", FindAsync).Needs(Permission.None).WithTags("Workspace").WithSummary("The workspace of the key");

    private static async Task<Results<Ok<Shown>, ProblemAnswer>> FindAsync(Database database, Actor actor, CancellationToken cancellationToken)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var w = await db.Workspaces.SingleAsync(w => w.Id == actor.WorkspaceId, cancellationToken);
        return TypedResults.Ok(new Shown(w.Id, w.Slug, w.Name, w.TimeZone, w.Locale, w.Currency, w.SupportContact, w.MaxBatch, new AskingKey(actor.Id!.Value, actor.Name, actor.Permissions.Names())));
    }
}
