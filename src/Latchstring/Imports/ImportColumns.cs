using System.Globalization;
using System.Text;
using Latchstring.People;

namespace Latchstring.Imports;

public enum ImportColumn { Email, FirstName, LastName, Name, Phone, ClientId, Locale, Segment, Location, Membership, Credits, Note }

/// <summary>Which column of a file means what, by its heading in English, German or French, whatever its case, spaces and accents.</summary>
internal sealed class ImportColumns
{
    private static readonly Dictionary<string, ImportColumn> Headings = new(StringComparer.Ordinal)
    {
        ["email"] = ImportColumn.Email,
        ["mail"] = ImportColumn.Email,
        ["emailaddress"] = ImportColumn.Email,
        ["emailadresse"] = ImportColumn.Email,
        ["adresseemail"] = ImportColumn.Email,
        ["courriel"] = ImportColumn.Email,
        ["firstname"] = ImportColumn.FirstName,
        ["vorname"] = ImportColumn.FirstName,
        ["prenom"] = ImportColumn.FirstName,
        ["lastname"] = ImportColumn.LastName,
        ["surname"] = ImportColumn.LastName,
        ["nachname"] = ImportColumn.LastName,
        ["nomdefamille"] = ImportColumn.LastName,
        ["nom"] = ImportColumn.LastName,
        ["name"] = ImportColumn.Name,
        ["phone"] = ImportColumn.Phone,
        ["mobile"] = ImportColumn.Phone,
        ["telefon"] = ImportColumn.Phone,
        ["handy"] = ImportColumn.Phone,
        ["mobil"] = ImportColumn.Phone,
        ["telephone"] = ImportColumn.Phone,
        ["portable"] = ImportColumn.Phone,
        ["clientid"] = ImportColumn.ClientId,
        ["clientnumber"] = ImportColumn.ClientId,
        ["kundennummer"] = ImportColumn.ClientId,
        ["mitgliedsnummer"] = ImportColumn.ClientId,
        ["numeroclient"] = ImportColumn.ClientId,
        ["locale"] = ImportColumn.Locale,
        ["language"] = ImportColumn.Locale,
        ["sprache"] = ImportColumn.Locale,
        ["langue"] = ImportColumn.Locale,
        ["segment"] = ImportColumn.Segment,
        ["group"] = ImportColumn.Segment,
        ["gruppe"] = ImportColumn.Segment,
        ["groupe"] = ImportColumn.Segment,
        ["location"] = ImportColumn.Location,
        ["standort"] = ImportColumn.Location,
        ["site"] = ImportColumn.Location,
        ["membership"] = ImportColumn.Membership,
        ["mitgliedschaft"] = ImportColumn.Membership,
        ["adhesion"] = ImportColumn.Membership,
        ["credits"] = ImportColumn.Credits,
        ["guthaben"] = ImportColumn.Credits,
        ["note"] = ImportColumn.Note,
        ["notiz"] = ImportColumn.Note,
    };

    private static readonly Dictionary<string, Segment> SegmentWords = new(StringComparer.Ordinal)
    {
        ["lead"] = Segment.Lead,
        ["kontakt"] = Segment.Lead,
        ["piste"] = Segment.Lead,
        ["prospect"] = Segment.Prospect,
        ["interessent"] = Segment.Prospect,
        ["trial"] = Segment.Trial,
        ["probe"] = Segment.Trial,
        ["essai"] = Segment.Trial,
        ["member"] = Segment.Member,
        ["mitglied"] = Segment.Member,
        ["membre"] = Segment.Member,
        ["guest"] = Segment.Guest,
        ["gast"] = Segment.Guest,
        ["invite"] = Segment.Guest,
        ["learner"] = Segment.Learner,
        ["lernende"] = Segment.Learner,
        ["apprenant"] = Segment.Learner,
    };

    private static readonly Dictionary<string, Membership> MembershipWords = new(StringComparer.Ordinal)
    {
        ["active"] = Membership.Active,
        ["aktiv"] = Membership.Active,
        ["frozen"] = Membership.Frozen,
        ["eingefroren"] = Membership.Frozen,
        ["gelee"] = Membership.Frozen,
        ["paused"] = Membership.Paused,
        ["pausiert"] = Membership.Paused,
        ["enpause"] = Membership.Paused,
        ["pastdue"] = Membership.PastDue,
        ["imruckstand"] = Membership.PastDue,
        ["impayee"] = Membership.PastDue,
    };

    private readonly Dictionary<ImportColumn, int> _at = [];

    public List<string> Ignored { get; } = [];

    public static Result<ImportColumns> Read(string[] header)
    {
        var columns = new ImportColumns();
        for (var i = 0; i < header.Length; i++)
        {
            if (!Headings.TryGetValue(Plain(header[i]), out var column))
                columns.Ignored.Add(header[i]);
            else if (!columns._at.TryAdd(column, i))
                return Problem.Invalid("file", "Two columns mean the same: {0} and {1}. Remove one of them.", header[columns._at[column]], header[i]);
        }
        if (columns._at.Count == 0)
            return Problem.Invalid("file", "No column was recognised. The first row must name the columns, for example: First name, Last name, E-mail, Phone.");
        // "Vorname; Name" means the last name; beside both, a whole name says nothing new.
        if (columns._at.TryGetValue(ImportColumn.Name, out var name) && (columns._at.ContainsKey(ImportColumn.FirstName) || columns._at.ContainsKey(ImportColumn.LastName)))
        {
            columns._at.Remove(ImportColumn.Name);
            columns._at.TryAdd(ImportColumn.LastName, name);
        }
        return columns;
    }

    /// <summary>The trimmed cell; null when it is empty or the file has no such column.</summary>
    public string? Of(string[] cells, ImportColumn column) => _at.TryGetValue(column, out var at) && at < cells.Length ? cells[at].OrNull() : null;

    public static Segment? SegmentOf(string text) => SegmentWords.TryGetValue(Plain(text), out var segment) ? segment : null;

    public static Membership? MembershipOf(string text) => MembershipWords.TryGetValue(Plain(text), out var membership) ? membership : null;

    /// <summary>Small letters without accents, spaces and marks.</summary>
    internal static string Plain(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormD).Where(c => char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark).Select(char.ToLowerInvariant));
}
