using System.Globalization;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;

namespace Latchstring.Imports;

/// <summary>People of the workspace: columns by their usual headings, recognised by what was chosen, else by the others.</summary>
internal sealed class PeopleDialect : ImportDialect
{
    private readonly Dictionary<string, Guid> _locations = new(StringComparer.OrdinalIgnoreCase);
    private readonly ImportColumns _columns;

    private PeopleDialect(Actor actor, ImportOptions options, ImportColumns columns) : base(actor, options) => (_columns, Ignored) = (columns, columns.Ignored);

    public static async Task<Result<ImportDialect>> ReadAsync(Db db, Actor actor, ImportOptions options, string[] header, CancellationToken cancellationToken)
    {
        var columns = ImportColumns.Read(header);
        if (!columns.Ok)
            return columns.Problem;
        var dialect = new PeopleDialect(actor, options, columns.Value);
        var mine = new Where().InScope(actor, "o.id");
        foreach (var (name, id) in await db.QueryAsync(
            $"select l.name, l.id from location l join offering o on o.workspace_id = l.workspace_id and o.location_id = l.id where {mine.Sql("l.workspace_id = @ws and l.archived_at is null")}",
            row => (row.Text(0), row.Guid(1)), cancellationToken, [.. mine.Parameters]))
            dialect._locations[name] = id;
        return options.LocationId is { } location && !dialect._locations.ContainsValue(location) ? Problem.Invalid("locationId", "Choose one of your locations.") : dialect;
    }

    public override ImportRow Read(CsvRow row)
    {
        var check = new Check();
        string? Of(ImportColumn column) => _columns.Of(row.Cells, column);
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
        var refused = check.Problem ?? (KeysOf(fields).Any() ? fields.Refusal() : RowProblems.Nothing);
        return new ImportRow(row.Number, row.Cells, refused is null ? RowOutcome.Unchanged : RowOutcome.Error, Fields: fields, Problem: refused) { MembershipGiven = Of(ImportColumn.Membership) is not null };
    }

    protected override IEnumerable<RowKey> Keys(ImportRow row) => KeysOf(row.Fields!);

    /// <summary>The chosen one first.</summary>
    private IEnumerable<RowKey> KeysOf(PersonFields fields) =>
        Enum.GetValues<MatchBy>().OrderBy(by => by != Options.MatchBy).Select(by => RowKey.Of(fields, by switch { MatchBy.Email => RowKey.Email, MatchBy.ClientId => RowKey.ClientId, _ => RowKey.Phone })).OfType<RowKey>();

    public override IEnumerable<RowKey> Marks(ImportRow row)
    {
        var first = KeysOf(row.Fields!).First();
        return first.Field == RowKey.Email || RowKey.Of(row.Fields!, RowKey.Email) is not { } email ? [first] : [first, email];
    }

    public override ImportRow Match(ImportRow row)
    {
        var key = KeysOf(row.Fields!).First();
        var people = Known.With(key);
        if (people.Count > 1)
            return Conflict(row, RowProblems.Several(people.Count, key.Field));
        var person = people.Count == 1 ? people[0] : null;
        if (RowKey.Of(row.Fields!, RowKey.Email) is { } email && Known.With(email) is [var owner, ..] && owner.Person.Id != person?.Person.Id)
            return Conflict(row, owner.Reached ? RowProblems.EmailTaken(owner.Person.DisplayName) : RowProblems.Elsewhere);
        return person is null ? New(row) : person.Reached ? Existing(row, person) : Conflict(row, RowProblems.Elsewhere);
    }

    private ImportRow New(ImportRow row)
    {
        var fields = row.Fields! with { Segment = row.Fields!.Segment ?? Options.Segment, LocationId = row.Fields!.LocationId ?? Options.LocationId };
        return fields.LocationId is null && Actor.Offerings is not null
            ? Conflict(row, RowProblems.NoLocation)
            : row with { Outcome = RowOutcome.New, Fields = fields, Changes = fields.DifferingFrom(new PersonFields(null)) };
    }

    /// <summary>Empty cells leave what is there; the segment only moves up.</summary>
    private ImportRow Existing(ImportRow row, KnownPerson known)
    {
        var (person, given, wanted) = (known.Person, row.Fields!, row.Fields!.Segment ?? Options.Segment);
        var before = PersonFields.Of(person);
        var raised = new Person { Segment = person.Segment };
        var stays = wanted is { } to && !raised.RaiseTo(to) && given.Segment is not null && given.Segment != person.Segment;
        var fields = Over(before, given, raised.Segment, given.LocationId ?? before.LocationId ?? Options.LocationId, row.MembershipGiven);
        var same = row with { Outcome = RowOutcome.Unchanged, PersonId = person.Id, Fields = fields, Changes = [], Problem = stays ? RowProblems.SegmentStays(person.Segment!.Value) : null };
        if (fields.DifferingFrom(before) is not { Count: > 0 } changes || !Options.Update)
            return same with { Fields = before };
        return ChangeRefusal(known, before, fields) is { } refused ? Conflict(same, refused) : same with { Outcome = RowOutcome.Changed, Changes = changes, Before = before, Version = person.Version };
    }
}
