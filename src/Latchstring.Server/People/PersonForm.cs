using System.Globalization;
using Latchstring.People;

namespace Latchstring.Server.People;

/// <summary>A person as it was typed.</summary>
public sealed class PersonForm
{
    public string? Email { get; set; }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }
    public string? Phone { get; set; }
    public string? ClientId { get; set; }
    public string? Locale { get; set; }
    public string? Note { get; set; }
    public string? Segment { get; set; }
    public string? LocationId { get; set; }
    public string? Membership { get; set; }
    public string? Credits { get; set; }

    /// <summary>Credits that stood in the form, untouched unless <see cref="Credits"/> differs.</summary>
    public string? CreditsSeen { get; set; }
    public int? Version { get; set; }

    /// <summary>For the properties; read from the form by <see cref="PropertiesOf"/>, since their names are not known here.</summary>
    internal IReadOnlyDictionary<Guid, string?>? Values { get; set; }

    internal static Dictionary<Guid, string?> PropertiesOf(IFormCollection form)
    {
        var values = new Dictionary<Guid, string?>();
        foreach (var (name, value) in form.Where(field => field.Key.StartsWith("property-", StringComparison.Ordinal)))
        {
            if (Guid.TryParse(name["property-".Length..], out var id))
                values[id] = value.ToString();
        }
        return values;
    }

    /// <summary>What cannot be read becomes a value that no rule allows, so that the verb names the field.</summary>
    public PersonFields Fields => new(
        Email, FirstName, LastName, Phone, ClientId, Locale, Note, Choice<Segment>(Segment),
        string.IsNullOrEmpty(LocationId) ? null : Guid.TryParse(LocationId, out var location) ? location : Guid.AllBitsSet, Choice<Membership>(Membership) ?? Latchstring.People.Membership.Active, Number(Credits))
    { Values = Values };

    public PersonFields Seen => Fields with { Credits = Number(CreditsSeen) };

    public static PersonForm Of(Person p, IReadOnlyList<PersonValue>? values = null)
    {
        var credits = p.Credits?.ToString(CultureInfo.InvariantCulture);
        return new()
        {
            Email = p.Email,
            FirstName = p.FirstName,
            LastName = p.LastName,
            Phone = p.Phone,
            ClientId = p.ClientId,
            Locale = p.Locale,
            Note = p.Note,
            Segment = p.Segment?.ToString(),
            LocationId = p.LocationId?.ToString(),
            Membership = p.Membership.ToString(),
            Credits = credits,
            CreditsSeen = credits,
            Version = p.Version,
            Values = values?.ToDictionary(v => v.Property.Id, v => (string?)v.Value),
        };
    }

    private static T? Choice<T>(string? text) where T : struct, Enum =>
        string.IsNullOrEmpty(text) ? null : Enum.TryParse<T>(text, out var value) && Enum.IsDefined(value) ? value : (T)Enum.ToObject(typeof(T), -1);

    private static int? Number(string? text) => string.IsNullOrWhiteSpace(text) ? null : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
