using Latchstring.Data;

namespace Latchstring.Invitations;

/// <summary>What staff see of a person and one booking app: exactly one of these (S2.43).</summary>
public enum InviteState { NotInvited, Queued, Sent, Expired, Accepted }

/// <summary>
/// One person is asked into one offering. The row stays over every resend; the code it carries is replaced (X13 NewCode) and the old one is
/// inactive for good. It lives from the hand-over of its first message (X3, S2.6), not from its making.
/// </summary>
public sealed class Invitation : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid OfferingId { get; init; }
    public Guid PersonId { get; init; }

    /// <summary>The code that redeems it now; deleting it deletes the invitation with it.</summary>
    public Guid CodeId { get; set; }
    public Guid? CampaignId { get; set; }

    /// <summary>The partnership under which the guest was invited. Two partners may invite the same guest, one does so once (S1.85).</summary>
    public Guid? AgreementId { get; init; }

    /// <summary>Of a guest: what the partner entered, as JSON of field → value. It prefills the registration page and changes no person.</summary>
    public string? Guest { get; set; }

    /// <summary>Of a guest: since when it counts against the quota; null = not yet (the event says when).</summary>
    public DateTimeOffset? CountedAt { get; set; }

    /// <summary>The guest said no (S1.75).</summary>
    public DateTimeOffset? DeclinedAt { get; set; }

    /// <summary>1, and one more with each resend.</summary>
    public int Generation { get; set; } = 1;
    public required string InviterName { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the first message of this generation left.</summary>
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Exclusive end: <see cref="SentAt"/> and the offering's invite lifetime.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }
    public DateTimeOffset? RemindedAt { get; set; }

    /// <summary>Never left, or taken back: the person counts as not invited.</summary>
    public DateTimeOffset? CancelledAt { get; set; }
    public int Version { get; set; }

    /// <param name="registered">The person is in the offering.</param>
    public InviteState StateAt(DateTimeOffset now, bool registered) =>
        registered ? InviteState.Accepted
        : CancelledAt is not null ? InviteState.NotInvited
        : SentAt is null ? InviteState.Queued
        : now < ExpiresAt ? InviteState.Sent : InviteState.Expired;

    /// <summary><see cref="StateAt"/> for SQL: i is the invitation or null, r the registration or null, <c>@now</c> the time.</summary>
    public const string StateSql =
        "case when r.id is not null and r.status = 'Registered' then 'Accepted' when i.id is null or i.cancelled_at is not null then 'NotInvited' when i.sent_at is null then 'Queued' when @now < i.expires_at then 'Sent' else 'Expired' end";
}
