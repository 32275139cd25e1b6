using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using Latchstring.Codes;

namespace Latchstring.Invitations;

/// <summary>
/// What stands behind <c>/{workspace}/app/join/…</c> in the e-mail of an invitation: which one, of which generation, and a keyed hash that only we
/// can make. Whoever holds it reads the mail of the address on file; nothing is stored for it, and a resend makes the older ones worthless (X13).
/// </summary>
public static class InviteTokens
{
    private const int NamedLength = 20;
    private const int HashLength = 16;

    public static string Of(CodeKeys keys, Guid workspaceId, Guid invitationId, int generation)
    {
        Span<byte> named = stackalloc byte[NamedLength];
        invitationId.TryWriteBytes(named, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(named[16..], generation);
        return Base64Url.EncodeToString([.. named, .. Hash(keys, workspaceId, named)]);
    }

    /// <summary>What the token names, or null when it is not ours.</summary>
    public static (Guid InvitationId, int Generation)? Read(CodeKeys keys, Guid workspaceId, string? token)
    {
        Span<byte> bytes = stackalloc byte[NamedLength + HashLength + 1];
        if (token is not { Length: 48 } || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var length) || length != NamedLength + HashLength)
            return null;
        var named = bytes[..NamedLength];
        return CryptographicOperations.FixedTimeEquals(bytes[NamedLength..length], Hash(keys, workspaceId, named))
            ? (new Guid(named[..16], bigEndian: true), BinaryPrimitives.ReadInt32BigEndian(named[16..]))
            : null;
    }

    private static byte[] Hash(CodeKeys keys, Guid workspaceId, ReadOnlySpan<byte> named) =>
        HMACSHA256.HashData(keys.Derive("latchstring/1/join"), (byte[])[.. workspaceId.ToByteArray(bigEndian: true), .. named])[..HashLength];
}
