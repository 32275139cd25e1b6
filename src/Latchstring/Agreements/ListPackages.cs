using Latchstring.Data;

namespace Latchstring.Agreements;

/// <param name="Held">How many of it partners hold in all.</param>
/// <param name="Partnerships">For how many events of partners.</param>
public sealed record PackageRow(
    Guid Id, string Name, string? Category, int? InvitationQuota, Money? Price, int? MostHeld, DateTimeOffset? AvailableFrom, DateTimeOffset? AvailableTill, DateTimeOffset CreatedAt, int Version, long Held, long Partnerships)
{
    public PackageFields Fields => new(Name, Category, InvitationQuota, Price, MostHeld, AvailableFrom, AvailableTill);

    public bool AvailableAt(DateTimeOffset now) => !(now < AvailableFrom) && !(now >= AvailableTill);
}

/// <summary>What partners may hold, and how much of it they do.</summary>
public sealed class ListPackages(Database database)
{
    public static readonly ListQuery<PackageRow> Rows = new()
    {
        From = "package p",
        Columns = "p.id, p.name, p.category, p.invitation_quota, p.price_amount, p.price_currency, p.most_held, p.available_from, p.available_till, p.created_at, p.version, (select coalesce(sum(h.quantity), 0) from holding h where h.workspace_id = p.workspace_id and h.package_id = p.id), (select count(*) from holding h where h.workspace_id = p.workspace_id and h.package_id = p.id)",
        Workspace = "p.workspace_id",
        Id = "p.id",
        Map = row => new PackageRow(row.Guid(0), row.Text(1), row.TextOrNull(2), row.IntOrNull(3), row.LongOrNull(4) is { } amount ? new Money(amount, row.Text(5)) : null, row.IntOrNull(6), row.TimeOrNull(7), row.TimeOrNull(8), row.Time(9), row.Int(10), row.Long(11), row.Long(12)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "lower(p.name)", ["created"] = "p.id" },
        DefaultSort = "name",
    };

    public async Task<Result<Page<PackageRow>>> RunAsync(Actor actor, string? query, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(query), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, string? query, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(query), cancellationToken);
    }

    public async IAsyncEnumerable<PackageRow> StreamAsync(Actor actor, string? query, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(query), sort, cancellationToken))
            yield return row;
    }

    public async Task<Result<PackageRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Rows.PageAsync(db, new Where().And("p.id = @id", ("id", id)), new PageRequest(Limit: 1), cancellationToken);
        return found.Items is [var row] ? row : Problem.NotFound("package");
    }

    private static Where Matching(string? query) => new Where().Contains(query, "p.name", "p.category");
}
