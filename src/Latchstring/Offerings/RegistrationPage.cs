using Latchstring.Data;

namespace Latchstring.Offerings;

/// <summary>What an event asks of people who register, in steps; an event may have several, e.g. one for guests of partners (S1.17).</summary>
public sealed class RegistrationPage : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OfferingId { get; init; }
    public required string Name { get; set; }

    /// <summary>JSON of <c>RegistrationStep</c>s.</summary>
    public required string Steps { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}
