using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Latchstring.Codes;

namespace Latchstring.Sending;

/// <summary>What stands behind <c>/{workspace}/unsubscribe/…</c>: the address, and a keyed hash that only we can make. Nothing is stored for it.</summary>
public static class OptOutTokens
{
    private const int HashLength = 16;

    public static string Of(CodeKeys keys, Guid workspaceId, string address) =>
        Base64Url.EncodeToString([.. Hash(keys, workspaceId, Encoding.UTF8.GetBytes(address)), .. Encoding.UTF8.GetBytes(address)]);

    /// <summary>The address, or null when the token is not ours.</summary>
    public static string? AddressOf(CodeKeys keys, Guid workspaceId, string token)
    {
        var bytes = new byte[token.Length];
        if (token.Length > 500 || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var length) || length <= HashLength)
            return null;
        var address = bytes[HashLength..length];
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, HashLength), Hash(keys, workspaceId, address)) ? Encoding.UTF8.GetString(address) : null;
    }

    private static byte[] Hash(CodeKeys keys, Guid workspaceId, byte[] address) =>
        HMACSHA256.HashData(keys.Derive("latchstring/1/unsubscribe"), (byte[])[.. workspaceId.ToByteArray(bigEndian: true), .. address])[..HashLength];
}
