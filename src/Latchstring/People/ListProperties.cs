using Latchstring.Data;

namespace Latchstring.People;

/// <param name="People">How many people have a value.</param>
public sealed record PropertyRow(Property Property, int People);

/// <summary>The properties of the workspace by name. There are few, so they come at once.</summary>
public sealed class ListProperties(Database database)
{
    public async Task<Result<IReadOnlyList<PropertyRow>>> RunAsync(Actor actor, bool archived = false, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return (await db.QueryAsync(
            $"""
            select p.id, p.label, p.description, p.type, p.choices, p.is_identifier, p.created_at, p.archived_at, p.version,
              (select count(*) from person_property v where v.workspace_id = p.workspace_id and v.property_id = p.id)
            from property p where p.workspace_id = @ws{(archived ? "" : " and p.archived_at is null")} order by lower(p.label), p.id
            """,
            row => new PropertyRow(Of(db.WorkspaceId, row), row.Int(9)), cancellationToken)).ToList();
    }

    public async Task<Result<PropertyRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        var all = await RunAsync(actor, archived: true, cancellationToken);
        return !all.Ok ? all.Problem : all.Value.FirstOrDefault(row => row.Property.Id == id) is { } found ? found : Problem.NotFound("property");
    }

    private static Property Of(Guid workspace, Row row) => new()
    {
        WorkspaceId = workspace,
        Id = row.Guid(0),
        Label = row.Text(1),
        Description = row.TextOrNull(2),
        Type = row.Enum<PropertyType>(3),
        Choices = row.TextOrNull(4),
        IsIdentifier = row.Bool(5),
        CreatedAt = row.Time(6),
        ArchivedAt = row.TimeOrNull(7),
        Version = row.Int(8),
    };
}
