using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Offerings;
using Latchstring.People;

namespace Latchstring.Redemptions;

/// <summary>What somebody is registered with: typed, or known and not to be changed.</summary>
public sealed record GuestDetails(string? FirstName, string? LastName, string? Email, string? Phone, IReadOnlyDictionary<Guid, string?> Values)
{
    /// <summary>What is known, to fill the page in with.</summary>
    public static GuestDetails Of(KnownGuest known) =>
        new(known.Person?.FirstName, known.Person?.LastName, known.Person?.Email, known.Person?.Phone, known.Values.ToDictionary(v => v.Property.Id, v => (string?)v.Value));

    /// <summary>Field → value, as kept with an invitation or a registration.</summary>
    public static GuestDetails Read(string? json, Func<string, bool>? which = null)
    {
        var all = json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(json, AuditJson.Options)!;
        string? One(string key) => which?.Invoke(key) == false ? null : all.GetValueOrDefault(key);
        return new(One(RegistrationField.FirstName), One(RegistrationField.LastName), One(RegistrationField.Email), One(RegistrationField.Phone),
            all.Keys.Where(key => Guid.TryParse(key, out _)).ToDictionary(Guid.Parse, One));
    }

    public string ToJson()
    {
        string[] built = [RegistrationField.FirstName, RegistrationField.LastName, RegistrationField.Email, RegistrationField.Phone];
        return JsonSerializer.Serialize(
            built.Concat(Values.Keys.Select(id => id.ToString())).Where(key => this[key].OrNull() is not null).ToDictionary(key => key, key => this[key]!.Trim(), StringComparer.Ordinal), AuditJson.Options);
    }

    /// <summary>Whether a page shows it without letting it be changed.</summary>
    public static bool IsFixed(RegistrationField field, GuestDetails known) => field.ReadOnly && !string.IsNullOrWhiteSpace(known[field.Key]);

    public string? this[string key] => key switch
    {
        RegistrationField.FirstName => FirstName,
        RegistrationField.LastName => LastName,
        RegistrationField.Email => Email,
        RegistrationField.Phone => Phone,
        _ => Guid.TryParse(key, out var id) ? Values.GetValueOrDefault(id) : null,
    };

    /// <summary>
    /// What counts of what was typed: read-only things come from what is known, whatever a form sent, and what was not asked for is dropped.
    /// </summary>
    public GuestDetails Over(KnownGuest known, IReadOnlyList<RegistrationField> fields) => Over(Of(known), fields);

    public GuestDetails Over(GuestDetails now, IReadOnlyList<RegistrationField> fields)
    {
        string? Take(string key) => fields.FirstOrDefault(field => field.Key == key) is not { } field ? now[key] : IsFixed(field, now) ? now[key] : this[key].OrNull();
        return new GuestDetails(
            Take(RegistrationField.FirstName), Take(RegistrationField.LastName), Take(RegistrationField.Email), Take(RegistrationField.Phone),
            fields.Select(field => field.PropertyId).OfType<Guid>().Distinct().ToDictionary(id => id, id => Take(id.ToString())));
    }

    /// <summary>All that is wrong with it.</summary>
    public Problem? Refusal(IReadOnlyList<RegistrationField> fields, IReadOnlyDictionary<Guid, Property> properties)
    {
        var check = new Check().Required(FirstName, "firstName", 100).Required(LastName, "lastName", 100)
            .That(Person.IsEmail(Email?.Trim()), "email", "Enter an e-mail address such as anna@example.org.").Line(Phone, "phone", 100);
        foreach (var field in fields.Where(field => field.Required))
            check.That(!string.IsNullOrWhiteSpace(this[field.Key]), field.PropertyId is { } id ? PropertyValue.FieldOf(id) : field.Key, "Please fill this in.");
        var problems = new List<Problem>();
        if (check.Problem is { } first)
            problems.AddRange(first.Also.Prepend(first with { Also = [] }));
        foreach (var (id, text) in Values)
        {
            if (properties.TryGetValue(id, out var property) && PropertyValue.Read(property, text) is { Ok: false, Problem: var wrong })
                problems.Add(wrong);
        }
        return problems.Count == 0 ? null : problems[0] with { Also = problems[1..] };
    }
}
