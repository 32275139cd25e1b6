using Latchstring.Data;

namespace Latchstring.People;

/// <summary>In this order; automatic moves only go up, and a Member is never moved back (S2.33).</summary>
public enum Segment { Lead, Prospect, Trial, Member, Guest, Learner }

[Flags]
public enum Segments { None = 0, Lead = 1, Prospect = 2, Trial = 4, Member = 8, Guest = 16, Learner = 32 }

/// <summary>Whoever is not Active may not book and is told why (S2.39).</summary>
public enum Membership { Active, Frozen, Paused, PastDue }

/// <summary>Somebody we know in this workspace. Whoever can sign in has an <see cref="Accounts.Account"/> besides.</summary>
public sealed class Person : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Lower-cased; unique in the workspace where given.</summary>
    public string? Email { get; set; }

    /// <summary>Kept compact, as <see cref="NormalizePhone"/> makes it, so that the same number is the same text.</summary>
    public string? Phone { get; set => field = NormalizePhone(value); }
    public string? FirstName { get; set; }
    public string? LastName { get; set; }

    /// <summary>The operator's own number for this person.</summary>
    public string? ClientId { get; set; }
    public string? Locale { get; set; }
    public string? Note { get; set; }
    public Segment? Segment { get; set; }

    /// <summary>Whose people they are; null = of no location.</summary>
    public Guid? LocationId { get; set; }
    public Membership Membership { get; set; }

    /// <summary>Credits left for bookings (S2.41), spent only by guarded updates; null = they need none.</summary>
    public int? Credits { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }

    public string DisplayName => string.Join(' ', new[] { FirstName, LastName }.Where(part => !string.IsNullOrWhiteSpace(part))) is { Length: > 0 } name ? name : Email ?? Phone ?? "–";

    /// <summary>An automatic move: forward only, and whoever is a Member stays one (S2.33). Staff may set any segment by hand.</summary>
    /// <returns>Whether the person moved.</returns>
    public bool RaiseTo(Segment to)
    {
        if (Step(to) <= Step(Segment))
            return false;
        Segment = to;
        return true;
    }

    /// <summary>Guests and learners stand beside the ladder, below its first step.</summary>
    private static int Step(Segment? segment) => segment switch
    {
        People.Segment.Lead => 2,
        People.Segment.Prospect => 3,
        People.Segment.Trial => 4,
        People.Segment.Member => 5,
        null => 0,
        _ => 1,
    };

    /// <summary>Digits with a plus sign in front if a country is given: "0049 (0)170 123-4567" and "+49 170 1234567" are the same. Other texts stay as they are.</summary>
    public static string? NormalizePhone(string? text)
    {
        var typed = text.OrNull();
        if (typed is null || !typed.All(c => char.IsAsciiDigit(c) || " +-()/.".Contains(c, StringComparison.Ordinal)))
            return typed;
        var abroad = typed.StartsWith('+') || typed.StartsWith("00", StringComparison.Ordinal);
        var digits = string.Concat((abroad ? typed.Replace("(0)", "", StringComparison.Ordinal) : typed).Where(char.IsAsciiDigit));
        return digits.Length == 0 ? typed : !abroad ? digits : "+" + (typed[0] == '+' ? digits : digits[2..]);
    }

    public static string? NormalizeEmail(string? email) => EmailAddress.Normalize(email);

    public static bool IsEmail(string? email) => EmailAddress.IsOne(email);
}
