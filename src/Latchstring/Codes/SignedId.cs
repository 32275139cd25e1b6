using System.Security.Cryptography;

namespace Latchstring.Codes;

/// <summary>An id and a keyed hash that only we can make, for one purpose. Capitals and digits only, so that any hand scanner types it right.</summary>
public static class SignedId
{
    /// <summary>What an id is signed for: a member's pass, a ticket, the registration of somebody without an account.</summary>
    public const string Member = "latchstring/1/member", Ticket = "latchstring/1/ticket", Registration = "latchstring/1/registration";

    /// <summary>The private address of an account's calendar: a new password makes a new one, and the old one shows nothing any more.</summary>
    public static string CalendarOf(string securityStamp) => "latchstring/1/calendar/" + securityStamp;

    /// <summary>Characters of the text.</summary>
    public const int Length = (16 + HashLength) * 2;
    private const int HashLength = 8;

    public static string Of(CodeKeys keys, string purpose, Guid workspaceId, Guid id) =>
        Convert.ToHexString([.. id.ToByteArray(bigEndian: true), .. Hash(keys, purpose, workspaceId, id)]);

    /// <summary>The id, or null when it is not one of ours.</summary>
    public static Guid? Read(CodeKeys keys, string purpose, Guid workspaceId, string? text)
    {
        if (Claimed(text) is not { } id)
            return null;
        return CryptographicOperations.FixedTimeEquals(Convert.FromHexString(text!).AsSpan(16), Hash(keys, purpose, workspaceId, id)) ? id : null;
    }

    /// <summary>Whose it says it is, for a purpose that only a look-up tells; <see cref="Read"/> tells whether that is true.</summary>
    public static Guid? Claimed(string? text) =>
        text is { Length: Length } && text.All(char.IsAsciiHexDigit) ? new Guid(Convert.FromHexString(text).AsSpan(0, 16), bigEndian: true) : null;

    private static byte[] Hash(CodeKeys keys, string purpose, Guid workspaceId, Guid id) =>
        HMACSHA256.HashData(keys.Derive(purpose), (byte[])[.. workspaceId.ToByteArray(bigEndian: true), .. id.ToByteArray(bigEndian: true)])[..HashLength];
}
