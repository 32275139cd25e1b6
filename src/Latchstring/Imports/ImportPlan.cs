using System.Globalization;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;

namespace Latchstring.Imports;

/// <summary>What an import would do, row by row, with the people who are here now. Pure reading: check and commit make it anew.</summary>
public sealed class ImportPlan
{
    private readonly ImportOptions _options;
    private readonly Actor _actor;
    private readonly Dictionary<string, Guid> _locations = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);
    private readonly List<ImportRow> _rows = [];

    private ImportPlan(ImportOptions options, Actor actor, CsvTable table) => (_options, _actor, Encoding, Delimiter) = (options, actor, table.Encoding.WebName, table.Delimiter);

    public IReadOnlyList<ImportRow> Rows => _rows;
    public IReadOnlyList<string> Header { get; private set; } = [];
    public IReadOnlyList<string> IgnoredColumns { get; private set; } = [];
    public string Encoding { get; }
    public char Delimiter { get; }

    public int Count(RowOutcome outcome) => _rows.Count(row => row.Outcome == outcome);

    internal static async Task<Result<ImportPlan>> MakeAsync(Db db, Actor actor, byte[] file, ImportOptions options, CancellationToken cancellationToken)
    {
        var table = CsvTable.Open(new MemoryStream(file, writable: false));
        if (!table.Ok)
            return table.Problem;
        var plan = new ImportPlan(options, actor, table.Value);
        var mine = new Where().InScope(actor, "o.id");
        foreach (var (name, id) in await db.QueryAsync(
            $"select l.name, l.id from location l join offering o on o.workspace_id = l.workspace_id and o.location_id = l.id where {mine.Sql("l.workspace_id = @ws and l.archived_at is null")}",
            row => (row.Text(0), row.Guid(1)), cancellationToken, [.. mine.Parameters]))
            plan._locations[name] = id;
        if (options.LocationId is { } location && !plan._locations.ContainsValue(location))
            return Problem.Invalid("locationId", "Choose one of your locations.");
        if (plan.Parse(table.Value) is { } problem)
            return problem;
        await plan.MatchAsync(db, cancellationToken);
        return plan;
    }

    /// <summary>Reads every cell; rows whose cells cannot be read are errors already.</summary>
    private Problem? Parse(CsvTable table)
    {
        ImportColumns? columns = null;
        foreach (var read in table.Rows())
        {
            if (read.Problem is { } problem)
            {
                if (problem.Extensions?.GetValueOrDefault("row") is not int number || columns is null)
                    return problem;
                _rows.Add(new ImportRow(number, [], RowOutcome.Error, Problem: problem));
                continue;
            }
            if (columns is not null)
            {
                _rows.Add(Read(read.Value, columns));
                continue;
            }
            var header = ImportColumns.Read(read.Value.Cells);
            if (!header.Ok)
                return header.Problem;
            (columns, Header, IgnoredColumns) = (header.Value, read.Value.Cells, header.Value.Ignored);
        }
        return columns is null ? Problem.Invalid("file", "The file is empty.") : _rows.Count == 0 ? Problem.Invalid("file", "The file has no rows below its header.") : null;
    }

    private ImportRow Read(CsvRow row, ImportColumns columns)
    {
        var check = new Check();
        string? Of(ImportColumn column) => columns.Of(row.Cells, column);
        T? Choice<T>(ImportColumn column, Func<string, T?> read, string field, string sentence) where T : struct
        {
            var value = Of(column) is { } text ? read(text) : null;
            check.That(value is not null || Of(column) is null, field, sentence, Of(column) ?? "");
            return value;
        }
        var (first, last) = Of(ImportColumn.Name) is { } name ? (name.LastIndexOf(' ') is > 0 and var at ? (name[..at].Trim(), name[(at + 1)..]) : (null, name)) : (Of(ImportColumn.FirstName), Of(ImportColumn.LastName));
        var fields = new PersonFields(
            Of(ImportColumn.Email), first, last, Of(ImportColumn.Phone), Of(ImportColumn.ClientId), Of(ImportColumn.Locale)?.ToLowerInvariant(), Of(ImportColumn.Note),
            Choice(ImportColumn.Segment, ImportColumns.SegmentOf, "segment", "There is no segment called {0}. Write lead, prospect, trial, member, guest or learner."),
            Choice<Guid>(ImportColumn.Location, text => _locations.TryGetValue(text, out var id) ? id : (Guid?)null, "location", "There is no location called {0}. Make it first, or correct its name."),
            Choice(ImportColumn.Membership, ImportColumns.MembershipOf, "membership", "{0} is no state of a membership. Write active, frozen, paused or past due.") ?? Membership.Active,
            Choice(ImportColumn.Credits, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : (int?)null, "credits", "{0} is no whole number of credits."));
        var key = Keys(fields).Select(found => found.Key).FirstOrDefault();
        var refused = check.Problem ?? (key is null ? RowProblems.Nothing : fields.Refusal());
        return new ImportRow(row.Number, row.Cells, refused is null ? RowOutcome.Unchanged : RowOutcome.Error, Fields: fields, Problem: refused) { MembershipGiven = Of(ImportColumn.Membership) is not null };
    }

    private IEnumerable<(MatchBy By, string Key)> Keys(PersonFields fields) =>
        Enum.GetValues<MatchBy>().OrderBy(by => by != _options.MatchBy).Select(by => (by, KnownPeople.KeyOf(fields, by))).Where(found => found.Item2 is not null)!;

    private async Task MatchAsync(Db db, CancellationToken cancellationToken)
    {
        var known = await KnownPeople.FindAsync(db, _actor, _rows.Where(row => !row.StaysOut).Select(row => row.Fields!), cancellationToken);
        for (var i = 0; i < _rows.Count; i++)
        {
            if (!_rows[i].StaysOut)
                _rows[i] = Match(_rows[i], known);
        }
    }

    private ImportRow Match(ImportRow row, KnownPeople known)
    {
        ImportRow Conflict(Problem problem) => row with { Outcome = RowOutcome.Conflict, Problem = problem };
        var (by, key) = Keys(row.Fields!).First();
        var field = by switch { MatchBy.Email => "email", MatchBy.ClientId => "clientId", _ => "phone" };
        var email = Person.NormalizeEmail(row.Fields!.Email);
        foreach (var mark in new[] { $"{field} {key}", email is null ? null : $"email {email}" }.OfType<string>().Distinct())
        {
            if (!_seen.TryAdd(mark, row.Number) && _seen[mark] != row.Number)
                return Conflict(RowProblems.Twice(_seen[mark], mark[..mark.IndexOf(' ')]));
        }
        var people = known.With(by, key);
        if (people.Count > 1)
            return Conflict(RowProblems.Several(people.Count, field));
        var person = people.Count == 1 ? people[0] : null;
        if (email is not null && known.With(MatchBy.Email, email) is [var owner, ..] && owner.Person.Id != person?.Person.Id)
            return Conflict(owner.Reached ? RowProblems.EmailTaken(owner.Person.DisplayName) : RowProblems.Elsewhere);
        return person is null ? New(row) : person.Reached ? Existing(row, person) : Conflict(RowProblems.Elsewhere);
    }

    private ImportRow New(ImportRow row)
    {
        var fields = row.Fields! with { Segment = row.Fields!.Segment ?? _options.Segment, LocationId = row.Fields!.LocationId ?? _options.LocationId };
        return fields.LocationId is null && _actor.Offerings is not null
            ? row with { Outcome = RowOutcome.Conflict, Problem = RowProblems.NoLocation }
            : row with { Outcome = RowOutcome.New, Fields = fields, Changes = fields.DifferingFrom(new PersonFields(null)) };
    }

    /// <summary>Empty cells leave what is there; the segment only moves up.</summary>
    private ImportRow Existing(ImportRow row, KnownPerson known)
    {
        var (person, given, wanted) = (known.Person, row.Fields!, row.Fields!.Segment ?? _options.Segment);
        var before = PersonFields.Of(person);
        var raised = new Person { Segment = person.Segment };
        var stays = wanted is { } to && !raised.RaiseTo(to) && given.Segment is not null && given.Segment != person.Segment;
        var after = new Person();
        new PersonFields(
            given.Email ?? before.Email, given.FirstName ?? before.FirstName, given.LastName ?? before.LastName, given.Phone ?? before.Phone, given.ClientId ?? before.ClientId, given.Locale ?? before.Locale, given.Note ?? before.Note,
            raised.Segment, given.LocationId ?? before.LocationId ?? _options.LocationId, row.MembershipGiven ? given.Membership : before.Membership, given.Credits ?? before.Credits).ApplyTo(after);
        var fields = PersonFields.Of(after);
        var same = row with { Outcome = RowOutcome.Unchanged, PersonId = person.Id, Fields = fields, Changes = [], Problem = stays ? RowProblems.SegmentStays(person.Segment!.Value) : null };
        if (fields.DifferingFrom(before) is not { Count: > 0 } changes || !_options.Update)
            return same with { Fields = before };
        var refused = known.IsStaff && !_actor.May(Permission.ManageWorkspace) ? RowProblems.Staff
            : fields.Email != before.Email && known.HasAccount ? RowProblems.SignIn : null;
        return refused is null ? same with { Outcome = RowOutcome.Changed, Changes = changes, Before = before, Version = person.Version } : same with { Outcome = RowOutcome.Conflict, Problem = refused };
    }
}
