using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Bookings;

/// <summary>A dated slot of an offering. Single, or one day of a <see cref="SessionSeries"/>, and then still its own row, so that one day can differ.</summary>
public sealed class Session : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OfferingId { get; init; }
    public Guid? SeriesId { get; init; }

    /// <summary>The day of the series this row stands for, by the wall calendar; stays when the session is moved.</summary>
    public DateOnly? SeriesDay { get; init; }
    public required string Title { get; set; }
    public string? Description { get; set; }

    /// <summary>The location whose <see cref="Availability"/> it is a slot of; null for everything that staff put in the calendar.</summary>
    public Guid? LocationId { get; init; }

    /// <summary>Room or address.</summary>
    public string? Place { get; set; }
    public string? Trainer { get; set; }
    public DateTimeOffset StartsAt { get; set; }
    public DateTimeOffset EndsAt { get; set; }

    /// <summary>Seats; null = unlimited.</summary>
    public int? Capacity { get; set; }

    /// <summary>Seats taken, spent only by guarded updates (I11).</summary>
    public int Booked { get; set; }

    /// <summary>Credits one seat costs (S2.41).</summary>
    public int Credits { get; set; }

    /// <summary>Who may book (S2.41); none named = everybody.</summary>
    public Segments OpenTo { get; set; }
    public DateTimeOffset? CancelledAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}

/// <summary>Sessions that come back every week at the same hour by the wall clock, whatever the clocks do (DST).</summary>
public sealed class SessionSeries : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OfferingId { get; init; }
    public required string Title { get; set; }
    public Weekdays Days { get; init; }
    public DateOnly FirstDay { get; init; }
    public DateOnly LastDay { get; init; }
    public TimeOnly StartsAt { get; init; }
    public int Minutes { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
}

[Flags]
public enum Weekdays { None = 0, Monday = 1, Tuesday = 2, Wednesday = 4, Thursday = 8, Friday = 16, Saturday = 32, Sunday = 64 }

public enum BookingStatus { Booked, Waiting, Cancelled }

/// <summary>What a person is still to be told of their booking.</summary>
public enum BookingNotice { Confirmed, Moved, MovedUp, Cancelled, SessionCancelled }

public enum Attendance { Unknown, Present, Absent }

/// <summary>A person's seat in a session, or their place in its waiting list. One row per person and session, whatever happens.</summary>
public sealed class Booking : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid SessionId { get; init; }
    public Guid PersonId { get; init; }
    public BookingStatus Status { get; set; }

    /// <summary>Since when they are booked, waiting or gone; the waiting list goes by it.</summary>
    public DateTimeOffset Since { get; set; }
    public Attendance Attendance { get; set; }
    public DateTimeOffset? AttendedAt { get; set; }

    /// <summary>Credits taken for this seat, given back with it.</summary>
    public int Credits { get; set; }

    /// <summary>The redemption that it was booked with (S0.63).</summary>
    public Guid? RedemptionId { get; set; }

    /// <summary>Set in the transaction that gives cause for it, taken away by the one that queues the mail.</summary>
    public BookingNotice? Notice { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}
