using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Latchstring.Offerings;

namespace Latchstring.Partners;

/// <summary>One pasted line. <paramref name="Number"/> counts the lines of what was pasted, from 1.</summary>
public sealed record PastedLine(int Number, IReadOnlyDictionary<string, string?> Typed);

/// <summary>
/// Rows out of a spreadsheet as they come from the clipboard: separated by tabs, semicolons or commas, with titles above them or without, in the
/// order that somebody happens to have (S1.48, S1.86).
/// </summary>
/// <param name="Titles">What stands above the columns; without titles, what the first row has.</param>
/// <param name="Keys">What each column is taken for; null = it is left out. The reader may say it otherwise.</param>
public sealed partial record PastedGuests(bool HasTitles, IReadOnlyList<string> Titles, IReadOnlyList<string?> Keys, IReadOnlyList<PastedLine> Lines)
{
    public const int LongestText = 2_000_000;

    private const int LongestCell = 2_000;

    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal);

    static PastedGuests()
    {
        foreach (var (key, names) in new[]
        {
            (GuestFields.Email, "email emailaddress mail mailaddress emailadresse mailadresse courriel adressemail adresseemail adresseelectronique"),
            (GuestFields.FirstName, "firstname first forename givenname vorname prenom"),
            (GuestFields.LastName, "lastname last surname familyname nachname familienname name nom nomdefamille"),
            (GuestFields.Phone, "phone phonenumber telephone mobile mobilephone telefon telefonnummer mobil handy tel portable"),
            (GuestFields.Locale, "language locale lang sprache langue"),
        })
        {
            foreach (var name in names.Split(' '))
                Known[name] = key;
        }
    }

    /// <param name="keys">What the reader said the columns are; null = find out.</param>
    public static PastedGuests Read(string text, GuestForm form, IReadOnlyList<string?>? keys = null)
    {
        var rows = Rows(text);
        var offered = form.Fields.Select(field => field.Key).Append(GuestFields.Locale).ToHashSet(StringComparer.Ordinal);
        var columns = rows.Count == 0 ? 0 : rows.Max(row => row.Cells.Length);
        var first = rows.Count == 0 ? [] : rows[0].Cells;
        var named = first.Select(cell => KeyOf(cell, form)).ToArray();
        var titles = !Array.Exists(first, HasAddress) && Array.Exists(named, key => key is not null && offered.Contains(key));
        if (titles)
            rows.RemoveAt(0);
        string?[] guess = titles ? [.. Enumerable.Range(0, columns).Select(i => i < named.Length && named[i] is { } key && offered.Contains(key) ? key : null)] : Guess(rows, columns, form);
        string?[] chosen = keys is null ? guess : [.. Enumerable.Range(0, columns).Select(i => i < keys.Count ? keys[i] is { } key && offered.Contains(key) ? key : null : guess[i])];
        return new PastedGuests(titles, [.. Enumerable.Range(0, columns).Select(i => i < first.Length ? first[i] : "")], chosen, rows.ConvertAll(row => new PastedLine(row.Number, Typed(row.Cells, chosen, offered))));
    }

    private static List<(int Number, string[] Cells)> Rows(string text)
    {
        var plain = QuotedName().Replace(text.TrimStart('\uFEFF').ReplaceLineEndings("\n"), "${name}");
        var rows = new List<(int, string[])>();
        var parser = new CsvParser(new StringReader(plain), DelimiterOf(plain), LongestCell);
        while (parser.Read() is var outcome && outcome != CsvParser.Outcome.End)
        {
            string[] cells = outcome == CsvParser.Outcome.CellTooLong ? ["…"] : [.. parser.Cells.Select(cell => cell.ReplaceLineEndings(" ").Trim())];
            if (Array.Exists(cells, cell => cell.Length > 0))
                rows.Add((parser.RowNumber, cells));
        }
        return rows;
    }

    /// <summary>Spreadsheets copy tabs; files have semicolons or commas.</summary>
    private static char DelimiterOf(string text)
    {
        var sample = text[..Math.Min(text.Length, 2_000)];
        return sample.Contains('\t', StringComparison.Ordinal) ? '\t' : sample.Contains(';', StringComparison.Ordinal) ? ';' : ',';
    }

    private static bool HasAddress(string cell) => EmailAddress.IsOne(AddressIn(cell).Email);

    /// <summary>A column of addresses is one; what else there is takes the names and the rest of the form in order.</summary>
    private static string?[] Guess(List<(int Number, string[] Cells)> rows, int columns, GuestForm form)
    {
        var keys = new string?[columns];
        if (columns == 0)
            return keys;
        var sample = rows.Take(50).ToList();
        var address = Enumerable.Range(0, columns).MaxBy(i => sample.Count(row => i < row.Cells.Length && HasAddress(row.Cells[i])));
        keys[address] = GuestFields.Email;
        var others = new Queue<string>(form.Fields.Select(field => field.Key).Where(key => key != GuestFields.Email));
        for (var i = 0; i < columns && others.Count > 0; i++)
        {
            if (i != address)
                keys[i] = others.Dequeue();
        }
        return keys;
    }

    private static Dictionary<string, string?> Typed(string[] cells, string?[] keys, HashSet<string> offered)
    {
        var typed = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var i = 0; i < cells.Length && i < keys.Length; i++)
        {
            if (keys[i] is { } key && cells[i].Length > 0)
                typed[key] = key == GuestFields.Locale ? Language(cells[i]) : cells[i];
        }
        if (typed.GetValueOrDefault(GuestFields.Email) is { } email && AddressIn(email) is var named && named.Email != email)
        {
            typed[GuestFields.Email] = named.Email;
            if (named.First is not null && offered.Contains(GuestFields.FirstName))
                typed.TryAdd(GuestFields.FirstName, named.First);
            if (named.Last is not null && offered.Contains(GuestFields.LastName))
                typed.TryAdd(GuestFields.LastName, named.Last);
        }
        return typed;
    }

    /// <summary>"Anna Ng &lt;anna@example.org&gt;", as mail programs copy it.</summary>
    private static (string Email, string? First, string? Last) AddressIn(string cell)
    {
        if (NamedAddress().Match(cell) is not { Success: true } match)
            return (cell, null, null);
        var words = match.Groups["name"].Value.Trim(' ', '"', '\'').Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (match.Groups["email"].Value, words.Length > 1 ? string.Join(' ', words[..^1]) : null, words.Length > 0 ? words[^1] : null);
    }

    private static string? KeyOf(string title, GuestForm form)
    {
        var name = Plain(title);
        return Known.GetValueOrDefault(name) ?? form.Fields.FirstOrDefault(field => field.Property is { } property && (Plain(property.Label) == name || field.Key == title))?.Key;
    }

    private static string Language(string cell) => Plain(cell) switch
    {
        "de" or "deutsch" or "german" or "allemand" => "de",
        "fr" or "francais" or "french" or "franzosisch" => "fr",
        "en" or "english" or "englisch" or "anglais" => "en",
        _ => cell,
    };

    /// <summary>Letters and digits only, without case and accents.</summary>
    private static string Plain(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD).Where(c => char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)).ToLowerInvariant();

    /// <summary>The quotation marks of a name before an address are no cell's.</summary>
    [GeneratedRegex("\"(?<name>[^\"\n]*)\"(?= ?<)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex QuotedName();

    [GeneratedRegex(@"^(?<name>[^<>]*)<\s*(?<email>[^<>\s]+@[^<>\s]+)\s*>$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamedAddress();
}

/// <summary>Reads and checks what was pasted, for whoever may invite (S1.86).</summary>
public sealed class PasteGuests(Data.Database database, CheckGuests check)
{
    public async Task<Result<(PastedGuests Pasted, CheckedGuests Checked)>> RunAsync(Actor actor, Guid agreementId, string? text, IReadOnlyList<string?>? keys = null, CancellationToken cancellationToken = default)
    {
        if (text is { Length: > PastedGuests.LongestText })
            return PartnerRefusals.TooMany;
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Partnership.FindAsync(db, actor, agreementId, toInvite: true, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var pasted = PastedGuests.Read(text ?? "", await GuestForm.ReadAsync(db, found.Value.Settings, cancellationToken), keys);
        var result = await check.RunAsync(actor, agreementId, [.. pasted.Lines.Select(line => line.Typed)], cancellationToken);
        return result.Ok ? (pasted, result.Value) : result.Problem;
    }
}
