using Latchstring.Accounts;
using Latchstring.Data;

namespace Latchstring.People;

/// <summary>One person in a list. <paramref name="Account"/> is null for people who never registered.</summary>
public sealed record PersonRow(
    Guid Id, string Name, string? Email, string? Phone, string? ClientId, string? Locale, DateTimeOffset CreatedAt, AccountStatus? Account, StaffRole? Staff, DateTimeOffset? LastSignInAt, int Registrations,
    string? FirstName, string? LastName, Segment? Segment, Guid? LocationId, string? Location, Membership Membership, int? Credits, Attention Attention);

public enum AccountFilter { With, Without, Active, Invited, Blocked }

/// <param name="Query">Beginnings of names or of the e-mail address, or part of a phone or client number.</param>
/// <param name="OfferingId">Registered there, in any status.</param>
/// <param name="LocationId">Of this location; <see cref="Guid.Empty"/> = of none.</param>
/// <param name="Attention">With any of these.</param>
public sealed record PersonFilter(
    string? Query = null, AccountFilter? Account = null, string? Locale = null, Guid? OfferingId = null,
    Segment? Segment = null, Guid? LocationId = null, Membership? Membership = null, Attention? Attention = null);

/// <summary>The people an actor may see (S3.27).</summary>
public sealed class ListPeople(Database database)
{
    private const string Digits = "replace(replace(replace(replace(replace(replace(p.phone, ' ', ''), '-', ''), '/', ''), '(', ''), ')', ''), '.', '')";

    public static readonly ListQuery<PersonRow> Rows = new()
    {
        From = "person p left join account a on a.workspace_id = p.workspace_id and a.person_id = p.id left join location l on l.workspace_id = p.workspace_id and l.id = p.location_id",
        Columns = $"""
            p.id, p.first_name, p.last_name, p.email, p.phone, p.client_id, p.locale, p.created_at, a.status, a.staff, a.last_sign_in_at,
            (select count(*) from registration r where r.workspace_id = p.workspace_id and r.person_id = p.id and r.status = 'Registered'),
            p.segment, p.location_id, l.name, p.membership, p.credits, {AttentionSql.Flags}
            """,
        Workspace = "p.workspace_id",
        Id = "p.id",
        Map = row => new PersonRow(
            row.Guid(0), new Person { FirstName = row.TextOrNull(1), LastName = row.TextOrNull(2), Email = row.TextOrNull(3), Phone = row.TextOrNull(4) }.DisplayName, row.TextOrNull(3), row.TextOrNull(4),
            row.TextOrNull(5), row.TextOrNull(6), row.Time(7), row.IsNull(8) ? null : row.Enum<AccountStatus>(8), row.IsNull(9) ? null : row.Enum<StaffRole>(9), row.TimeOrNull(10), row.Int(11),
            row.TextOrNull(1), row.TextOrNull(2), row.IsNull(12) ? null : row.Enum<Segment>(12), row.GuidOrNull(13), row.TextOrNull(14), row.Enum<Membership>(15), row.IntOrNull(16), (Attention)row.Int(17)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = "lower(coalesce(p.last_name, p.first_name, p.email, ''))",
            ["email"] = "coalesce(p.email, '')",
            ["created"] = "p.id",
        },
        DefaultSort = "-created",
    };

    public async Task<Result<Page<PersonRow>>> RunAsync(Actor actor, PersonFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, PersonFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, filter), cancellationToken);
    }

    public async IAsyncEnumerable<PersonRow> StreamAsync(Actor actor, PersonFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(actor, filter), sort, cancellationToken))
            yield return row;
    }

    private static Where Matching(Actor actor, PersonFilter filter)
    {
        var where = new Where().PeopleInScope(actor, "p.id");
        if (filter.Account is { } account)
            where.And(account switch
            {
                AccountFilter.With => "a.id is not null",
                AccountFilter.Without => "a.id is null",
                _ => "a.status = @account",
            }, ("account", account.ToString()));
        if (filter.Locale is { } locale)
            where.And("p.locale = @locale", ("locale", locale));
        if (filter.OfferingId is { } offering)
            where.And("p.id in (select g.person_id from registration g where g.workspace_id = @ws and g.offering_id = @offering)", ("offering", offering));
        if (filter.Segment is { } segment)
            where.And("p.segment = @segment", ("segment", segment));
        if (filter.LocationId is { } location)
            _ = location == Guid.Empty ? where.And("p.location_id is null") : where.And("p.location_id = @location", ("location", location));
        if (filter.Membership is { } membership)
            where.And("p.membership = @membership", ("membership", membership));
        if (filter.Attention is { } attention)
            where.And(AttentionSql.Any(attention));
        return PhoneOf(filter.Query) is { } digits
            ? where.And($"({Digits} like @digits or p.client_id like @number escape '\\')", ("digits", $"%{digits}%"), ("number", Search.Escape(filter.Query!.Trim()) + "%"))
            : where.Begins(filter.Query, "p.first_name", "p.last_name", "p.email", "p.client_id");
    }

    /// <summary>The digits of what looks like a phone number, without the zeros or country sign in front: 0170 finds +49 170.</summary>
    private static string? PhoneOf(string? query)
    {
        var text = query?.Trim() ?? "";
        if (text.Count(char.IsAsciiDigit) < 3 || !text.All(c => char.IsAsciiDigit(c) || " +-()/.".Contains(c, StringComparison.Ordinal)))
            return null;
        return string.Concat(text.Where(char.IsAsciiDigit)).TrimStart('0') is { Length: > 0 } digits ? digits : null;
    }
}
