using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Imports;

/// <summary>Something by which a row and a person are the same. <paramref name="Field"/> is email, clientId, phone, or property-{id}.</summary>
internal readonly record struct RowKey(string Field, string Value)
{
    public const string Email = "email";
    public const string ClientId = "clientId";
    public const string Phone = "phone";

    public static RowKey? Of(PersonFields fields, string field) =>
        (field switch { Email => Person.NormalizeEmail(fields.Email), ClientId => fields.ClientId.OrNull(), _ => Person.NormalizePhone(fields.Phone) }) is { } value ? new RowKey(field, value) : null;
}

/// <summary>How the rows of one kind of file are read, and what they do: people of the workspace, or participants of a contract.</summary>
internal abstract class ImportDialect(Actor actor, ImportOptions options)
{
    protected Actor Actor => actor;
    protected ImportOptions Options => options;
    protected KnownPeople Known { get; private set; } = KnownPeople.Nobody;

    /// <summary>Columns that mean nothing here.</summary>
    public IReadOnlyList<string> Ignored { get; protected init; } = [];

    /// <summary>Reads every cell; a row whose cells cannot be read is an error already.</summary>
    public abstract ImportRow Read(CsvRow row);

    /// <summary>What must not stand twice in one file.</summary>
    public abstract IEnumerable<RowKey> Marks(ImportRow row);

    /// <summary>All by which somebody here may be meant.</summary>
    protected abstract IEnumerable<RowKey> Keys(ImportRow row);

    public abstract ImportRow Match(ImportRow row);

    /// <summary>Asks about the people of some rows in a few statements.</summary>
    public virtual async Task LookUpAsync(Db db, IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken) =>
        Known = await KnownPeople.FindAsync(db, actor, rows.SelectMany(Keys), cancellationToken);

    protected static ImportRow Conflict(ImportRow row, Problem problem) => row with { Outcome = RowOutcome.Conflict, Problem = problem };

    /// <summary>The person with what the row gives; what it leaves blank stays.</summary>
    protected static PersonFields Over(PersonFields before, PersonFields given, Segment? segment, Guid? location, bool membership)
    {
        var after = new Person();
        new PersonFields(
            given.Email ?? before.Email, given.FirstName ?? before.FirstName, given.LastName ?? before.LastName, given.Phone ?? before.Phone, given.ClientId ?? before.ClientId, given.Locale ?? before.Locale, given.Note ?? before.Note,
            segment, location, membership ? given.Membership : before.Membership, given.Credits ?? before.Credits).ApplyTo(after);
        return PersonFields.Of(after);
    }

    /// <summary>Whom a file must not change by the way.</summary>
    protected Problem? ChangeRefusal(KnownPerson known, PersonFields before, PersonFields after) =>
        known.IsStaff && !actor.May(Permission.ManageWorkspace) ? RowProblems.Staff : after.Email != before.Email && known.HasAccount ? RowProblems.SignIn : null;
}
