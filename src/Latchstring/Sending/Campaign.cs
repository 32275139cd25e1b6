using Latchstring.Data;

namespace Latchstring.Sending;

/// <summary>Scheduled and Completed follow from the clock and the messages; only what somebody decided is kept.</summary>
public enum CampaignStatus { Running, Paused, Cancelled }

/// <summary>One sending job over many invitations. Its messages carry its id as <see cref="Message.SendingId"/>.</summary>
public sealed class Campaign : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>What the invitations open: a location's booking app.</summary>
    public Guid OfferingId { get; init; }
    public required string Name { get; init; }
    public CampaignStatus Status { get; set; }

    /// <summary>Nothing leaves earlier; null = as soon as window and pace allow.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>People invited.</summary>
    public int Total { get; init; }

    /// <summary>People left out, each with a reason, as JSON of reason → count.</summary>
    public required string Skipped { get; init; }
    public required string ActorName { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; set; }
    public int Version { get; set; }
}
