using System.Buffers.Text;
using System.Security.Cryptography;
using Latchstring.Codes;

namespace Latchstring.Redemptions;

/// <summary>
/// What stands behind <c>/{workspace}/registration/…</c> in the mail to somebody who registered without an account: whose registration it is, and a
/// keyed hash that only we can make. Nothing is stored for it.
/// </summary>
public static class RegistrationTokens
{
    private const int HashLength = 16;

    public static string Of(CodeKeys keys, Guid workspaceId, Guid registrationId) => Base64Url.EncodeToString([.. registrationId.ToByteArray(bigEndian: true), .. Hash(keys, workspaceId, registrationId)]);

    /// <summary>The registration, or null when the token is not ours.</summary>
    public static Guid? Read(CodeKeys keys, Guid workspaceId, string? token)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (token is not { Length: 43 } || !Base64Url.IsValid(token) || !Base64Url.TryDecodeFromChars(token, bytes, out var length) || length != 16 + HashLength)
            return null;
        var registration = new Guid(bytes[..16], bigEndian: true);
        return CryptographicOperations.FixedTimeEquals(bytes[16..length], Hash(keys, workspaceId, registration)) ? registration : null;
    }

    private static byte[] Hash(CodeKeys keys, Guid workspaceId, Guid registration) =>
        HMACSHA256.HashData(keys.Derive("latchstring/1/registration"), (byte[])[.. workspaceId.ToByteArray(bigEndian: true), .. registration.ToByteArray(bigEndian: true)])[..HashLength];
}
