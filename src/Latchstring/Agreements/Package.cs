using Latchstring.Data;

namespace Latchstring.Agreements;

/// <summary>Something that partners hold, e.g. "Gold" (S1.80); it may allow a number of invitations (S1.25).</summary>
public sealed class Package : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }
    public string? Category { get; set; }

    /// <summary>Invitations for each one held; null = it says nothing about them.</summary>
    public int? InvitationQuota { get; set; }

    /// <summary>In minor units; null = it has no price.</summary>
    public long? PriceAmount { get; set; }
    public string? PriceCurrency { get; set; }

    /// <summary>Of one partner; null = any number.</summary>
    public int? MostHeld { get; set; }

    /// <summary>Inclusive; it can be given to partners from then on.</summary>
    public DateTimeOffset? AvailableFrom { get; set; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? AvailableTill { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public int Version { get; set; }
}

/// <summary>A partnership has this many of a package.</summary>
public sealed class Holding : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid AgreementId { get; init; }
    public Guid PackageId { get; init; }
    public int Quantity { get; set; }
}
