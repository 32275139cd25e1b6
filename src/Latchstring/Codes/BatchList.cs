using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>One row of the list of batches, with its kept counts.</summary>
public sealed record BatchRow(
    Guid Id, Guid? OfferingId, Guid? ProgrammeId, string Opens, int Quantity, int Issued, Naming Naming, int? MaxUses, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTill, Guid? PriceId, string? Price,
    string? Note, BatchOrigin Origin, BatchStatus Status, string MadeByName, DateTimeOffset CreatedAt, int Used, long Uses, int Inactive, int Archived, int Deleted, byte[]? SealedName)
{
    /// <summary>The custom name, opened for staff.</summary>
    public string? Name { get; set; }

    public Usage Usage => MaxUses == 1 ? Usage.Single : Usage.Multiple;

    /// <summary>Codes that exist: issued and not deleted.</summary>
    public int Existing => Issued - Deleted;
}

/// <param name="Q">Words of the note.</param>
/// <param name="Single">Also those that invite one person each.</param>
public sealed record BatchFilter(Guid? OfferingId = null, Guid? ProgrammeId = null, BatchStatus? Status = null, string? Q = null, Guid? Id = null, bool Single = true);

/// <summary>The list of batches (S0.8, S0.11): every act of making codes with what became of them.</summary>
public sealed class BatchList(Database database)
{
    public static readonly ListQuery<BatchRow> Query = new()
    {
        From = """
            code_batch b left join offering o on o.workspace_id = b.workspace_id and o.id = b.offering_id
            left join programme g on g.workspace_id = b.workspace_id and g.id = b.programme_id left join price p on p.workspace_id = b.workspace_id and p.id = b.price_id
            """,
        Columns = """
            b.id, b.offering_id, b.programme_id, coalesce(o.name, g.name, ''), b.quantity, b.issued, b.naming, b.max_uses, b.valid_from, b.valid_till, b.price_id, p.name,
            b.note, b.origin, b.status, b.made_by_name, b.created_at, b.used, b.uses, b.inactive, b.archived, b.deleted, b.sealed_name
            """,
        Workspace = "b.workspace_id",
        Id = "b.id",
        Map = row => new BatchRow(
            row.Guid(0), row.GuidOrNull(1), row.GuidOrNull(2), row.Text(3), row.Int(4), row.Int(5), row.Enum<Naming>(6), row.IntOrNull(7), row.TimeOrNull(8), row.TimeOrNull(9), row.GuidOrNull(10), row.TextOrNull(11),
            row.TextOrNull(12), row.Enum<BatchOrigin>(13), row.Enum<BatchStatus>(14), row.Text(15), row.Time(16), row.Int(17), row.Long(18), row.Int(19), row.Int(20), row.Int(21), row.BytesOrNull(22)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["created"] = "b.id", ["quantity"] = "b.quantity", ["used"] = "b.used", ["validTill"] = "coalesce(b.valid_till, {infinity})", ["opens"] = "coalesce(o.name, g.name, '')",
        },
        DefaultSort = "-created",
    };

    public async Task<Result<Page<BatchRow>>> PageAsync(Actor actor, BatchFilter filter, PageRequest request, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var page = await Query.PageAsync(db, WhereOf(actor, filter), request, cancellationToken);
        var keys = database.Keys.Of(actor.WorkspaceId);
        foreach (var row in page.Items)
            row.Name = row.SealedName is { } name ? keys.Open(name) : null;
        return page;
    }

    public async Task<Count> CountAsync(Actor actor, BatchFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Query.CountAsync(db, WhereOf(actor, filter), cancellationToken);
    }

    /// <summary>All rows for an export; nothing for a reader who may not see codes.</summary>
    public async IAsyncEnumerable<BatchRow> StreamAsync(Actor actor, BatchFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Query.StreamAsync(db, WhereOf(actor, filter), sort, cancellationToken))
            yield return row;
    }

    public async Task<Result<BatchRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        var page = await PageAsync(actor, new BatchFilter(Id: id), new PageRequest(), cancellationToken);
        return !page.Ok ? page.Problem : page.Value.Items.Count == 0 ? Problem.NotFound("batch") : page.Value.Items[0];
    }

    public static Where WhereOf(Actor actor, BatchFilter filter)
    {
        var where = new Where();
        CodeFilter.Scope(where, actor);
        if (filter.Id is { } id)
            where.And("b.id = @one", ("one", id));
        if (filter.OfferingId is { } offering)
            where.And("b.offering_id = @offering", ("offering", offering));
        if (filter.ProgrammeId is { } programme)
            where.And("b.programme_id = @programme", ("programme", programme));
        if (filter.Status is { } status)
            where.And("b.status = @status", ("status", status));
        if (!filter.Single)
            where.And("not (b.origin = 'Campaign' and b.quantity = 1)");
        if (!string.IsNullOrWhiteSpace(filter.Q))
            where.And("(lower(b.note) like @note escape '!' or lower(coalesce(o.name, g.name)) like @note escape '!')", ("note", $"%{CodeSearch.Like(filter.Q.Trim().ToLowerInvariant())}%"));
        return where;
    }
}
