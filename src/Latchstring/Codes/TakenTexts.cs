using System.Buffers.Binary;
using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>Which texts are in use or were ever used in the workspace (I2).</summary>
internal static class TakenTexts
{
    public static async Task<HashSet<UInt128>> AmongAsync(Db db, IEnumerable<NewCode> codes, CancellationToken cancellationToken)
    {
        var taken = new HashSet<UInt128>();
        foreach (var slice in codes.Select(code => code.FingerprintBytes()).Chunk(5_000))
        {
            await using var command = db.Command("");
            var rows = db.Rows(command, "a", ("fingerprint", slice));
            command.CommandText =
                $"""
                select a.fingerprint from {rows} where exists (select 1 from access_code c where c.workspace_id = @ws and c.fingerprint = a.fingerprint)
                or exists (select 1 from retired_text t where t.workspace_id = @ws and t.fingerprint = a.fingerprint)
                """;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                taken.Add(BinaryPrimitives.ReadUInt128BigEndian((byte[])reader.GetValue(0)));
        }
        return taken;
    }

    /// <summary>One text, as a verb that sets it by hand asks.</summary>
    public static async Task<bool> ContainsAsync(Db db, byte[] fingerprint, CancellationToken cancellationToken) =>
        (await AmongAsync(db, [new NewCode(0, BinaryPrimitives.ReadUInt128BigEndian(fingerprint))], cancellationToken)).Count > 0;
}
