using Latchstring.Data;

namespace Latchstring.Partners;

/// <summary>When a guest counts against the quota of a partner.</summary>
public enum QuotaUse { Creation, Sending, Registration }

/// <summary>How the partners of an event may invite. Without a row they may not.</summary>
public sealed class PartnerSettings : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid OfferingId { get; init; }

    /// <summary>"Partners can invite participants to the event" (S1.16).</summary>
    public bool On { get; set; }

    /// <summary>Most invitations of each partner (S1.23, S1.24); null = not limited.</summary>
    public int? Quota { get; set; }
    public QuotaUse QuotaUse { get; set; }

    /// <summary>The registration page of invited people (S1.17); without one they cannot register (S1.18).</summary>
    public Guid? PageId { get; set; }

    /// <summary>The mail "Personalized partner invitation" is attached (S1.34, S1.37); without it nobody can be invited (S1.43).</summary>
    public bool Template { get; set; }

    /// <summary>What the form for a guest asks for beside the e-mail address, as JSON of <c>RegistrationField</c>s (S1.38, S1.39).</summary>
    public string? Fields { get; set; }

    /// <summary>A badge of another event lets its holder in and registers them (S1.81).</summary>
    public bool OtherBadges { get; set; }
    public int Version { get; set; }
}
