using Latchstring.Data;

namespace Latchstring.Jobs;

public enum JobStatus { Queued, Running, Done, Failed, Cancelled }

/// <summary>
/// Long work that a person waits for: a row with progress, a lease and a resume point. A worker that holds the lease under the current
/// <see cref="Fence"/> goes on; one that lost it must stop.
/// </summary>
public sealed class Job : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Names the verb: <c>batch.issue</c>, <c>codes.change</c>, <c>codes.hand_out</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The thing worked on, e.g. the batch.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary>The verb's input and the actor, JSON.</summary>
    public required string Payload { get; set; }
    public long Total { get; set; }
    public long Done { get; set; }
    public JobStatus Status { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Fence { get; set; }

    /// <summary>Outcome or progress report, JSON.</summary>
    public string? Result { get; set; }
    public string? Error { get; set; }
    public required string ActorName { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; set; }
}
