using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Latchstring.Data;

namespace Latchstring.Accounts;

/// <summary>
/// A small puzzle that a browser solves in a second or two and that makes a thousand tries a second expensive: find a nonce so that
/// SHA-256 of <c>challenge.nonce</c> begins with <see cref="Bits"/> zero bits. The challenge needs no store; it is signed for one
/// workspace and one source.
/// </summary>
public sealed class ProofOfWork(Database database)
{
    public const int Bits = 16;
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);
    private readonly byte[] _key = database.Keys.Derive("latchstring/1/proof of work");

    /// <summary><c>issued-salt-signature</c>, all hexadecimal.</summary>
    public string Issue(Guid workspaceId, string source)
    {
        var head = $"{database.Now.ToUnixTimeSeconds():x}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        return $"{head}-{Sign(workspaceId, source, head)}";
    }

    /// <summary>Reads what a form sent back: <c>challenge</c> alone, or <c>challenge.nonce</c>. Null when it is not ours, not for this source, or too old.</summary>
    public Proof? Read(Guid workspaceId, string source, string? answer)
    {
        if (answer is null || answer.Length > 200)
            return null;
        var dot = answer.IndexOf('.', StringComparison.Ordinal);
        var challenge = dot < 0 ? answer : answer[..dot];
        var cut = challenge.LastIndexOf('-');
        if (cut < 0 || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(challenge[(cut + 1)..]), Encoding.UTF8.GetBytes(Sign(workspaceId, source, challenge[..cut]))))
            return null;
        var issued = DateTimeOffset.FromUnixTimeSeconds(long.Parse(challenge[..challenge.IndexOf('-', StringComparison.Ordinal)], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        return database.Now - issued > Lifetime ? null : new Proof(challenge, issued, dot >= 0 && ZeroBits(SHA256.HashData(Encoding.UTF8.GetBytes(answer))) >= Bits);
    }

    private string Sign(Guid workspaceId, string source, string head) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{workspaceId:N} {source} {head}")).AsSpan(0, 12));

    private static int ZeroBits(byte[] hash) => BitOperations.LeadingZeroCount(BinaryPrimitives.ReadUInt64BigEndian(hash));
}

/// <param name="Solved">The nonce fits. Without one, only time can vouch for the sender.</param>
public sealed record Proof(string Challenge, DateTimeOffset IssuedAt, bool Solved);
