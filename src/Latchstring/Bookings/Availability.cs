using Latchstring.Data;

namespace Latchstring.Bookings;

/// <summary>
/// When appointments of one offering can be had at one location, by its wall clock. Slots are counted from <see cref="OpensAt"/>; a
/// <see cref="Session"/> row stands for a slot from the first time somebody holds it.
/// </summary>
public sealed class Availability : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OfferingId { get; init; }
    public Guid LocationId { get; init; }
    public Weekdays Days { get; set; }
    public TimeOnly OpensAt { get; set; }
    public TimeOnly ClosesAt { get; set; }

    /// <summary>Length of an appointment, in minutes.</summary>
    public int Minutes { get; set; }

    /// <summary>From one start to the next, in minutes; at least the length unless appointments overlap on purpose.</summary>
    public int Every { get; set; }

    /// <summary>How many at the same time.</summary>
    public int Places { get; set; } = 1;
    public DateOnly? FirstDay { get; set; }
    public DateOnly? LastDay { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}

/// <summary>A day that differs: closed, or open at other hours.</summary>
public sealed class AvailabilityException : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid LocationId { get; init; }

    /// <summary>Null = everything at the location.</summary>
    public Guid? OfferingId { get; init; }
    public DateOnly Day { get; init; }

    /// <summary>Both null = closed.</summary>
    public TimeOnly? OpensAt { get; set; }
    public TimeOnly? ClosesAt { get; set; }
    public string? Note { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A seat kept while somebody fills in the form; it counts in <see cref="Session.Booked"/> until it is confirmed or over.</summary>
public sealed class Hold : IOwned
{
    public Guid WorkspaceId { get; init; }

    /// <summary>Random: whoever knows it has the hold.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();
    public Guid SessionId { get; init; }
    public Guid? CodeId { get; init; }
    public DateTimeOffset Until { get; set; }
}

public enum PaymentStatus { Due, Paid, Released }

/// <summary>What somebody has to pay at a provider for one redemption. Not paid in time, the booking and the code are released.</summary>
public sealed class Payment : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid RedemptionId { get; init; }
    public long Amount { get; init; }
    public required string Currency { get; init; }
    public PaymentStatus Status { get; set; }
    public required string Provider { get; init; }

    /// <summary>The provider's own name for it.</summary>
    public string? Reference { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }
    public DateTimeOffset? PaidAt { get; set; }
    public int Version { get; set; }
}
