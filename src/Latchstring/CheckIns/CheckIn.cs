using Latchstring.Data;

namespace Latchstring.CheckIns;

/// <summary>
/// Entered counts a guest in; Again is a later scan of somebody who is in; Twice was let in by a device without network although another had done so;
/// NotRegistered, OtherEvent, Full and Unknown let nobody in; Undone took an entry back.
/// </summary>
public enum CheckInOutcome { Entered, Again, Twice, NotRegistered, OtherEvent, Full, Unknown, Undone }

/// <summary>One scan at the door. Its id is made by the device, so a scan that is sent twice counts once; scans without a network come later.</summary>
public sealed class CheckIn : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; }
    public Guid OfferingId { get; init; }
    public Guid? RegistrationId { get; init; }

    /// <summary>By the clock of the device.</summary>
    public DateTimeOffset At { get; init; }
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>A name that tells devices apart, e.g. "North door".</summary>
    public required string Device { get; init; }
    public CheckInOutcome Outcome { get; set; }
    public required string ActorName { get; init; }
}
