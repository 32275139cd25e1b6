using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>What one person has for a property.</summary>
public sealed record PersonValue(Property Property, string Value);

/// <summary>Reads and writes what people have for the properties of their workspace.</summary>
internal static class PersonValues
{
    public static async Task<IReadOnlyList<PersonValue>> OfAsync(Db db, Guid personId, CancellationToken cancellationToken)
    {
        var rows = await (from v in db.PersonProperties.AsNoTracking() where v.PersonId == personId join p in db.Properties on v.PropertyId equals p.Id select new { p, v.Value }).ToListAsync(cancellationToken);
        return [.. rows.OrderBy(row => row.p.Label, StringComparer.OrdinalIgnoreCase).Select(row => new PersonValue(row.p, row.Value))];
    }

    /// <summary>
    /// Sets what was typed; a value that stays is not looked at again, whatever the property asks for by now. Gives the labels of what changed.
    /// The caller saves.
    /// </summary>
    public static async Task<Result<IReadOnlyList<string>>> SetAsync(Db db, Guid personId, IReadOnlyDictionary<Guid, string?>? typed, CancellationToken cancellationToken)
    {
        if (typed is null || typed.Count == 0)
            return Array.Empty<string>();
        var properties = await db.Properties.AsNoTracking().ToDictionaryAsync(p => p.Id, cancellationToken);
        var now = await db.PersonProperties.Where(v => v.PersonId == personId).ToDictionaryAsync(v => v.PropertyId, cancellationToken);
        var (changed, wrong) = (new List<string>(), new List<Problem>());
        foreach (var (id, text) in typed)
        {
            var had = now.GetValueOrDefault(id);
            if (had is not null && had.Value == text?.Trim())
                continue;
            if (!properties.TryGetValue(id, out var property) || property.ArchivedAt is not null)
            {
                wrong.Add(Problem.Invalid(PropertyValue.FieldOf(id), "This property does not exist here, or is archived."));
                continue;
            }
            var read = PropertyValue.Read(property, text);
            if (!read.Ok)
                wrong.Add(read.Problem);
            else if (property.IsIdentifier && read.Value is { } value && await db.PersonProperties.AnyAsync(v => v.PropertyId == id && v.Value == value && v.PersonId != personId, cancellationToken))
                wrong.Add(Problem.Invalid(PropertyValue.FieldOf(id), "Somebody else has this already, and it tells people apart."));
            else if (Put(db, personId, property, had, read.Value))
                changed.Add(property.Label);
        }
        return wrong.Count == 0 ? changed : wrong[0] with { Also = wrong[1..] };
    }

    private static bool Put(Db db, Guid personId, Property property, PersonProperty? had, string? value)
    {
        if (had?.Value == value)
            return false;
        if (value is null)
            db.Remove(had!);
        else if (had is not null)
            had.Value = value;
        else
            db.Add(new PersonProperty { WorkspaceId = db.WorkspaceId, PersonId = personId, PropertyId = property.Id, Value = value });
        return true;
    }
}
