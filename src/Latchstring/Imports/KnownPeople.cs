using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Imports;

/// <summary>Somebody who is here already.</summary>
/// <param name="Reached">The actor may see them.</param>
internal sealed record KnownPerson(Person Person, bool HasAccount, bool IsStaff, bool Reached);

/// <summary>The people whom the rows of a file may mean, asked for in a few statements.</summary>
internal sealed class KnownPeople
{
    private const int AtOnce = 5_000;
    private readonly Dictionary<string, List<KnownPerson>>[] _by = [new(StringComparer.Ordinal), new(StringComparer.Ordinal), new(StringComparer.Ordinal)];

    public IReadOnlyList<KnownPerson> With(MatchBy by, string key) => _by[(int)by].GetValueOrDefault(key) ?? [];

    public static async Task<KnownPeople> FindAsync(Db db, Actor actor, IEnumerable<PersonFields> wanted, CancellationToken cancellationToken)
    {
        var known = new KnownPeople();
        var all = wanted.ToList();
        foreach (var (by, column) in new[] { (MatchBy.Email, "email"), (MatchBy.ClientId, "client_id"), (MatchBy.Phone, "phone") })
        {
            foreach (var keys in all.Select(fields => KeyOf(fields, by)).OfType<string>().Distinct(StringComparer.Ordinal).Chunk(AtOnce))
                await known.ReadAsync(db, actor, by, column, keys, cancellationToken);
        }
        return known;
    }

    /// <summary>As it is stored.</summary>
    public static string? KeyOf(PersonFields fields, MatchBy by) => by switch
    {
        MatchBy.Email => Person.NormalizeEmail(fields.Email),
        MatchBy.ClientId => fields.ClientId.OrNull(),
        _ => Person.NormalizePhone(fields.Phone),
    };

    private async Task ReadAsync(Db db, Actor actor, MatchBy by, string column, string[] keys, CancellationToken cancellationToken)
    {
        var scope = new Where().PeopleInScope(actor, "p.id");
        await using var command = db.Command("", [.. scope.Parameters]);
        var rows = db.Rows(command, "k", ("key", keys));
        command.CommandText = $"""
            select p.id, p.email, p.phone, p.first_name, p.last_name, p.client_id, p.locale, p.note, p.segment, p.location_id, p.membership, p.credits, p.version, a.staff,
                case when {scope.Sql("1 = 1")} then 1 else 0 end
            from {rows} join person p on p.workspace_id = @ws and p.{column} = k.key left join account a on a.workspace_id = p.workspace_id and a.person_id = p.id
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new Row(db, reader);
            var person = PersonOf(db.WorkspaceId, row);
            var key = KeyOf(PersonFields.Of(person), by)!;
            if (!_by[(int)by].TryGetValue(key, out var list))
                _by[(int)by][key] = list = [];
            list.Add(new KnownPerson(person, !row.IsNull(13), row.TextOrNull(13) is not (null or nameof(Accounts.StaffRole.None)), row.Int(14) == 1));
        }
    }

    private static Person PersonOf(Guid workspace, Row row) => new()
    {
        WorkspaceId = workspace,
        Id = row.Guid(0),
        Email = row.TextOrNull(1),
        Phone = row.TextOrNull(2),
        FirstName = row.TextOrNull(3),
        LastName = row.TextOrNull(4),
        ClientId = row.TextOrNull(5),
        Locale = row.TextOrNull(6),
        Note = row.TextOrNull(7),
        Segment = row.IsNull(8) ? null : row.Enum<Segment>(8),
        LocationId = row.GuidOrNull(9),
        Membership = row.Enum<Membership>(10),
        Credits = row.IntOrNull(11),
        Version = row.Int(12),
    };
}
