using System.Buffers.Binary;
using Latchstring.Data;

namespace Latchstring.Codes;

public enum CodeState { Active, Inactive, Archived }

/// <summary>What people see; the first that applies, in this order.</summary>
public enum CodeStatus { Archived, Inactive, UsedUp, Expired, NotYetValid, Valid }

/// <summary>The thing that is redeemed. Its text is not stored, only found (X14).</summary>
public sealed class AccessCode : IOwned
{
    public Guid WorkspaceId { get; init; }

    /// <summary>Made by <see cref="IdOf"/>: ordered by batch, then number.</summary>
    public Guid Id { get; init; }
    public Guid BatchId { get; init; }

    /// <summary>Number in the batch, from 1.</summary>
    public int Number { get; init; }

    /// <summary>Keyed hash of the text, unique in the workspace (I2).</summary>
    public required byte[] Fingerprint { get; set; }

    /// <summary>The text, when it was imported or edited and so cannot be derived.</summary>
    public byte[]? SealedText { get; set; }

    /// <summary>null = unlimited.</summary>
    public int? MaxUses { get; set; }

    /// <summary>Redemptions not reversed (I1).</summary>
    public int UseCount { get; set; }

    /// <summary>Inclusive start.</summary>
    public DateTimeOffset? ValidFrom { get; set; }

    /// <summary>Exclusive end: "valid till 30 June" is stored as 1 July 00:00 of the workspace's zone, in UTC.</summary>
    public DateTimeOffset? ValidTill { get; set; }
    public CodeState State { get; set; }
    public Guid? AssigneeId { get; set; }
    public Guid? PriceId { get; set; }

    /// <summary>When it was last handed out by export (S3.32), and to whom: <see cref="CodeExport"/>.</summary>
    public Guid? ExportId { get; set; }
    public int Version { get; set; }

    public Usage Usage => MaxUses == 1 ? Usage.Single : Usage.Multiple;

    /// <summary>The rule for people, in the order in which a person wants to hear it. Null = open.</summary>
    public Problem? RefusalAt(DateTimeOffset now)
    {
        if (State != CodeState.Active)
            return CodeRefusals.NotFound;
        if (UseCount >= MaxUses)
            return CodeRefusals.UsedUp;
        if (now >= ValidTill)
            return CodeRefusals.Expired;
        return now < ValidFrom ? CodeRefusals.NotYetValid : null;
    }

    /// <summary>The same rule for SQL, over the columns of <c>access_code</c> and <c>@now</c>. A truth table on both databases holds the two together.</summary>
    public const string OpenAt =
        "(state = 'Active' and (max_uses is null or use_count < max_uses) and (valid_till is null or @now < valid_till) and (valid_from is null or @now >= valid_from))";

    public CodeStatus StatusAt(DateTimeOffset now) => StatusOf(State, UseCount, MaxUses, ValidFrom, ValidTill, now);

    public static CodeStatus StatusOf(CodeState state, int useCount, int? maxUses, DateTimeOffset? validFrom, DateTimeOffset? validTill, DateTimeOffset now) =>
        state == CodeState.Archived ? CodeStatus.Archived
        : state == CodeState.Inactive ? CodeStatus.Inactive
        : useCount >= maxUses ? CodeStatus.UsedUp
        : now >= validTill ? CodeStatus.Expired
        : now < validFrom ? CodeStatus.NotYetValid
        : CodeStatus.Valid;

    /// <summary>
    /// The first twelve bytes of the batch's version-7 id, then the number. So codes sort by the making of their batch and then by
    /// number, and the codes of one batch are one range of the primary key: <see cref="RangeOf"/>.
    /// </summary>
    public static Guid IdOf(Guid batchId, int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        batchId.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[12..], number);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>First and last possible code id of a batch, both inclusive.</summary>
    public static (Guid First, Guid Last) RangeOf(Guid batchId) => (IdOf(batchId, 0), IdOf(batchId, -1));
}

/// <summary>
/// A text that is no longer the text of a code: deleted (no <see cref="CodeId"/>), or edited away and perhaps still an alias.
/// It is never issued again (X1, I2); of a deleted one nothing but this hash remains.
/// </summary>
public sealed class RetiredText : IOwned
{
    public Guid WorkspaceId { get; init; }
    public required byte[] Fingerprint { get; init; }
    public Guid? CodeId { get; set; }

    /// <summary>Until then (exclusive) the old text still opens the code, because copies of it are printed (S4 (e)).</summary>
    public DateTimeOffset? AliasUntil { get; set; }
    public byte[]? SealedText { get; set; }
    public DateTimeOffset RetiredAt { get; init; }
}

/// <summary>Codes handed out in a file: when, by whom, to which portal (S3.32).</summary>
public sealed class CodeExport : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Target { get; init; }

    /// <summary>The list's query string.</summary>
    public required string Filter { get; init; }
    public int Codes { get; set; }
    public Guid? ActorId { get; init; }
    public required string ActorName { get; init; }
    public DateTimeOffset At { get; init; }
}
