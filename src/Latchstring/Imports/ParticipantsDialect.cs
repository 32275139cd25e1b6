using Latchstring.Data;
using Latchstring.Participants;
using Latchstring.People;

namespace Latchstring.Imports;

/// <summary>
/// Participants of a contract: columns by its template, recognised in the template's order until somebody is found (S0.50); the price column
/// asks for codes (S0.31–S0.33). Whoever is not to be changed still gets the code (S0.53).
/// </summary>
internal sealed class ParticipantsDialect : ImportDialect
{
    private readonly Contract _contract;
    private readonly (TemplateColumn Column, int At)[] _columns;
    private readonly Property[] _identifiers;
    private KnownParticipants _under = KnownParticipants.None;

    private ParticipantsDialect(Actor actor, ImportOptions options, Contract contract, (TemplateColumn, int)[] columns, IReadOnlyList<string> ignored) : base(actor, options)
    {
        (_contract, _columns, Ignored) = (contract, columns, ignored);
        _identifiers = [.. _columns.Where(c => c.Column.Holds == ColumnHolds.Property && contract.Properties.TryGetValue(c.Column.PropertyId!.Value, out var property) && property.IsIdentifier).Select(c => contract.Properties[c.Column.PropertyId!.Value])];
    }

    public Contract Contract => _contract;

