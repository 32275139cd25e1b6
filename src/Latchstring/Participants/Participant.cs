using Latchstring.Data;

namespace Latchstring.Participants;

/// <summary>A person under an agreement; one row a pair.</summary>
public sealed class Participant : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid AgreementId { get; init; }
    public Guid PersonId { get; init; }
    public string? Notes { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>Which column of a participants' file is which property (S0.49).</summary>
public sealed class CsvTemplate : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }
    public string? Description { get; set; }

    /// <summary>JSON: the columns in order, each with its heading and what it holds; nothing = the column is ignored.</summary>
    public required string Columns { get; set; }

    /// <summary>JSON: what people are recognised by, in order; the first hit counts (S0.50).</summary>
    public required string Match { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}

/// <summary>A large download, made in the background and fetched by whoever asked for it (S0.54).</summary>
public sealed class PreparedFile : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string FileName { get; init; }
    public required byte[] Content { get; init; }
    public Guid? ActorId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
}
