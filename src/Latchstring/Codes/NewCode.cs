namespace Latchstring.Codes;

/// <summary>A code about to be inserted: the rest comes from its batch.</summary>
internal readonly record struct NewCode(int Number, UInt128 Fingerprint, byte[]? SealedText = null)
{
    public byte[] FingerprintBytes()
    {
        var bytes = new byte[CodeKeys.FingerprintLength];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Fingerprint);
        return bytes;
    }
}
