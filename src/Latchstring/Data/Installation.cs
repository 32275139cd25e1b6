namespace Latchstring.Data;

/// <summary>An answer kept for 24 hours under a program's Idempotency-Key.</summary>
public sealed class IdempotentAnswer : IOwned
{
    public Guid WorkspaceId { get; init; }

    /// <summary>The API key that asked.</summary>
    public Guid OwnerId { get; init; }
    public required string Key { get; init; }

    /// <summary>SHA-256 of method, path and body.</summary>
    public required byte[] RequestHash { get; init; }

    /// <summary>0 while the first request is still running.</summary>
    public int StatusCode { get; set; }

    /// <summary>The process it runs in, while it runs: <see cref="Database.NodeAsync"/>.</summary>
    public int Node { get; init; }
    public string? ContentType { get; set; }
    public byte[]? Body { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One value of the whole installation: the secret's proof, data-protection keys.</summary>
public sealed class InstallationValue
{
    public required string Name { get; init; }
    public required string Value { get; set; }
}
