using Latchstring.Data;

namespace Latchstring.Accounts;

public enum AccountStatus { Invited, Active, Blocked }

/// <summary>None is a participant only; the others are staff, each including the one before.</summary>
public enum StaffRole { None, Viewer, Manager, Owner }

/// <summary>One sign-in inside a workspace. The e-mail is unique there; the same address elsewhere is another account.</summary>
public sealed class Account : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Email { get; set; }

    /// <summary>Upper-cased for look-ups.</summary>
    public required string NormalizedEmail { get; set; }
    public required string Name { get; set; }
    public string? PasswordHash { get; set; }
    public string SecurityStamp { get; set; } = Guid.NewGuid().ToString("N");
    public AccountStatus Status { get; set; } = AccountStatus.Active;
    public StaffRole Staff { get; set; }

    /// <summary>True when staff work is limited to the offerings in <see cref="AccountScope"/> (S3.24, S4.29).</summary>
    public bool Scoped { get; set; }
    public Guid? PersonId { get; set; }

    /// <summary>The partner whose team this account is on.</summary>
    public Guid? OrganisationId { get; set; }
    public PartnerRole Partner { get; set; }
    public string? Locale { get; set; }
    public bool TwoFactorEnabled { get; set; }

    /// <summary>TOTP secret, sealed.</summary>
    public byte[]? AuthenticatorKey { get; set; }

    /// <summary>SHA-256 of the unspent recovery codes, hex, separated by spaces.</summary>
    public string? RecoveryCodeHashes { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; set; }
    public int Version { get; set; }

    /// <summary>What the role allows, before any scope.</summary>
    public Permission Permissions => Staff switch
    {
        StaffRole.Owner => Permission.All & ~Permission.Redeem,
        StaffRole.Manager => Permission.Manager,
        StaffRole.Viewer => Permission.Viewer,
        _ => Permission.None,
    };
}

/// <summary>One offering that a scoped Manager or Viewer may reach.</summary>
public sealed class AccountScope : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid AccountId { get; init; }
    public Guid OfferingId { get; init; }
}

/// <summary>A WebAuthn credential of an account.</summary>
public sealed class Passkey : IOwned
{
    public Guid WorkspaceId { get; init; }
    public required byte[] CredentialId { get; init; }
    public Guid AccountId { get; init; }
    public string? Name { get; set; }

    /// <summary>Public key, counters, transports and flags, JSON.</summary>
    public required string Data { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

public enum InviteLinkKind { Staff, Password, Partner }

/// <summary>
/// A one-time link: it makes a staff account, or sets the first or a new password of one. Lives one month (S0.60) or less;
/// only the SHA-256 of its token is kept (X14).
/// </summary>
public sealed class InviteLink : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required byte[] TokenHash { get; init; }
    public InviteLinkKind Kind { get; init; }
    public required string Email { get; init; }
    public string? Name { get; init; }
    public StaffRole Staff { get; init; }

    /// <summary>Offering ids separated by spaces; null = not scoped.</summary>
    public string? Scope { get; init; }
    public Guid? PersonId { get; init; }

    /// <summary>Of a partner's team.</summary>
    public Guid? OrganisationId { get; init; }
    public PartnerRole Partner { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? SpentAt { get; set; }
    public DateTimeOffset? RevokedAt { get; set; }

    public bool OpenAt(DateTimeOffset now) => SpentAt is null && RevokedAt is null && now < ExpiresAt;
}

/// <summary>A program's key, <c>lsk_…</c>. It belongs to one workspace; only the SHA-256 of it is kept.</summary>
public sealed class ApiKey : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }
    public required byte[] KeyHash { get; init; }

    /// <summary>The last four characters, to tell keys apart.</summary>
    public required string Hint { get; init; }
    public Permission Permissions { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; set; }
}

/// <summary>A name for the URL state of a list (X10).</summary>
public sealed class SavedView : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid AccountId { get; init; }
    public required string List { get; init; }
    public required string Name { get; set; }

    /// <summary>The query string without its question mark.</summary>
    public required string Query { get; set; }
}

/// <summary>Failed tries of one kind from one source in one window; shared by all nodes.</summary>
public sealed class FailureCount : IOwned
{
    public Guid WorkspaceId { get; init; }

    /// <summary>What is counted and for whom, e.g. <c>code:address:…hash</c>. Never a clear address.</summary>
    public required string Bucket { get; init; }
    public int Count { get; set; }
    public DateTimeOffset WindowEndsAt { get; set; }
}
