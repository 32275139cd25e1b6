using Latchstring.Data;

namespace Latchstring.People;

/// <summary>Why two records may be the same person.</summary>
[Flags]
public enum SameBy { None = 0, Phone = 1, ClientId = 2, Name = 4 }

public sealed record Duplicate(DuplicateSide One, DuplicateSide Other, SameBy By);

public sealed record DuplicateSide(Guid Id, string Name, string? Email, string? Phone, string? ClientId, DateTimeOffset CreatedAt);

/// <summary>Pairs of records that may be one person: the same phone number, the same client number, or the same whole name at the same place.</summary>
public sealed class FindDuplicates(Database database)
{
    /// <summary>More are found when these are settled.</summary>
    public const int Most = 100;

    private const string SamePhone = "b.phone = a.phone", SameClientId = "b.client_id = a.client_id";

    /// <summary>A name alone is shared by many; at two places it is more likely two people.</summary>
    private const string SameName = "b.last_name = a.last_name and lower(b.first_name) = lower(a.first_name) and (a.location_id is null or b.location_id is null or a.location_id = b.location_id)";

    public async Task<Result<IReadOnlyList<Duplicate>>> RunAsync(Actor actor, Guid? personId = null, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var pairs = new Dictionary<(Guid, Guid), Duplicate>();
        foreach (var (by, same) in new[] { (SameBy.Phone, SamePhone), (SameBy.ClientId, SameClientId), (SameBy.Name, SameName) })
        {
            var where = new Where().And(same);
            _ = personId is { } id ? where.And("a.id = @one", ("one", id)).And("b.id <> a.id") : where.And("b.id > a.id");
            where.PeopleInScope(actor, "a.id");
            // The names of the scope's parameters are the same on both sides, and so are their values.
            foreach (var found in await db.QueryAsync(
                $"""
                select a.id, a.first_name, a.last_name, a.email, a.phone, a.client_id, a.created_at, b.id, b.first_name, b.last_name, b.email, b.phone, b.client_id, b.created_at
                from person a join person b on b.workspace_id = a.workspace_id where {where.Sql("a.workspace_id = @ws")} and {new Where().PeopleInScope(actor, "b.id").Sql("1 = 1")} order by a.id desc, b.id limit {Most}
                """,
                row => (One: Side(row, 0), Other: Side(row, 7)), cancellationToken, [.. where.Parameters]))
            {
                var key = (found.One.Id, found.Other.Id);
                pairs[key] = pairs.TryGetValue(key, out var known) ? known with { By = known.By | by } : new Duplicate(found.One, found.Other, by);
            }
        }
        return pairs.Values.OrderByDescending(pair => System.Numerics.BitOperations.PopCount((uint)pair.By)).ThenBy(pair => pair.One.Name, StringComparer.CurrentCulture).Take(Most).ToList();
    }

    private static DuplicateSide Side(Row row, int at) => new(
        row.Guid(at), new Person { FirstName = row.TextOrNull(at + 1), LastName = row.TextOrNull(at + 2), Email = row.TextOrNull(at + 3), Phone = row.TextOrNull(at + 4) }.DisplayName,
        row.TextOrNull(at + 3), row.TextOrNull(at + 4), row.TextOrNull(at + 5), row.Time(at + 6));
}
