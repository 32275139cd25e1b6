using Latchstring.Data;

namespace Latchstring.Offerings;

/// <summary>One offering in a list. <paramref name="Issued"/> are the codes that exist, <paramref name="Used"/> those of them used at least once; bundles count for themselves.</summary>
public sealed record OfferingRow(
    Guid Id, OfferingKind Kind, string Name, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt, string? TimeZone,
    Money? Price, int? Capacity, int Registered, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, long Issued, long Used,
    string? Description, int? AccessDays, string? HowToUrl, string? Venue, bool NeedsApproval, bool WaitingList, int MostCompanions);

/// <param name="Query">Part of the name, in any case.</param>
/// <param name="Archived">False = those in use, true = the archived ones, null = all.</param>
public sealed record OfferingFilter(string? Query = null, OfferingKind? Kind = null, bool? Archived = false);

/// <summary>The offerings an actor may see.</summary>
public sealed class ListOfferings(Database database)
{
    public static readonly ListQuery<OfferingRow> Rows = new()
    {
        From = "offering o",
        Columns = """
            o.id, o.kind, o.name, o.starts_at, o.ends_at, o.time_zone, o.price_amount, o.price_currency, o.capacity, o.registered, o.created_at, o.archived_at,
            (select sum(b.issued - b.deleted) from code_batch b where b.workspace_id = o.workspace_id and b.offering_id = o.id),
            (select sum(b.used) from code_batch b where b.workspace_id = o.workspace_id and b.offering_id = o.id),
            o.description, o.access_days, o.how_to_url, o.venue, o.needs_approval, o.waiting_list, o.most_companions
            """,
        Workspace = "o.workspace_id",
        Id = "o.id",
        Map = row => new OfferingRow(
            row.Guid(0), row.Enum<OfferingKind>(1), row.Text(2), row.TimeOrNull(3), row.TimeOrNull(4), row.TextOrNull(5),
            row.LongOrNull(6) is { } amount ? new Money(amount, row.Text(7)) : null,
            row.IntOrNull(8), row.Int(9), row.Time(10), row.TimeOrNull(11), row.LongOrNull(12) ?? 0, row.LongOrNull(13) ?? 0,
            row.TextOrNull(14), row.IntOrNull(15), row.TextOrNull(16), row.TextOrNull(17), row.Bool(18), row.Bool(19), row.Int(20)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = "lower(o.name)",
            ["created"] = "o.id",
            ["starts"] = "coalesce(o.starts_at, {infinity})",
            ["registered"] = "o.registered",
        },
        DefaultSort = "name",
    };

    public async Task<Result<Page<OfferingRow>>> RunAsync(Actor actor, OfferingFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, OfferingFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, filter), cancellationToken);
    }

    /// <summary>Every row of the filter, for export. The actor's permission is checked by <see cref="RunAsync"/>'s rule here too: without it there are none.</summary>
    public async IAsyncEnumerable<OfferingRow> StreamAsync(Actor actor, OfferingFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(actor, filter), sort, cancellationToken))
            yield return row;
    }

    private static Where Matching(Actor actor, OfferingFilter filter)
    {
        var where = new Where().InScope(actor, "o.id");
        if (filter.Archived is { } archived)
            where.And(archived ? "o.archived_at is not null" : "o.archived_at is null");
        if (filter.Kind is { } kind)
            where.And("o.kind = @kind", ("kind", kind));
        return where.Contains(filter.Query, "o.name");
    }
}
