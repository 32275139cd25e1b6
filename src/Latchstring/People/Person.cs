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
    public string? Phone { get; set; }
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

    public static string? NormalizeEmail(string? email) => EmailAddress.Normalize(email);

    public static bool IsEmail(string? email) => EmailAddress.IsOne(email);
}
