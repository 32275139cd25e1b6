using Latchstring.Data;

namespace Latchstring.Accounts;

public sealed record ApiKeyRow(Guid Id, string Name, string Hint, Permission Permissions, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>The keys of a workspace, those that were revoked too; never their texts.</summary>
public sealed class ListApiKeys(Database database)
{
    public static readonly ListQuery<ApiKeyRow> Rows = new()
    {
        From = "api_key k",
        Columns = "k.id, k.name, k.hint, k.permissions, k.created_at, k.revoked_at",
        Workspace = "k.workspace_id",
        Id = "k.id",
        Map = row => new ApiKeyRow(row.Guid(0), row.Text(1), row.Text(2), row.Enum<Permission>(3), row.Time(4), row.TimeOrNull(5)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["created"] = "k.id", ["name"] = "lower(k.name)" },
        DefaultSort = "created",
    };

    /// <param name="Query">Part of the name, in any case.</param>
    public sealed record Filter(string? Query = null, bool? Revoked = null);

    public async Task<Result<Page<ApiKeyRow>>> RunAsync(Actor actor, Filter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, Filter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(filter), cancellationToken);
    }

    private static Where Matching(Filter filter)
    {
        var where = new Where();
        if (filter.Revoked is { } revoked)
            where.And(revoked ? "k.revoked_at is not null" : "k.revoked_at is null");
        return where.Contains(filter.Query, "k.name");
    }
}
