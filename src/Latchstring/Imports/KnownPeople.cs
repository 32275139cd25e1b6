using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Imports;

/// <summary>Somebody who is here already.</summary>
/// <param name="Reached">The actor may see them.</param>
internal sealed record KnownPerson(Person Person, bool HasAccount, bool IsStaff, bool Reached);

/// <summary>The people whom the rows of a file may mean, asked for in a few statements.</summary>
internal sealed class KnownPeople
{
    public static readonly KnownPeople Nobody = new();
    private readonly Dictionary<RowKey, List<KnownPerson>> _by = [];
    private readonly Dictionary<Guid, KnownPerson> _people = [];

    public IReadOnlyCollection<Guid> Ids => _people.Keys;

    public IReadOnlyList<KnownPerson> With(RowKey key) => _by.TryGetValue(key, out var people) ? people : [];

    public static async Task<KnownPeople> FindAsync(Db db, Actor actor, IEnumerable<RowKey> wanted, CancellationToken cancellationToken)
    {
        var known = new KnownPeople();
        foreach (var keys in wanted.Distinct().GroupBy(key => key.Field, StringComparer.Ordinal))
            await known.ReadAsync(db, actor, keys.Key, [.. keys.Select(key => key.Value)], cancellationToken);
        return known;
    }

    private async Task ReadAsync(Db db, Actor actor, string field, string[] keys, CancellationToken cancellationToken)
    {
        var scope = new Where().PeopleInScope(actor, "p.id");
        await using var command = db.Command("", [.. scope.Parameters]);
        var rows = db.Rows(command, "k", ("key", keys));
        var property = field.StartsWith("property-", StringComparison.Ordinal) ? Guid.Parse(field["property-".Length..]) : (Guid?)null;
        if (property is not null)
            db.Bind(command, "property", property);
        var join = property is not null
            ? $"{db.ThenJoin} person_property v on v.workspace_id = @ws and v.property_id = @property and v.value = k.key {db.ThenJoin} person p on p.workspace_id = @ws and p.id = v.person_id"
            : $"{db.ThenJoin} person p on p.workspace_id = @ws and p.{field switch { RowKey.Email => "email", RowKey.ClientId => "client_id", _ => "phone" }} = k.key";
        command.CommandText = $"""
            select p.id, p.email, p.phone, p.first_name, p.last_name, p.client_id, p.locale, p.note, p.segment, p.location_id, p.membership, p.credits, p.version, a.staff,
                case when {scope.Sql("1 = 1")} then 1 else 0 end, k.key
            from {rows} {join} left join account a on a.workspace_id = p.workspace_id and a.person_id = p.id
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new Row(db, reader);
            if (!_people.TryGetValue(row.Guid(0), out var person))
                _people[row.Guid(0)] = person = new KnownPerson(PersonOf(db.WorkspaceId, row), !row.IsNull(13), row.TextOrNull(13) is not (null or nameof(Accounts.StaffRole.None)), row.Int(14) == 1);
            var key = new RowKey(field, row.Text(15));
            if (!_by.TryGetValue(key, out var list))
                _by[key] = list = [];
            list.Add(person);
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

/// <summary>Somebody as they stand under a contract already.</summary>
/// <param name="Unused">Their newest code that is not used; null = none.</param>
/// <param name="UsedPrice">Of the newest that is used.</param>
internal readonly record struct Under(bool Joined, string? Notes, Guid? Unused, Guid? UnusedPrice, Guid? UsedPrice, IReadOnlyDictionary<Guid, string>? Values);

/// <summary>What some people have under a contract, and for the properties.</summary>
internal sealed class KnownParticipants
{
    public static readonly KnownParticipants None = new();
    private readonly Dictionary<Guid, Under> _under = [];

    public Under Of(Guid person) => _under.GetValueOrDefault(person);

    public static async Task<KnownParticipants> FindAsync(Db db, Guid agreement, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken)
    {
        var known = new KnownParticipants();
        if (people.Count == 0)
            return known;
        Guid[] ids = [.. people];
        async Task ReadAsync(string columns, string joins, Action<Row> take)
        {
            await using var command = db.Command("", ("agreement", agreement));
            command.CommandText = $"select k.id, {columns} from {db.Rows(command, "k", ("id", ids))} {joins}";
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                take(new Row(db, reader));
        }
        await ReadAsync("t.notes", $"{db.ThenJoin} participant t on t.workspace_id = @ws and t.agreement_id = @agreement and t.person_id = k.id", row => known._under[row.Guid(0)] = known.Of(row.Guid(0)) with { Joined = true, Notes = row.TextOrNull(1) });
        await ReadAsync("v.property_id, v.value", $"{db.ThenJoin} person_property v on v.workspace_id = @ws and v.person_id = k.id", row =>
        {
            var under = known.Of(row.Guid(0));
            var values = (Dictionary<Guid, string>?)under.Values ?? [];
            values[row.Guid(1)] = row.Text(2);
            known._under[row.Guid(0)] = under with { Values = values };
        });
        await ReadAsync("c.id, c.price_id, c.use_count", $"{db.ThenJoin} access_code c on c.workspace_id = @ws and c.assignee_id = k.id and c.state = 'Active' {db.ThenJoin} code_batch b on b.workspace_id = @ws and b.id = c.batch_id and b.agreement_id = @agreement order by c.id", row =>
        {
            var under = known.Of(row.Guid(0));
            known._under[row.Guid(0)] = row.Int(3) > 0 ? under with { UsedPrice = row.GuidOrNull(2) } : under with { Unused = row.Guid(1), UnusedPrice = row.GuidOrNull(2) };
        });
        return known;
    }
}
