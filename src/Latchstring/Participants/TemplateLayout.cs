using System.Text.Json;
using Latchstring.Agreements;
using Latchstring.Audit;

namespace Latchstring.Participants;

/// <summary>What a column of a participants' file holds (S0.49).</summary>
public enum ColumnHolds { Ignored, Email, FirstName, LastName, Phone, ClientId, Locale, Notes, Property, Price, Code }

/// <param name="Heading">As it stands in the first row of the file.</param>
/// <param name="PropertyId">Which property, for <see cref="ColumnHolds.Property"/>.</param>
public sealed record TemplateColumn(string Heading, ColumnHolds Holds, Guid? PropertyId = null);

public enum MatchOn { Email, ClientId, Phone, Property }

/// <summary>One of the things people are recognised by.</summary>
public sealed record MatchCriterion(MatchOn On, Guid? PropertyId = null);

/// <summary>The columns of a file in order, and what people are recognised by, in order: the first hit counts (S0.50).</summary>
public sealed record TemplateLayout(IReadOnlyList<TemplateColumn> Columns, IReadOnlyList<MatchCriterion> Match)
{
    /// <summary>For an agreement that has chosen no template: every built-in column, recognised by what tells its participants apart (S0.43).</summary>
    public static TemplateLayout Default(Agreement? agreement, string? property = null)
    {
        var first = agreement?.Identifier switch
        {
            UniqueIdentifier.Email => new MatchCriterion(MatchOn.Email),
            UniqueIdentifier.Property when agreement.IdentifierId is not null => new MatchCriterion(MatchOn.Property, agreement.IdentifierId),
            _ => new MatchCriterion(MatchOn.ClientId),
        };
        List<TemplateColumn> columns =
        [
            new("First name", ColumnHolds.FirstName), new("Last name", ColumnHolds.LastName), new("E-mail", ColumnHolds.Email), new("Phone", ColumnHolds.Phone), new("Client number", ColumnHolds.ClientId),
            new("Language", ColumnHolds.Locale), new("Notes", ColumnHolds.Notes), new("Price", ColumnHolds.Price), new("Invitation code", ColumnHolds.Code),
        ];
        if (first.On == MatchOn.Property && property is not null)
            columns.Insert(0, new(property, ColumnHolds.Property, first.PropertyId));
        MatchCriterion[] others = [new(MatchOn.Email), new(MatchOn.ClientId), new(MatchOn.Phone)];
        return new(columns, [first, .. others.Where(other => other != first)]);
    }

    public static TemplateLayout Of(CsvTemplate template) => new(
        JsonSerializer.Deserialize<List<TemplateColumn>>(template.Columns, AuditJson.Options)!, JsonSerializer.Deserialize<List<MatchCriterion>>(template.Match, AuditJson.Options)!);

    public string ColumnsJson => JsonSerializer.Serialize(Columns, AuditJson.Options);

    public string MatchJson => JsonSerializer.Serialize(Match, AuditJson.Options);

    /// <summary>What a heading probably means, in English, German or French, or by the name of a property.</summary>
    public static TemplateColumn Guess(string heading, IReadOnlyList<(Guid Id, string Label)> properties)
    {
        var text = heading.Trim();
        if (properties.FirstOrDefault(p => string.Equals(p.Label, text, StringComparison.OrdinalIgnoreCase)) is { Id: var id } && id != Guid.Empty)
            return new(text, ColumnHolds.Property, id);
        var plain = string.Concat(text.Normalize(System.Text.NormalizationForm.FormD).Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return new(text, plain switch
        {
            "email" or "mail" or "emailaddress" or "emailadresse" or "adresseemail" or "courriel" => ColumnHolds.Email,
            "firstname" or "vorname" or "prenom" or "givenname" => ColumnHolds.FirstName,
            "lastname" or "surname" or "nachname" or "name" or "nom" or "nomdefamille" or "familyname" => ColumnHolds.LastName,
            "phone" or "mobile" or "telefon" or "handy" or "mobil" or "telephone" or "portable" => ColumnHolds.Phone,
            "clientid" or "clientnumber" or "kundennummer" or "numeroclient" => ColumnHolds.ClientId,
            "locale" or "language" or "sprache" or "langue" => ColumnHolds.Locale,
            "notes" or "note" or "notiz" or "notizen" or "remarques" => ColumnHolds.Notes,
            "price" or "preis" or "prix" => ColumnHolds.Price,
            "code" or "invitationcode" or "einladungscode" or "codedinvitation" => ColumnHolds.Code,
            _ => ColumnHolds.Ignored,
        });
    }
}
