using Latchstring.Data;

namespace Latchstring.People;

public enum PropertyType { Text, YesNo, Choice, Date, Number }

/// <summary>Something the workspace wants to know of people beside the built-in fields (S0.48).</summary>
public sealed class Property : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Label { get; set; }
    public string? Description { get; set; }
    public PropertyType Type { get; init; }

    /// <summary>One a line, for <see cref="PropertyType.Choice"/>.</summary>
    public string? Choices { get; set; }

    /// <summary>Tells people apart: a row of a file that leaves it blank makes nobody (S0.51).</summary>
    public bool IsIdentifier { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public int Version { get; set; }
}

/// <summary>What a person has for a property; no row = nothing.</summary>
public sealed class PersonProperty : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid PersonId { get; init; }
    public Guid PropertyId { get; init; }

    /// <summary>Text and choice as they are, yes or no as <c>true</c> or <c>false</c>, a date as <c>2026-11-30</c>, a number as <c>-12.5</c>.</summary>
    public required string Value { get; set; }
}