    public static async Task<Result<ImportDialect>> ReadAsync(Db db, Actor actor, ImportOptions options, Guid agreementId, string[] header, CancellationToken cancellationToken)
    {
        var contract = await Contract.ReadAsync(db, actor, Permission.ManagePeople, agreementId, cancellationToken);
        if (!contract.Ok)
            return contract.Problem;
        var byHeading = contract.Value.Layout.Columns.ToDictionary(column => column.Heading, StringComparer.OrdinalIgnoreCase);
        var (columns, ignored, seen) = (new List<(TemplateColumn, int)>(), new List<string>(), new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase));
        for (var i = 0; i < header.Length; i++)
        {
            if (header[i].Length > 0 && !seen.TryAdd(header[i], i) && byHeading.TryGetValue(header[i], out var twice) && twice.Holds != ColumnHolds.Ignored)
                return Problem.Invalid("file", "Two columns mean the same: {0} and {1}. Remove one of them.", header[seen[header[i]]], header[i]);
            if (byHeading.TryGetValue(header[i], out var column) && column.Holds is not (ColumnHolds.Ignored or ColumnHolds.Code))
                columns.Add((column, i));
            else if (column is null || column.Holds == ColumnHolds.Ignored)
                ignored.Add(header[i]);
        }
        if (columns.Count == 0)
            return Problem.Invalid("file", "No column of the contract's template was found. The first row must name them: {0}.", string.Join(", ", contract.Value.Layout.Columns.Take(12).Select(column => column.Heading)));
        return new ParticipantsDialect(actor, options, contract.Value, [.. columns], ignored);
    }

    public override ImportRow Read(CsvRow row)
    {
        var wrong = new List<Problem>();
        string? email = null, first = null, last = null, phone = null, client = null, locale = null, notes = null, price = null;
        Dictionary<Guid, string?>? values = null;
        foreach (var (column, at) in _columns)
        {
            if (at >= row.Cells.Length || row.Cells[at].OrNull() is not { } cell)
                continue;
            _ = column.Holds switch
            {
                ColumnHolds.Email => email = cell,
                ColumnHolds.FirstName => first = cell,
                ColumnHolds.LastName => last = cell,
                ColumnHolds.Phone => phone = cell,
                ColumnHolds.ClientId => client = cell,
                ColumnHolds.Locale => locale = cell.ToLowerInvariant(),
                ColumnHolds.Notes => notes = cell,
                ColumnHolds.Price => price = cell,
                _ => null,
            };
            if (column.Holds != ColumnHolds.Property || !_contract.Properties.TryGetValue(column.PropertyId!.Value, out var property))
                continue;
            var read = PropertyValue.Read(property, cell);
            if (read.Ok)
                (values ??= [])[property.Id] = read.Value;
            else
                wrong.Add(read.Problem with { Field = property.Label });
        }
        var fields = new PersonFields(email, first, last, phone, client, locale) { Values = values };
        if (new Check().Lines(notes, "notes", ParticipantRefusals.LongestNotes).Problem is { } note)
            wrong.Add(note);
        var refused = wrong.Count > 0 ? wrong[0] with { Also = wrong[1..] } : KeysOf(fields).Any() ? fields.Refusal() : RowProblems.Nothing;
        return new ImportRow(row.Number, row.Cells, refused is null ? RowOutcome.Unchanged : RowOutcome.Error, Fields: fields, Problem: refused) { Notes = notes, PriceText = price };
    }

    protected override IEnumerable<RowKey> Keys(ImportRow row) => KeysOf(row.Fields!).Concat(RowKey.Of(row.Fields!, RowKey.Email) is { } email ? [email] : []).Concat(IdentifiersOf(row.Fields!));

    public override IEnumerable<RowKey> Marks(ImportRow row) => KeysOf(row.Fields!).Take(1).Concat(RowKey.Of(row.Fields!, RowKey.Email) is { } email ? [email] : []).Concat(IdentifiersOf(row.Fields!)).Distinct();

    private IEnumerable<RowKey> KeysOf(PersonFields fields) => _contract.Layout.Match.Select(match => match.On switch
    {
        MatchOn.Email => RowKey.Of(fields, RowKey.Email),
        MatchOn.ClientId => RowKey.Of(fields, RowKey.ClientId),
        MatchOn.Phone => RowKey.Of(fields, RowKey.Phone),
        _ => ValueKey(fields, match.PropertyId!.Value),
    }).OfType<RowKey>();

    private IEnumerable<RowKey> IdentifiersOf(PersonFields fields) => _identifiers.Select(property => ValueKey(fields, property.Id)).OfType<RowKey>();

    private static RowKey? ValueKey(PersonFields fields, Guid property) => fields.Values?.GetValueOrDefault(property) is { } value ? new RowKey(PropertyValue.FieldOf(property), value) : null;

    public override async Task LookUpAsync(Db db, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        await base.LookUpAsync(db, rows, cancellationToken);
        _under = await KnownParticipants.FindAsync(db, _contract.Agreement.Id, Known.Ids, cancellationToken);
    }

    public override ImportRow Match(ImportRow row)
    {
        KnownPerson? person = null;
        foreach (var key in KeysOf(row.Fields!))
        {
            var people = Known.With(key);
            if (people.Count > 1)
                return Conflict(row, RowProblems.Several(people.Count, key.Field));
            if ((person = people.Count == 1 ? people[0] : null) is not null)
                break;
        }
        if (person is { Reached: false })
            return Conflict(row, RowProblems.Elsewhere);
        if ((person is null || Options.Update) && RowKey.Of(row.Fields!, RowKey.Email) is { } email && Known.With(email) is [var owner, ..] && owner.Person.Id != person?.Person.Id)
            return Conflict(row, owner.Reached ? RowProblems.EmailTaken(owner.Person.DisplayName) : RowProblems.Elsewhere);
        if ((person is null || Options.Update) && IdentifiersOf(row.Fields!).FirstOrDefault(key => Known.With(key).Any(other => other.Person.Id != person?.Person.Id)) is { Value: not null } taken)
            return Conflict(row, RowProblems.IdentifierTaken with { Field = LabelOf(taken) });
        return person is null ? New(row) : Existing(row, person);
    }

    private string LabelOf(RowKey key) => _identifiers.First(property => PropertyValue.FieldOf(property.Id) == key.Field).Label;

    /// <summary>What tells people apart must not be blank where somebody is made (S0.51).</summary>
    private ImportRow New(ImportRow row)
    {
        if (_identifiers.FirstOrDefault(property => row.Fields!.Values?.GetValueOrDefault(property.Id) is null) is { } blank)
            return Conflict(row, RowProblems.Identifier with { Field = blank.Label });
        List<string> changes = [.. row.Fields!.DifferingFrom(new PersonFields(null)), .. (row.Fields.Values ?? new Dictionary<Guid, string?>()).Keys.Select(id => _contract.Properties[id].Label)];
        return WithCode(row with { Outcome = RowOutcome.New, Changes = changes, Joins = true }, default);
    }

    private ImportRow Existing(ImportRow row, KnownPerson known)
    {
        var (person, under) = (known.Person, _under.Of(known.Person.Id));
        var before = PersonFields.Of(person);
        var fields = Options.Update ? Over(before, row.Fields!, before.Segment, before.LocationId, false) : before;
        var values = Options.Update ? (row.Fields!.Values ?? new Dictionary<Guid, string?>()).Where(value => under.Values?.GetValueOrDefault(value.Key) != value.Value).ToDictionary() : [];
        var changes = fields.DifferingFrom(before).ToList();
        changes.AddRange(values.Keys.Select(id => _contract.Properties[id].Label));
        row = row with { PersonId = person.Id, Version = person.Version, Fields = fields with { Values = values.Count == 0 ? null : values }, Changes = changes };
        if (changes.Count > 0)
        {
            if (ChangeRefusal(known, before, fields) is { } refused)
                return Conflict(row, refused);
            row = row with { Before = before with { Values = values.Count == 0 ? null : values.Keys.ToDictionary(id => id, id => under.Values?.GetValueOrDefault(id)) } };
        }
        if (!under.Joined)
        {
            row = row with { Joins = true };
            changes.Add(Participation.Joined);
        }
        if (row.Notes is not null && row.Notes != under.Notes && (Options.Update || !under.Joined))
        {
            row = row with { NotesBefore = under.Notes };
            if (under.Joined)
                changes.Add(Participation.Notes);
        }
        else if (under.Joined)
            row = row with { Notes = null };
        row = WithCode(row, under);
        if (row.Code != CodeStep.None)
            changes.Add(row.Code == CodeStep.Make ? Participation.Code : Participation.Price);
        return row with { Outcome = changes.Count > 0 ? RowOutcome.Changed : RowOutcome.Unchanged };
    }

    private ImportRow WithCode(ImportRow row, Under under)
    {
        if (row.PriceText is not { } text)
            return row;
        var prices = _contract.Named(text);
        var held = under.Unused is not null ? under.UnusedPrice : under.UsedPrice;
        // What a download wrote for a price comes back as that price, also where its name fits another one too.
        if (held is { } has && prices.Any(price => price.Id == has))
            return row;
        if (prices.Count != 1)
            return row with { Problem = prices.Count == 0 ? RowProblems.PriceUnknown(text) : RowProblems.PriceAmbiguous(text) };
        if (!Actor.May(Permission.ManageCodes))
            return row with { Problem = RowProblems.NoRightToCodes };
        return under.Unused is { } code
            ? row with { Code = CodeStep.Reprice, PriceId = prices[0].Id, CodeId = code, PriceBefore = under.UnusedPrice }
            : row with { Code = CodeStep.Make, PriceId = prices[0].Id };
    }
}
