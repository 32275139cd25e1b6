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
    internal PersonFields? Before { get; init; }
    internal int Version { get; init; }
    internal bool MembershipGiven { get; init; }

    public bool StaysOut => Outcome is RowOutcome.Conflict or RowOutcome.Error;

    public string Name => Fields is null ? string.Join(' ', Cells.Where(cell => cell.Length > 0).Take(3)) : new Person { Email = Fields.Email, FirstName = Fields.FirstName, LastName = Fields.LastName, Phone = Fields.Phone }.DisplayName;
}

/// <summary>Why a row stays out.</summary>
internal static class RowProblems
{
    public static readonly Problem Nothing = new("import.nobody", 400, "Nothing tells who this is. Give an e-mail address, a client number or a phone number.");
    public static readonly Problem SignIn = new("import.sign_in", 409, "This person signs in with another e-mail address. Change it on their page, so that they learn of it.", "email");
    public static readonly Problem Staff = new("import.staff", 409, "This person is staff. Only an owner changes them.");
    public static readonly Problem Elsewhere = new("import.elsewhere", 409, "Somebody outside your locations has this already. Ask an owner.");
    public static readonly Problem NoLocation = new("import.no_location", 409, "Choose a location, in the row or for the whole file: your role covers certain locations only.", "location");

    public static Problem Twice(int row, string field) => new("import.twice", 409, "Row {0} is the same person. Keep one of the two rows.", field, row);

    public static Problem Several(int people, string field) => new("import.several", 409, "{0} people here have this. Merge them first, or recognise rows by something else.", field, people);

    public static Problem EmailTaken(string name) => new("import.email_taken", 409, "This e-mail address belongs to {0}. Correct it here or there.", "email", name);

    public static Problem SegmentStays(Segment segment) => new("import.segment_stays", 200, "Stays {0}: an import only moves people up.", "segment", segment);
}
