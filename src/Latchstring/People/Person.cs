using Latchstring.Data;

namespace Latchstring.People;

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
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }

    public string DisplayName => string.Join(' ', new[] { FirstName, LastName }.Where(part => !string.IsNullOrWhiteSpace(part))) is { Length: > 0 } name ? name : Email ?? Phone ?? "–";

    public static string? NormalizeEmail(string? email) => EmailAddress.Normalize(email);

    public static bool IsEmail(string? email) => EmailAddress.IsOne(email);
}
