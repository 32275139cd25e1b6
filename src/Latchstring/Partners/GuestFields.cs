using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>What a partner entered for one guest: text by key, blanks left out. It is kept on the invitation and changes no person.</summary>
public sealed class GuestFields
{
    public const string Email = RegistrationField.Email, FirstName = RegistrationField.FirstName, LastName = RegistrationField.LastName, Phone = RegistrationField.Phone, Locale = "locale";
    private readonly Dictionary<string, string> _values;

    private GuestFields(Dictionary<string, string> values) => _values = values;

    public string? this[string key] => _values.GetValueOrDefault(key);

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>From <see cref="Invitations.Invitation.Guest"/>.</summary>
    public static GuestFields Of(string? json) => new(json is null ? [] : JsonSerializer.Deserialize<Dictionary<string, string>>(json)!);

    /// <summary>As typed: trimmed, the address lower-cased.</summary>
    public static GuestFields Of(IEnumerable<KeyValuePair<string, string?>> typed)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, text) in typed)
        {
            if (text.OrNull() is { } value)
                values[key] = key == Email ? EmailAddress.Normalize(value)! : value;
        }
        return new GuestFields(values);
    }

    public string ToJson() => JsonSerializer.Serialize(_values, AuditJson.Options);
}

/// <summary>One thing that the form for a guest asks for.</summary>
/// <param name="Property">Null for the ones that everybody has.</param>
public sealed record GuestField(string Key, bool Required, Property? Property);

/// <summary>The form for a guest of one event: the e-mail address always, the rest as its organizer chose (S1.38, S1.39).</summary>
public sealed record GuestForm(IReadOnlyList<GuestField> Fields)
{
    public const int LongestValue = 100;

    public static async Task<GuestForm> ReadAsync(Db db, PartnerSettings? settings, CancellationToken cancellationToken)
    {
        var chosen = settings?.Fields is { } json
            ? JsonSerializer.Deserialize<List<RegistrationField>>(json, JsonSerializerOptions.Web)!
            : [new RegistrationField(GuestFields.FirstName), new RegistrationField(GuestFields.LastName)];
        var properties = chosen.Exists(field => field.PropertyId is not null) ? await db.Properties.AsNoTracking().Where(p => p.ArchivedAt == null).ToDictionaryAsync(p => p.Id, cancellationToken) : [];
        return new GuestForm(
        [
            new GuestField(GuestFields.Email, true, null),
            .. chosen.Where(field => field.Key is GuestFields.FirstName or GuestFields.LastName or GuestFields.Phone || (field.PropertyId is { } id && properties.ContainsKey(id)))
                .DistinctBy(field => field.Key).Select(field => new GuestField(field.Key, field.Required, field.PropertyId is { } id ? properties[id] : null)),
        ]);
    }

    /// <summary>What was typed as it is kept, or what is wrong with it, one problem a field. Keys that the form does not ask for are an error of programs, not of people.</summary>
    public Result<GuestFields> Read(IReadOnlyDictionary<string, string?> typed)
    {
        var (check, values) = (new Check(), new Dictionary<string, string?>(StringComparer.Ordinal));
        foreach (var (key, text) in typed)
        {
            check.That(key == GuestFields.Locale || Fields.Any(field => field.Key == key), key, "The form does not ask for this.");
            values[key] = text;
        }
        foreach (var field in Fields)
        {
            var text = typed.GetValueOrDefault(field.Key).OrNull();
            check.That(text is not null || !field.Required, field.Key, "Please fill this in.").Line(text, field.Key, field.Key == GuestFields.Email ? 254 : field.Property is null ? LongestValue : PropertyValue.Longest);
            check.That(text is null || IsWellFormed(text), field.Key, "This text holds a broken character. Type it again.");
            if (field.Key == GuestFields.Email)
                check.That(EmailAddress.IsOne(text), field.Key, "Enter an e-mail address such as anna@example.org.");
            if (field.Key == GuestFields.Phone)
                check.That(text is null || (text.Length <= 40 && text.Count(char.IsAsciiDigit) is >= 3 and <= 20 && text.All(c => char.IsAsciiDigit(c) || " +-()/.".Contains(c, StringComparison.Ordinal))), field.Key, "Enter a phone number such as +49 30 1234567.");
            if (field.Property is null || text is null)
                continue;
            var read = PropertyValue.Read(field.Property, text);
            if (read.Ok)
                values[field.Key] = read.Value;
            else
                check.That(false, field.Key, read.Problem.Sentence, read.Problem.Arguments);
        }
        check.That(typed.GetValueOrDefault(GuestFields.Locale).OrNull() is null or "en" or "de" or "fr", GuestFields.Locale, "Choose one of the languages.");
        return check.Problem is { } problem ? problem : GuestFields.Of(values);
    }

    /// <summary>Half of a pair of surrogates cannot be stored as JSON by every database.</summary>
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }
        return true;
    }
}
