using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Latchstring.Accounts;

/// <summary>
/// <c>lsk_</c>, then base64url of the workspace's id (16 bytes) and of 256 random bits. The workspace stands in the key so that finding it
/// is a look-up inside one workspace; the random part alone is the secret.
/// </summary>
public static class ApiKeyText
{
    private const string Prefix = "lsk_";
    private const int Bytes = 16 + 32;

    public static string New(Guid workspaceId)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        workspaceId.TryWriteBytes(bytes, bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes[16..]);
        return Prefix + Base64Url.EncodeToString(bytes);
    }

    /// <summary>SHA-256 of the whole text: all that is kept of a key.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));

    public static bool TryParse(string? text, out Guid workspaceId, [NotNullWhen(true)] out byte[]? hash)
    {
        workspaceId = default;
        hash = null;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text is null || text.Length != Prefix.Length + 64 || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Base64Url.TryDecodeFromChars(text.AsSpan(Prefix.Length), bytes, out var written) || written != Bytes)
            return false;
        workspaceId = new Guid(bytes[..16], bigEndian: true);
        hash = HashOf(text);
        return true;
    }
}
