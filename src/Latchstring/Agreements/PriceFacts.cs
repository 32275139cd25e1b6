using System.Globalization;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

/// <summary>What price rules may know of a person.</summary>
/// <param name="Properties">As they are stored, by id of the property.</param>
public sealed record PersonFacts(Segment? Segment, string? EmailDomain, IReadOnlyDictionary<Guid, string> Properties)
{
    /// <summary>Somebody who has not said who they are.</summary>
    public static readonly PersonFacts Unknown = new(null, null, new Dictionary<Guid, string>());

    public static async Task<IReadOnlyDictionary<Guid, PersonFacts>> ReadAsync(Db db, IReadOnlyCollection<Guid> people, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, PersonFacts>();
        var values = (await db.PersonProperties.AsNoTracking().Where(p => people.Contains(p.PersonId)).ToListAsync(cancellationToken)).ToLookup(p => p.PersonId);
        foreach (var person in await db.People.Where(p => people.Contains(p.Id)).Select(p => new { p.Id, p.Segment, p.Email }).ToListAsync(cancellationToken))
            found[person.Id] = new PersonFacts(person.Segment, DomainOf(person.Email), values[person.Id].ToDictionary(p => p.PropertyId, p => p.Value));
        return found;
    }

    public static string? DomainOf(string? email) => email is not null && email.LastIndexOf('@') is >= 0 and var at ? email[(at + 1)..] : null;
}

/// <summary>All that a rule may ask about, at one moment.</summary>
/// <param name="Chosen">The offering that was chosen, or the only one; null = none yet.</param>
/// <param name="Day">Today in the zone of the workspace.</param>
/// <param name="Redeemed">How many of the agreement were redeemed before.</param>
public sealed record PriceFacts(PersonFacts Person, Guid? Chosen, DateOnly Day, int Redeemed)
{
    public string? Of(PriceCondition condition) => condition.Subject switch
    {
        ConditionSubject.Property => Person.Properties.GetValueOrDefault(condition.PropertyId ?? Guid.Empty),
        ConditionSubject.Segment => Person.Segment?.ToString(),
        ConditionSubject.EmailDomain => Person.EmailDomain,
        ConditionSubject.Offering => Chosen?.ToString(),
        ConditionSubject.Date => Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Redeemed.ToString(CultureInfo.InvariantCulture),
    };
}
