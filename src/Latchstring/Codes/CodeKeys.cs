using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Latchstring.Codes;

/// <summary>
/// The keys behind all codes. One installation secret, kept outside the database, gives by HKDF-SHA256 a key per workspace and purpose:
/// <c>text</c> derives random codes, <c>find</c> fingerprints any text for look-up, <c>seal</c> encrypts hand-made texts (X14).
/// Losing the secret loses the codes.
/// </summary>
public sealed class CodeKeys(byte[] secret)
{
    public const int FingerprintLength = 16;
    private readonly ConcurrentDictionary<Guid, WorkspaceKeys> _keys = new();

    public WorkspaceKeys Of(Guid workspaceId) => _keys.GetOrAdd(workspaceId, id => new WorkspaceKeys(secret, id));

    /// <summary>A value that proves, without revealing it, which secret a database belongs to.</summary>
    public byte[] Proof() => HMACSHA256.HashData(secret, "latchstring installation"u8);

    /// <summary>A key for another purpose of the installation, e.g. sealing authenticator keys.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes(purpose));
}

public sealed class WorkspaceKeys
{
    private readonly byte[] _text;
    private readonly byte[] _find;
    private readonly byte[] _seal;

    internal WorkspaceKeys(byte[] secret, Guid workspaceId)
    {
        byte[] Key(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, salt: workspaceId.ToByteArray(bigEndian: true), info: Encoding.UTF8.GetBytes("latchstring/1/" + purpose));
        (_text, _find, _seal) = (Key("text"), Key("find"), Key("seal"));
    }

    /// <summary>What the unique index and every look-up compare.</summary>
    public byte[] Fingerprint(CodeText text) => Fingerprint(text.Canonical);

    public byte[] Fingerprint(ReadOnlySpan<char> canonical)
    {
        var fingerprint = new byte[CodeKeys.FingerprintLength];
        BinaryPrimitives.WriteUInt128BigEndian(fingerprint, FingerprintNumber(canonical));
        return fingerprint;
    }

    internal UInt128 FingerprintNumber(ReadOnlySpan<char> canonical)
    {
        Span<byte> ascii = stackalloc byte[canonical.Length];
        Encoding.ASCII.GetBytes(canonical, ascii);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_find, ascii, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>The canonical random text of number <paramref name="number"/> in a batch: 12 symbols, or fewer, and a check character.</summary>
    public string RandomText(Guid batchId, int number, int length = CodeText.RandomLength)
    {
        Span<char> text = stackalloc char[length + 1];
        RandomText(batchId, number, text);
        return new string(text);
    }

    public void RandomText(Guid batchId, int number, Span<char> destination)
    {
        Span<byte> input = stackalloc byte[20];
        batchId.TryWriteBytes(input, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(input[16..], number);
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_text, input, hash);
        CodeText.Encode(hash, destination);
    }

    /// <summary>AES-256-GCM: nonce 12 | tag 16 | ciphertext.</summary>
    public byte[] Seal(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var sealedText = new byte[28 + plain.Length];
        RandomNumberGenerator.Fill(sealedText.AsSpan(0, 12));
        using var aes = new AesGcm(_seal, 16);
        aes.Encrypt(sealedText.AsSpan(0, 12), plain, sealedText.AsSpan(28), sealedText.AsSpan(12, 16));
        return sealedText;
    }

    /// <exception cref="CryptographicException">Sealed under another secret, or altered.</exception>
    public string Open(ReadOnlySpan<byte> sealedText)
    {
        var plain = new byte[sealedText.Length - 28];
        using var aes = new AesGcm(_seal, 16);
        aes.Decrypt(sealedText[..12], sealedText[28..], sealedText[12..28], plain);
        return Encoding.UTF8.GetString(plain);
    }
}
