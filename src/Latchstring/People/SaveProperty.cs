using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <param name="Id">Null = a new one.</param>
/// <param name="Type">Stays what it was made as.</param>
/// <param name="Choices">One a line.</param>
public sealed record PropertyInput(Guid? Id, string? Label, PropertyType Type = PropertyType.Text, string? Description = null, string? Choices = null, bool IsIdentifier = false, int? Version = null);

/// <summary>Makes or changes a property of people (S0.48). What people have for it stays as it is.</summary>
public sealed class SaveProperty(Database database)
{
    public const int MostChoices = 200;

    public async Task<Result<Property>> RunAsync(Actor actor, PropertyInput input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        return await database.WriteAsync<Property>(actor.WorkspaceId, async db =>
        {
            var now = input.Id is { } id ? await db.Properties.SingleOrDefaultAsync(p => p.Id == id, cancellationToken) : null;
            if (input.Id is not null && now is null)
                return Problem.NotFound("property");
            var property = now ?? new Property { WorkspaceId = actor.WorkspaceId, Label = "", Type = input.Type, CreatedAt = database.Now };
            var choices = property.Type == PropertyType.Choice ? string.Join('\n', (input.Choices ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)) : null;
            if (await RefusalAsync(db, input, property, choices, cancellationToken) is { } problem)
                return problem;
            if (input.Version is { } version && now is not null)
                db.Entry(property).Property(p => p.Version).OriginalValue = version;
            (property.Label, property.Description, property.Choices, property.IsIdentifier) = (input.Label!.Trim(), input.Description.OrNull(), choices, input.IsIdentifier);
            if (now is null)
                db.Add(property);
            db.Add(AuditEntry.By(actor, database.Now, now is null ? "property.created" : "property.edited", "property", property.Id, new { property.Label, property.Type, property.IsIdentifier }));
            await db.SaveChangesAsync(cancellationToken);
            return property;
        }, cancellationToken);
    }

    private static async Task<Problem?> RefusalAsync(Db db, PropertyInput input, Property property, string? choices, CancellationToken cancellationToken)
    {
        var label = (input.Label ?? "").Trim();
        var taken = (await db.Properties.AsNoTracking().ToListAsync(cancellationToken)).Any(p => p.Id != property.Id && string.Equals(p.Label, label, StringComparison.OrdinalIgnoreCase));
        var lines = (choices ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new Check()
            .Required(input.Label, "label", 100)
            .That(!taken, "label", "There is a property with this name already.")
            .That(Enum.IsDefined(property.Type), "type", "Choose what kind of value it has.")
            .Lines(input.Description, "description", 1_000)
            .That(property.Type != PropertyType.Choice || lines.Length > 0, "choices", "Write at least one choice, each on a line of its own.")
            .That(lines.Length <= MostChoices && lines.All(line => line.Length <= 100), "choices", "At most {0} choices of {1} characters each.", MostChoices, 100)
            .That(Texts.IsPlain(choices), "choices", "Control characters are not allowed here.")
            .That(!input.IsIdentifier || property.Type is PropertyType.Text or PropertyType.Number, "isIdentifier", "Only a text or a number tells people apart.")
            .Problem;
    }
}
