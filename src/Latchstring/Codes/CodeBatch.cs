using System.Globalization;
using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>Short ones are made only for one person each, and are worth something only beside that person's e-mail or phone (X8, X15).</summary>
public enum Naming { Random, NamePlusRandom, Sequential, Short }

public enum BatchOrigin { Manual, Csv, Guests, Campaign, Api }

public enum BatchStatus { Issuing, Ready, Stopped }

public enum Usage { Single, Multiple }

/// <summary>One act of making codes. All of them open the same offering or programme.</summary>
public sealed class CodeBatch : IOwned
{
    public Guid WorkspaceId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public Guid? OfferingId { get; init; }
    public Guid? ProgrammeId { get; init; }

    /// <summary>The agreement under whose terms the codes open it.</summary>
    public Guid? AgreementId { get; init; }

    /// <summary>Codes asked for. <see cref="Issued"/> of them exist (or existed) already.</summary>
    public int Quantity { get; init; }
    public int Issued { get; set; }

    /// <summary>The number the next code takes; runs ahead of <see cref="Issued"/> by the numbers whose text was taken.</summary>
    public int NextNumber { get; set; } = 1;
    public Naming Naming { get; init; }

    /// <summary>The custom name, sealed: with it, sequential codes could be read from a dump (X14).</summary>
    public byte[]? SealedName { get; init; }

    /// <summary>Sequential: the running number of code 1 of this batch (S4.6 starts at 1, later batches continue at highest + 1).</summary>
    public long FirstInSequence { get; init; }

    /// <summary>Uses of each code; null = unlimited, only when asked for explicitly.</summary>
    public int? MaxUses { get; init; } = 1;
    public DateTimeOffset? ValidFrom { get; init; }
    public DateTimeOffset? ValidTill { get; init; }
    public Guid? PriceId { get; init; }

    /// <summary>Free text on the batch, not on each code (S0.8).</summary>
    public string? Note { get; set; }
    public BatchOrigin Origin { get; init; }
    public BatchStatus Status { get; set; }
    public Guid? MadeBy { get; init; }
    public required string MadeByName { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    // Kept counts, moved in the transaction that causes them; `check` proves them.
    public int Used { get; set; }
    public long Uses { get; set; }
    public int Inactive { get; set; }
    public int Archived { get; set; }
    public int Deleted { get; set; }

    /// <summary>Version of the installation secret under which texts were derived.</summary>
    public int KeyVersion { get; init; } = 1;

    public Usage Usage => MaxUses == 1 ? Usage.Single : Usage.Multiple;

    /// <summary>The text of code <paramref name="number"/>, unless the code has its own sealed text.</summary>
    public static string TextOf(WorkspaceKeys keys, Guid batchId, Naming naming, string? name, long firstInSequence, int number) => naming switch
    {
        Naming.Sequential => name + (firstInSequence + number - 1).ToString(CultureInfo.InvariantCulture),
        Naming.Short => CodeText.ShownShort(keys.RandomText(batchId, number, CodeText.ShortLength)),
        Naming.NamePlusRandom => name + "-" + CodeText.Shown(keys.RandomText(batchId, number)),
        _ => CodeText.Shown(keys.RandomText(batchId, number)),
    };
}

/// <summary>The next free running number of a sequential name, so that MATHS goes on at highest + 1.</summary>
public sealed class NameSequence : IOwned
{
    public Guid WorkspaceId { get; init; }

    /// <summary>Fingerprint of the canonical name.</summary>
    public required byte[] NameFingerprint { get; init; }
    public long Next { get; set; }
}
