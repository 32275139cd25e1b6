using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;

namespace Latchstring.Redemptions;

/// <summary>
/// The immutable record that a person used a code. Only <see cref="ReversedAt"/> is ever set later, together with a <see cref="Reversal"/>.
/// The id is a version-7 UUID, so its order is the order of redemption.
/// </summary>
public sealed class Redemption : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid CodeId { get; init; }
    public Guid BatchId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>0, and one more for each earlier, reversed redemption of this code by this person: (code, person, round) is unique (X5).</summary>
    public int Round { get; init; }
    public Guid RegistrationId { get; init; }

    /// <summary>The price in force, frozen (I7); null when nothing was to pay.</summary>
    public long? PriceAmount { get; init; }
    public string? PriceCurrency { get; init; }
    public PriceReason PriceReason { get; init; }

    /// <summary>Under an agreement: names of the price, the rule and the extras as they were, as JSON.</summary>
    public string? PriceDetail { get; init; }
    public DateTimeOffset RedeemedAt { get; init; }
    public DateTimeOffset? ReversedAt { get; set; }
}

/// <summary>The second record that takes a redemption back: the use is free again, the history stays.</summary>
public sealed class Reversal : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid RedemptionId { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public string? Reason { get; init; }
}

public enum RegistrationSource { Code, Partner, Direct }

/// <summary>Registered takes a seat, the others none.</summary>
public enum RegistrationStatus { Registered, AwaitingApproval, Refused, Cancelled, Waiting }

/// <summary>A person's place in an offering; one a person and offering.</summary>
public sealed class Registration : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OfferingId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>The redemption that opened or last renewed it.</summary>
    public Guid? RedemptionId { get; set; }
    public RegistrationSource Source { get; init; }
    public RegistrationStatus Status { get; set; }

    /// <summary>Access ends here (exclusive); null = never. Expiry or deactivation of the code does not touch it (X3, S4.36).</summary>
    public DateTimeOffset? AccessUntil { get; set; }

    /// <summary>The invitation that it came from.</summary>
    public Guid? InvitationId { get; set; }

    /// <summary>The registration of whoever brings this person along.</summary>
    public Guid? CompanionOf { get; set; }

    /// <summary>What was filled in on the registration page, as JSON of field → value; it belongs to this place and changes no person who was known before.</summary>
    public string? Answers { get; set; }

    /// <summary>When the ticket was first scanned at the door: present. Absent is who has none when the event is over.</summary>
    public DateTimeOffset? CheckedInAt { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    public bool GivesAccessAt(DateTimeOffset now) => Status == RegistrationStatus.Registered && (AccessUntil is null || now < AccessUntil);
}

/// <summary>A guest whose code was refused asks the organizer for a new one.</summary>
public sealed class CodeRequest : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Email { get; init; }
    public string? Name { get; init; }
    public string? Message { get; init; }

    /// <summary>The refusal that led here, e.g. <c>code.expired</c>.</summary>
    public string? Refusal { get; init; }
    public Guid? CodeId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? HandledAt { get; set; }
}
