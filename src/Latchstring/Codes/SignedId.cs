using System.Security.Cryptography;

namespace Latchstring.Codes;

/// <summary>An id and a keyed hash that only we can make, for one purpose. Capitals and digits only, so that any hand scanner types it right.</summary>
public static class SignedId
{
    public const string Member = "latchstring/1/member", Ticket = "latchstring/1/ticket";

    /// <summary>Characters of the text.</summary>
    public const int Length = (16 + HashLength) * 2;
    private const int HashLength = 8;

    public static string Of(CodeKeys keys, string purpose, Guid workspaceId, Guid id) =>
        Convert.ToHexString([.. id.ToByteArray(bigEndian: true), .. Hash(keys, purpose, workspaceId, id)]);

    /// <summary>The id, or null when it is not one of ours.</summary>
    public static Guid? Read(CodeKeys keys, string purpose, Guid workspaceId, string? text)
    {
        if (text is not { Length: Length } || !text.All(char.IsAsciiHexDigit))
            return null;
        var bytes = Convert.FromHexString(text);
        var id = new Guid(bytes.AsSpan(0, 16), bigEndian: true);
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(16), Hash(keys, purpose, workspaceId, id)) ? id : null;
    }

    private static byte[] Hash(CodeKeys keys, string purpose, Guid workspaceId, Guid id) =>
        HMACSHA256.HashData(keys.Derive(purpose), (byte[])[.. workspaceId.ToByteArray(bigEndian: true), .. id.ToByteArray(bigEndian: true)])[..HashLength];
}
