using Latchstring.Data;

namespace Latchstring.Agreements;

/// <param name="Agreements">Contracts that are not archived.</param>
/// <param name="Team">People who sign in for it.</param>
public sealed record OrganisationRow(
    Guid Id, OrganisationKind Kind, string Name, string? Code, long Agreements, long Redeemed, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, int Version,
    Guid? ParentId, string? Parent, Publication Publication, string? Colour, long Team);

/// <param name="Archived">Null = those too.</param>
/// <param name="Partners">True = only partners, false = all others, null = both.</param>
public sealed record OrganisationFilter(string? Query = null, bool? Archived = false, bool? Partners = null);

/// <summary>Organisations with the number of their contracts.</summary>
public sealed class ListOrganisations(Database database)
{
    public static readonly ListQuery<OrganisationRow> Rows = new()
    {
        From = "organisation o left join organisation u on u.workspace_id = o.workspace_id and u.id = o.parent_id",
        Columns = "o.id, o.kind, o.name, o.code, (select count(*) from agreement a where a.workspace_id = o.workspace_id and a.organisation_id = o.id and a.archived_at is null), (select coalesce(sum(a.redeemed), 0) from agreement a where a.workspace_id = o.workspace_id and a.organisation_id = o.id), o.created_at, o.archived_at, o.version, o.parent_id, u.name, o.publication, o.colour, (select count(*) from account t where t.workspace_id = o.workspace_id and t.organisation_id = o.id and t.partner <> 'None')",
        Workspace = "o.workspace_id",
        Id = "o.id",
        Map = row => new OrganisationRow(row.Guid(0), row.Enum<OrganisationKind>(1), row.Text(2), row.TextOrNull(3), row.Long(4), row.Long(5), row.Time(6), row.TimeOrNull(7), row.Int(8),
            row.GuidOrNull(9), row.TextOrNull(10), row.Enum<Publication>(11), row.TextOrNull(12), row.Long(13)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "lower(o.name)", ["created"] = "o.id" },
        DefaultSort = "name",
    };

    public async Task<Result<Page<OrganisationRow>>> RunAsync(Actor actor, OrganisationFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, OrganisationFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(filter), cancellationToken);
    }

    public async IAsyncEnumerable<OrganisationRow> StreamAsync(Actor actor, OrganisationFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(filter), sort, cancellationToken))
            yield return row;
    }

    public async Task<Result<OrganisationRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Rows.PageAsync(db, new Where().And("o.id = @id", ("id", id)), new PageRequest(Limit: 1), cancellationToken);
        return found.Items is [var row] ? row : Problem.NotFound("organisation");
    }

    private static Where Matching(OrganisationFilter filter)
    {
        var where = new Where();
        if (filter.Archived is { } archived)
            where.And(archived ? "o.archived_at is not null" : "o.archived_at is null");
        if (filter.Partners is { } partners)
            where.And(partners ? "o.kind = 'Partner'" : "o.kind <> 'Partner'");
        return where.Contains(filter.Query, "o.name", "o.code");
    }
}
