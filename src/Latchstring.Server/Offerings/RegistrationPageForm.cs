using Latchstring.Offerings;
using Latchstring.People;

namespace Latchstring.Server.Offerings;

/// <summary>What the page about the registration page sends back: a row for everything that can be asked for.</summary>
public sealed class RegistrationPageForm
{
    public int? Version { get; set; }
    public List<Row> Rows { get; set; } = [];

    /// <summary>An <see cref="Ask"/> of <c>optional</c> or <c>required</c>; anything else = it is not asked for.</summary>
    public sealed class Row
    {
        public string? Key { get; set; }
        public string? Ask { get; set; }
        public bool ReadOnly { get; set; }
    }

    public static RegistrationPageForm Of(Offering offering, IReadOnlyList<Property> properties)
    {
        var asked = RegistrationFields.Of(offering);
        var keys = asked.Select(field => field.Key).Append(RegistrationField.Phone).Concat(properties.Select(property => property.Id.ToString())).Distinct(StringComparer.Ordinal)
            .Where(key => !Guid.TryParse(key, out var id) || properties.Any(property => property.Id == id));
        return new() { Version = offering.Version, Rows = [.. keys.Select(key => RowOf(key, asked.FirstOrDefault(field => field.Key == key)))] };
    }

    public IReadOnlyList<RegistrationField> Fields =>
        [.. Rows.Where(row => row.Key is not null && (row.Ask is "optional" or "required" || (row.ReadOnly && RegistrationFields.IsAlways(row.Key)))).Select(row => new RegistrationField(row.Key!, row.Ask == "required", row.ReadOnly))];

    private static Row RowOf(string key, RegistrationField? field) => new() { Key = key, Ask = field is null ? "" : field.Required ? "required" : "optional", ReadOnly = field?.ReadOnly ?? false };
}
