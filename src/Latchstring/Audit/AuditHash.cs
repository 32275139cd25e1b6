using System.Buffers.Binary;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Latchstring.Data;

namespace Latchstring.Audit;

/// <summary>
/// SHA-256 over the hash before and every entry of the transactions [from, to), ordered by transaction and id. Fields are written with their
/// lengths, so that no two different entries give the same bytes.
/// </summary>
internal static class AuditHash
{
    public static readonly byte[] Start = new byte[32];

    public static async Task<(byte[] Hash, int Entries)> OfAsync(Db db, byte[] before, long fromTx, long toTx, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        var entries = 0;
        await using var command = db.Command(
            """
            select tx, id, at, actor_kind, actor_id, actor_name, action, subject, subject_id, detail
            from audit_entry where workspace_id = @ws and tx >= @from and tx < @to order by tx, id
            """,
            ("from", fromTx), ("to", toTx));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        for (; await reader.ReadAsync(cancellationToken); entries++)
            Append(hash, db, reader);
        return (hash.GetHashAndReset(), entries);
    }

    private static void Append(IncrementalHash hash, Db db, DbDataReader reader)
    {
        var row = new Row(db, reader);
        Append(hash, row.Long(0));
        Append(hash, row.Guid(1));
        Append(hash, (row.Time(2).UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
        Append(hash, row.Text(3));
        Append(hash, row.GuidOrNull(4));
        Append(hash, row.Text(5));
        Append(hash, row.Text(6));
        Append(hash, row.Text(7));
        Append(hash, row.GuidOrNull(8));
        Append(hash, row.TextOrNull(9));
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, Guid? id)
    {
        Span<byte> bytes = stackalloc byte[16];
        (id ?? Guid.Empty).TryWriteBytes(bytes, bigEndian: true, out _);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        var bytes = Encoding.UTF8.GetBytes(text ?? "");
        Append(hash, text is null ? -1L : bytes.Length);
        hash.AppendData(bytes);
    }
}
