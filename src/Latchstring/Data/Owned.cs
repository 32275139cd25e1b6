namespace Latchstring.Data;

/// <summary>A row of one workspace: keyed <c>(workspace_id, id)</c>, so that no row can point into another (I9).</summary>
public interface IOwned
{
    Guid WorkspaceId { get; }
}
