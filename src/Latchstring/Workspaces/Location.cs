using Latchstring.Data;

namespace Latchstring.Workspaces;

/// <summary>
/// A place with its own people and hours. Its booking app is an offering of its own; window and pace of what is sent for it stand on that
/// offering's lanes.
/// </summary>
public sealed class Location : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }

    /// <summary>IANA zone of its sessions and of the window in which its people may be written to (S2.5).</summary>
    public required string TimeZone { get; set; }

    /// <summary>Shown on every page on which a member is stuck (S2.32); null = the workspace's.</summary>
    public string? SupportContact { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ArchivedAt { get; set; }
    public int Version { get; set; }
}
