using System.Buffers.Text;
using System.Security.Cryptography;
using Latchstring.Codes;

namespace Latchstring.Sending;

/// <summary>
/// Names one message in an address that others call back: a gateway with its delivery report, a mail program with the image. Signed, and good for
/// that one purpose, so that nobody else can say what became of a message; nothing is stored.
/// </summary>
public sealed class MessageTokens
{
    private const int IdLength = 16;
    private const int HashLength = 16;

    public static readonly MessageTokens Report = new("latchstring/1/delivery-report");
    public static readonly MessageTokens Image = new("latchstring/1/mail-image");

    private readonly string _purpose;

    private MessageTokens(string purpose) => _purpose = purpose;

    public string Of(CodeKeys keys, Guid workspaceId, Guid messageId)
    {
        byte[] ids = [.. workspaceId.ToByteArray(bigEndian: true), .. messageId.ToByteArray(bigEndian: true)];
        return Base64Url.EncodeToString([.. ids, .. Hash(keys, ids)]);
    }

    /// <summary>Workspace and message, or null when the token is not ours.</summary>
    public (Guid WorkspaceId, Guid MessageId)? Read(CodeKeys keys, string token)
    {
        var bytes = new byte[(2 * IdLength) + HashLength];
        if (token.Length > 100 || !Base64Url.IsValid(token, out var length) || length != bytes.Length || !Base64Url.TryDecodeFromChars(token, bytes, out _))
            return null;
        var ids = bytes[..(2 * IdLength)];
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(2 * IdLength), Hash(keys, ids))
            ? (new Guid(ids.AsSpan(0, IdLength), bigEndian: true), new Guid(ids.AsSpan(IdLength), bigEndian: true)) : null;
    }

    private byte[] Hash(CodeKeys keys, byte[] ids) => HMACSHA256.HashData(keys.Derive(_purpose), ids)[..HashLength];
}
