using Latchstring.Data;

namespace Latchstring.Offerings;

public sealed record PriceRow(Guid Id, Guid OfferingId, string OfferingName, string Name, string? Code, Money Amount, DateTimeOffset CreatedAt, int Version, Guid? AgreementId, bool IsDefault);

/// <summary>Named prices, of one offering, one contract or of all that the actor sees.</summary>
public sealed class ListPrices(Database database)
{
    public static readonly ListQuery<PriceRow> Rows = new()
    {
        From = "price p join offering o on o.workspace_id = p.workspace_id and o.id = p.offering_id",
        Columns = "p.id, p.offering_id, o.name, p.name, p.code, p.amount, p.currency, p.created_at, p.version, p.agreement_id, p.is_default",
        Workspace = "p.workspace_id",
        Id = "p.id",
        Map = row => new PriceRow(row.Guid(0), row.Guid(1), row.Text(2), row.Text(3), row.TextOrNull(4), new Money(row.Long(5), row.Text(6)), row.Time(7), row.Int(8), row.GuidOrNull(9), row.Bool(10)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "lower(p.name)", ["amount"] = "p.amount", ["created"] = "p.id" },
        DefaultSort = "name",
    };

    public async Task<Result<Page<PriceRow>>> RunAsync(Actor actor, Guid? offeringId, Guid? agreementId, string? query, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, offeringId, agreementId, query), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, Guid? offeringId, Guid? agreementId, string? query, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, offeringId, agreementId, query), cancellationToken);
    }

    public async IAsyncEnumerable<PriceRow> StreamAsync(Actor actor, Guid? offeringId, Guid? agreementId, string? query, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(actor, offeringId, agreementId, query), sort, cancellationToken))
            yield return row;
    }

    /// <summary>One price, if the actor sees its offering.</summary>
    public async Task<Result<PriceRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Rows.PageAsync(db, Matching(actor, null, null, null).And("p.id = @id", ("id", id)), new PageRequest(Limit: 1), cancellationToken);
        return found.Items is [var row] ? row : Problem.NotFound("price");
    }

    private static Where Matching(Actor actor, Guid? offeringId, Guid? agreementId, string? query)
    {
        var where = new Where().InScope(actor, "p.offering_id");
        if (offeringId is { } id)
            where.And("p.offering_id = @offering", ("offering", id));
        if (agreementId is { } agreement)
            where.And("p.agreement_id = @agreement", ("agreement", agreement));
        return where.Contains(query, "p.name", "p.code");
    }
}
