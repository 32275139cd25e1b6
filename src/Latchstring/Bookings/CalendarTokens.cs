using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Latchstring.Codes;

namespace Latchstring.Bookings;

/// <summary>
/// The private address of somebody's calendar. It hangs on the account's security stamp, so that a new password makes a new address and the old
/// one shows nothing any more.
/// </summary>
public static class CalendarTokens
{
    private const int HashLength = 16;

    public static string Of(CodeKeys keys, Guid workspaceId, Guid accountId, string stamp) =>
        Base64Url.EncodeToString([.. accountId.ToByteArray(bigEndian: true), .. Hash(keys, workspaceId, accountId, stamp)]);

    /// <summary>Whose it says it is; <see cref="IsRight"/> tells whether that is true.</summary>
    public static Guid? AccountOf(string? token)
    {
        Span<byte> bytes = stackalloc byte[64];
        return token is { Length: 43 } && Base64Url.IsValid(token) && Base64Url.TryDecodeFromChars(token, bytes, out var length) && length == 16 + HashLength ? new Guid(bytes[..16], bigEndian: true) : null;
    }

    public static bool IsRight(CodeKeys keys, Guid workspaceId, Guid accountId, string stamp, string token) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Of(keys, workspaceId, accountId, stamp)), Encoding.ASCII.GetBytes(token));

    private static byte[] Hash(CodeKeys keys, Guid workspaceId, Guid account, string stamp) =>
        HMACSHA256.HashData(keys.Derive("latchstring/1/calendar"), (byte[])[.. workspaceId.ToByteArray(bigEndian: true), .. account.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(stamp)])[..HashLength];
}
