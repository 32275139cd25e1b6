using Latchstring.Data;

namespace Latchstring.Sending;

public enum Channel { Email, Sms }

/// <summary>
/// Forward only: Queued → Sent → Delivered → Opened → Clicked. Queued → NotSent when it was cancelled or must not go any more;
/// Bounced and Failed when the receiving side refused it for good; Unknown when the answer to it was lost.
/// </summary>
public enum MessageStatus { Queued, Sent, Delivered, Opened, Clicked, NotSent, Bounced, Failed, Unknown }

/// <summary>What goes first in a lane (X16).</summary>
public enum Rank { Account, OneToOne, Batch }

/// <summary>
/// One e-mail or text message to one address. The row is the queue: whoever holds its lease under the current <see cref="Fence"/> may hand it over,
/// anybody who lost it must not. One row stands for one (code, template, generation) and keeps its Message-ID over all tries.
/// </summary>
public sealed class Message : IOwned
{
    public const int LongestReason = 300;

    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The <see cref="Lane"/>: what the code opens, or the workspace for mails about accounts.</summary>
    public Guid LaneId { get; init; }
    public Channel Channel { get; init; }
    public Rank Rank { get; init; }
    public TemplateType Type { get; init; }
    public MessageStatus Status { get; set; }
    public required string Address { get; init; }

    /// <summary>What stands behind the @, for back-off.</summary>
    public required string Domain { get; init; }
    public required string Locale { get; init; }

    /// <summary>IANA zone of the recipient's <see cref="SendingWindow"/>.</summary>
    public required string TimeZone { get; init; }
    public Guid? CodeId { get; init; }
    public Guid? PersonId { get; init; }

    /// <summary>1, and one more with each resend.</summary>
    public int Generation { get; init; } = 1;

    /// <summary>One act of sending; messages to a list share it. For news about a booking the booking.</summary>
    public Guid SendingId { get; init; }

    /// <summary>The exact mail (<see cref="Mail"/> as JSON), sealed because it shows a code or a link (X14). Null until it is first handed over.</summary>
    public byte[]? SealedMail { get; set; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not claimed before: the window, a chosen time, or the next try.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>Useless from then on (exclusive end); null = what the code says.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Fence { get; set; }
    public int Attempts { get; set; }

    /// <summary>Set before the transport gets it; who dies after that leaves <see cref="MessageStatus.Unknown"/>.</summary>
    public DateTimeOffset? HandedAt { get; set; }
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? DeliveredAt { get; set; }

    /// <summary>When its image was first loaded, where the workspace chose to know.</summary>
    public DateTimeOffset? OpenedAt { get; set; }

    /// <summary>What the gateway calls it.</summary>
    public string? ProviderId { get; set; }

    /// <summary>First visit of the link that looks like a person's, and first that looks like a machine's (X6: neither uses anything up).</summary>
    public DateTimeOffset? VisitedAt { get; set; }
    public DateTimeOffset? ScannedAt { get; set; }

    /// <summary>Why it was not sent (a name of <see cref="NotSent"/>), or what the server answered.</summary>
    public string? Reason { get; set; }
    public required string ActorName { get; init; }

    /// <summary>One of those that stand for an <see cref="Invitations.Invitation"/> together.</summary>
    public bool IsOfInvitation => Type is TemplateType.Invite or TemplateType.InviteCode or TemplateType.Reminder;

    public static bool IsAboutBooking(TemplateType type) => type is >= TemplateType.BookingConfirmed and <= TemplateType.BookingCalledOff;

    /// <summary>What became of the registration of a partner's guest.</summary>
    public static bool IsAboutGuest(TemplateType type) => type is >= TemplateType.GuestRegistered and <= TemplateType.GuestCancelled;

    /// <summary>Password mails, and what somebody is waiting for at this moment, go at any hour.</summary>
    public bool AnyTime => Rank == Rank.Account;

    public static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];
}

/// <summary>Why a message never left; kept as its reason.</summary>
public static class NotSent
{
    public const string Cancelled = "cancelled";
    public const string Suppressed = "suppressed";
    public const string Expired = "expired";
    public const string Redeemed = "redeemed";
    public const string Inactive = "inactive";
    public const string Reassigned = "reassigned";
    public const string Overtaken = "overtaken";

    public static readonly IReadOnlyList<string> All = [Cancelled, Suppressed, Expired, Redeemed, Inactive, Reassigned, Overtaken];
}

public enum SuppressionReason { HardBounce, OptOut, Complaint }

/// <summary>Nothing more goes to this address, except what its owner asks for.</summary>
public sealed class Suppression : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Channel Channel { get; init; }
    public required string Address { get; init; }
    public SuppressionReason Reason { get; init; }

    /// <summary>What the receiving server said.</summary>
    public string? Detail { get; init; }
    public DateTimeOffset At { get; init; }

    /// <returns>false = it was so before, and stays for the reason it had.</returns>
    internal static async Task<bool> AddAsync(Db db, Channel channel, string address, SuppressionReason reason, string? detail, DateTimeOffset now, CancellationToken cancellationToken) => await db.ExecuteAsync(
        "insert into suppression (workspace_id, channel, address, reason, detail, at) values (@ws, @channel, @address, @reason, @detail, @now) on conflict (workspace_id, channel, address) do nothing",
        cancellationToken, ("channel", channel), ("address", address), ("reason", reason), ("detail", detail), ("now", now)) == 1;
}
