using System.Runtime.CompilerServices;
using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;

namespace Latchstring.Redemptions;

/// <summary>Who used which code for what, and when. <paramref name="OpensId"/> is the offering or the programme of the code's batch.</summary>
public sealed record RedemptionRow(
    Guid Id, Guid CodeId, Guid BatchId, Guid PersonId, string PersonName, string? Email, Guid RegistrationId, Guid OpensId, string Opens,
    Money? Price, PriceReason PriceReason, DateTimeOffset RedeemedAt, DateTimeOffset? ReversedAt, string? ReversedBy, string? ReversalReason);

public sealed record RedemptionFilter(Guid? OfferingId = null, Guid? BatchId = null, Guid? CodeId = null, Guid? PersonId = null, string? Query = null, bool? Reversed = null);

public sealed class ListRedemptions(Database database)
{
    public static readonly ListQuery<RedemptionRow> Rows = new()
    {
        From = """
            redemption r
            join person p on p.workspace_id = r.workspace_id and p.id = r.person_id
            join code_batch b on b.workspace_id = r.workspace_id and b.id = r.batch_id
            left join offering o on o.workspace_id = b.workspace_id and o.id = b.offering_id
            left join programme g on g.workspace_id = b.workspace_id and g.id = b.programme_id
            left join reversal v on v.workspace_id = r.workspace_id and v.redemption_id = r.id
            """,
        Columns = """
            r.id, r.code_id, r.batch_id, r.person_id, p.first_name, p.last_name, p.email, p.phone, r.registration_id, coalesce(b.offering_id, b.programme_id),
            coalesce(o.name, g.name), r.price_amount, r.price_currency, r.price_reason, r.redeemed_at, r.reversed_at, v.actor_name, v.reason
            """,
        Workspace = "r.workspace_id",
        Id = "r.id",
        Map = row => new RedemptionRow(
            row.Guid(0), row.Guid(1), row.Guid(2), row.Guid(3), NameOf(row), row.TextOrNull(6), row.Guid(8), row.Guid(9), row.Text(10),
            row.LongOrNull(11) is { } amount ? new Money(amount, row.Text(12)) : null, row.Enum<PriceReason>(13), row.Time(14), row.TimeOrNull(15), row.TextOrNull(16), row.TextOrNull(17)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["redeemed"] = "r.id",
            ["person"] = "lower(coalesce(p.last_name, p.first_name, p.email, ''))",
            ["email"] = "coalesce(p.email, '')",
            ["opens"] = "coalesce(o.name, g.name)",
        },
        DefaultSort = "-redeemed",
    };

    public async Task<Result<Page<RedemptionRow>>> RunAsync(Actor actor, RedemptionFilter filter, PageRequest request, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, filter), request, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, RedemptionFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, filter), cancellationToken);
    }

    /// <summary>All rows for an export; nothing for a reader who may not see codes.</summary>
    public async IAsyncEnumerable<RedemptionRow> StreamAsync(Actor actor, RedemptionFilter filter, string? sort, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(actor, filter), sort, cancellationToken))
            yield return row;
    }

    /// <summary>A scoped reader sees what opens nothing outside the scope.</summary>
    public static Where Matching(Actor actor, RedemptionFilter filter)
    {
        var where = new Where();
        if (filter.OfferingId is { } offering)
            where.And("(b.offering_id = @offering or exists (select 1 from programme_offering f where f.workspace_id = b.workspace_id and f.programme_id = b.programme_id and f.offering_id = @offering))", ("offering", offering));
        if (filter.BatchId is { } batch)
            where.And("r.batch_id = @batch", ("batch", batch));
        if (filter.CodeId is { } code)
            where.And("r.code_id = @code", ("code", code));
        if (filter.PersonId is { } person)
            where.And("r.person_id = @person", ("person", person));
        if (filter.Reversed is { } reversed)
            where.And(reversed ? "r.reversed_at is not null" : "r.reversed_at is null");
        if (filter.Query?.Trim().ToLowerInvariant() is { Length: > 0 } query)
            where.And("(lower(coalesce(p.first_name, '') || ' ' || coalesce(p.last_name, '')) like @query escape '!' or p.email like @query escape '!')", ("query", $"%{Escaped(query)}%"));
        return Scope(where, actor);
    }

    private static Where Scope(Where where, Actor actor)
    {
        if (actor.Offerings is not { } offerings)
            return where;
        if (offerings.Count == 0)
            return where.And("1 = 0");
        var names = string.Join(',', offerings.Select((_, i) => $"@scope{i}"));
        return where.And(
            $"(b.offering_id in ({names}) or (b.programme_id is not null and not exists (select 1 from programme_offering s where s.workspace_id = b.workspace_id and s.programme_id = b.programme_id and s.offering_id not in ({names}))))",
            [.. offerings.Select((id, i) => ($"scope{i}", (object?)id))]);
    }

    private static string Escaped(string text) => text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    private static string NameOf(Row row) => new People.Person { FirstName = row.TextOrNull(4), LastName = row.TextOrNull(5), Email = row.TextOrNull(6), Phone = row.TextOrNull(7) }.DisplayName;
}
