using Latchstring.People;

namespace Latchstring.Imports;

/// <summary>What an import does with a row. Conflicts and errors stay out.</summary>
public enum RowOutcome { New, Changed, Unchanged, Conflict, Error }

/// <param name="Number">Row of the file, the header being row 1.</param>
/// <param name="PersonId">The person who is here already.</param>
/// <param name="Fields">The person as they will be; null when the row could not be read.</param>
/// <param name="Changes">Names of the fields that change.</param>
/// <param name="Problem">Why it stays out, or what of it is not taken.</param>
public sealed record ImportRow(int Number, string[] Cells, RowOutcome Outcome, Guid? PersonId = null, PersonFields? Fields = null, IReadOnlyList<string>? Changes = null, Problem? Problem = null)
{
    /// <summary>The person as they are; their values only as far as they change.</summary>
    public PersonFields? Before { get; init; }

    /// <summary>Of a participant: what the row asks for beside the person.</summary>
    public string? Notes { get; init; }
    internal string? NotesBefore { get; init; }
    public string? PriceText { get; init; }

    /// <summary>The price of the code that is made, or that it gets.</summary>
    public Guid? PriceId { get; init; }
    public CodeStep Code { get; init; }

    /// <summary>The unused code whose price changes, and from which.</summary>
    internal Guid? CodeId { get; init; }
    public Guid? PriceBefore { get; init; }

    /// <summary>Becomes a participant.</summary>
    public bool Joins { get; init; }

    /// <summary>The person's own fields or values change.</summary>
    internal bool PersonChanges => Before is not null && Changes!.Any(change => change is not (Participation.Joined or Participation.Notes or Participation.Code or Participation.Price));
    internal int Version { get; init; }
    internal bool MembershipGiven { get; init; }

    /// <summary>Something of it is not taken, so it stands in the file of what was refused.</summary>
    public bool IsRefused => StaysOut || Problem is { Status: >= 400 };

    public bool StaysOut => Outcome is RowOutcome.Conflict or RowOutcome.Error;

    public string Name => Fields is null ? string.Join(' ', Cells.Where(cell => cell.Length > 0).Take(3)) : new Person { Email = Fields.Email, FirstName = Fields.FirstName, LastName = Fields.LastName, Phone = Fields.Phone }.DisplayName;
}

/// <summary>What a row does to somebody's code.</summary>
public enum CodeStep { None, Make, Reprice }

/// <summary>Names of what changes beside a person.</summary>
internal static class Participation
{
    public const string Joined = "participant";
    public const string Notes = "notes";
    public const string Code = "code";
    public const string Price = "price";
}

/// <summary>Why a row stays out.</summary>
internal static class RowProblems
{
    public static readonly Problem Nothing = new("import.nobody", 400, "Nothing tells who this is. Give an e-mail address, a client number or a phone number.");
    public static readonly Problem SignIn = new("import.sign_in", 409, "This person signs in with another e-mail address. Change it on their page, so that they learn of it.", "email");
    public static readonly Problem Staff = new("import.staff", 409, "This person is staff. Only an owner changes them.");
    public static readonly Problem Elsewhere = new("import.elsewhere", 409, "Somebody outside your locations has this already. Ask an owner.");
    public static readonly Problem NoLocation = new("import.no_location", 409, "Choose a location, in the row or for the whole file: your role covers certain locations only.", "location");

    public static readonly Problem NoRightToCodes = new("import.no_codes", 403, "Your role does not make codes, so this row gets none.", "price");
    public static readonly Problem Identifier = new("import.identifier", 409, "It is blank, and it tells people apart, so nobody is made of this row.");
    public static readonly Problem IdentifierTaken = new("import.identifier_taken", 409, "Somebody else has this already, and it tells people apart.");

    public static Problem PriceUnknown(string text) => new("import.price_unknown", 409, "{0} is no price of this contract, so the row gets no code. Write the code or the name of one of its prices.", "price", text);

    public static Problem PriceAmbiguous(string text) => new("import.price_ambiguous", 409, "{0} means more than one price of this contract, so the row gets no code. Write the code of one of them.", "price", text);

    public static Problem Twice(int row, string field) => new("import.twice", 409, "Row {0} is the same person. Keep one of the two rows.", field, row);

    public static Problem Several(int people, string field) => new("import.several", 409, "{0} people here have this. Merge them first, or recognise rows by something else.", field, people);

    public static Problem EmailTaken(string name) => new("import.email_taken", 409, "This e-mail address belongs to {0}. Correct it here or there.", "email", name);

    public static Problem SegmentStays(Segment segment) => new("import.segment_stays", 200, "Stays {0}: an import only moves people up.", "segment", segment);
}
