using Latchstring.Data;

namespace Latchstring.Agreements;

/// <param name="Opens">Name of the offering or of the programme.</param>
/// <param name="Codes">Made and not deleted.</param>
/// <param name="Guests">Of a partnership: invited and not deleted.</param>
/// <param name="Quota">Of a partnership: its own; null = inherited.</param>
public sealed record AgreementRow(
    Guid Id, Guid OrganisationId, string Organisation, string Name, string? Code, Guid? OfferingId, Guid? ProgrammeId, string Opens, DateTimeOffset? StartsAt, DateTimeOffset? EndsAt,
    long Participants, long Codes, long Redeemed, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, long Guests, int? Quota);

/// <param name="Archived">Null = those too.</param>
public sealed record AgreementFilter(string? Query = null, Guid? OrganisationId = null, bool? Archived = false);

/// <summary>Contracts, of one organisation or of all.</summary>
public sealed class ListAgreements(Database database)
{
    public static readonly ListQuery<AgreementRow> Rows = new()
    {
        From = "agreement a join organisation o on o.workspace_id = a.workspace_id and o.id = a.organisation_id left join offering f on f.workspace_id = a.workspace_id and f.id = a.offering_id left join programme g on g.workspace_id = a.workspace_id and g.id = a.programme_id",
        Columns = "a.id, a.organisation_id, o.name, a.name, a.code, a.offering_id, a.programme_id, coalesce(f.name, g.name), a.starts_at, a.ends_at, (select count(*) from participant p where p.workspace_id = a.workspace_id and p.agreement_id = a.id), (select coalesce(sum(b.issued - b.deleted), 0) from code_batch b where b.workspace_id = a.workspace_id and b.agreement_id = a.id), a.redeemed, a.created_at, a.archived_at, (select count(*) from invitation i where i.workspace_id = a.workspace_id and i.agreement_id = a.id), a.quota",
        Workspace = "a.workspace_id",
        Id = "a.id",
        Map = row => new AgreementRow(row.Guid(0), row.Guid(1), row.Text(2), row.Text(3), row.TextOrNull(4), row.GuidOrNull(5), row.GuidOrNull(6), row.Text(7), row.TimeOrNull(8), row.TimeOrNull(9),
            row.Long(10), row.Long(11), row.Long(12), row.Time(13), row.TimeOrNull(14), row.Long(15), row.IntOrNull(16)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "lower(a.name)", ["created"] = "a.id" },
        DefaultSort = "name",
    };

    public async Task<Result<Page<AgreementRow>>> RunAsync(Actor actor, AgreementFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, AgreementFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, filter), cancellationToken);
    }

    public async IAsyncEnumerable<AgreementRow> StreamAsync(Actor actor, AgreementFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(actor, filter), sort, cancellationToken))
            yield return row;
    }

    /// <summary>One contract with its figures.</summary>
    public async Task<Result<AgreementRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Rows.PageAsync(db, Matching(actor, new(Archived: null)).And("a.id = @id", ("id", id)), new PageRequest(Limit: 1), cancellationToken);
        return found.Items is [var row] ? row : Problem.NotFound("agreement");
    }

    private static Where Matching(Actor actor, AgreementFilter filter)
    {
        var where = new Where().AgreementsInScope(actor, "a");
        if (filter.OrganisationId is { } organisation)
            where.And("a.organisation_id = @organisation", ("organisation", organisation));
        if (filter.Archived is { } archived)
            where.And(archived ? "a.archived_at is not null" : "a.archived_at is null");
        return where.Contains(filter.Query, "a.name", "a.code");
    }
}
