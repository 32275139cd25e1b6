using System.Security.Cryptography;
using Latchstring.Data;

namespace Latchstring.Server.Codes;

/// <summary>
/// Files between their check and their import, sealed, because they hold codes (X14). They lie in the system's temporary folder for an hour
/// at most and belong to the account that sent them; another node asks for the file again.
/// </summary>
public sealed class UploadedFiles(Database database)
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly byte[] _key = database.Keys.Derive("latchstring uploads");
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "latchstring-uploads");

    public async Task<string> KeepAsync(Actor actor, Stream stream)
    {
        Directory.CreateDirectory(_folder);
        foreach (var old in Directory.EnumerateFiles(_folder).Where(file => File.GetLastWriteTimeUtc(file) < database.Now.UtcDateTime - Kept))
            File.Delete(old);
        stream.Position = 0;
        var plain = new byte[stream.Length];
        await stream.ReadExactlyAsync(plain);
        var name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var file = new byte[28 + plain.Length];
        RandomNumberGenerator.Fill(file.AsSpan(0, 12));
        using var aes = new AesGcm(_key, 16);
        aes.Encrypt(file.AsSpan(0, 12), plain, file.AsSpan(28), file.AsSpan(12, 16), Owner(actor));
        await File.WriteAllBytesAsync(PathOf(name), file);
        return name;
    }

    /// <summary>Null when it is gone, or is somebody else's.</summary>
    public async Task<Stream?> OpenAsync(Actor actor, string? name)
    {
        if (!IsName(name) || !File.Exists(PathOf(name!)))
            return null;
        var file = await File.ReadAllBytesAsync(PathOf(name!));
        var plain = new byte[file.Length - 28];
        try
        {
            using var aes = new AesGcm(_key, 16);
            aes.Decrypt(file.AsSpan(0, 12), file.AsSpan(28), file.AsSpan(12, 16), plain, Owner(actor));
            return new MemoryStream(plain);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public void Forget(string? name)
    {
        if (IsName(name))
            File.Delete(PathOf(name!));
    }

    private static bool IsName(string? name) => name is { Length: 32 } && name.All(char.IsAsciiHexDigitLower);

    private static byte[] Owner(Actor actor) => [.. actor.WorkspaceId.ToByteArray(), .. (actor.Id ?? Guid.Empty).ToByteArray()];

    private string PathOf(string name) => Path.Combine(_folder, name);
}
