using System.Security.Cryptography;
using Latchstring.Codes;

namespace Latchstring.Server.Options;

/// <summary>
/// The one secret that all code keys come from, kept outside the database: LATCHSTRING_SECRET, or the file <c>secret</c> in the data folder,
/// which the first start makes with mode 0400.
/// </summary>
public static class InstallationSecret
{
    public const string LossWarning =
        "Keep a copy of it in another place than the backups of the database. Without it nobody can read or check any code ever issued; nobody can make it again.";

    public static string FileOf(string dataFolder) => Path.Combine(dataFolder, "secret");

    public static CodeKeys Load(InstallationOptions options, ILogger logger)
    {
        if (options.Secret is { } given)
            return new CodeKeys(Decode(given, "LATCHSTRING_SECRET"));
        var file = FileOf(options.DataFolder);
        if (!File.Exists(file))
        {
            Create(file);
            logger.LogWarning("Made the secret of this installation: {File}. " + LossWarning, file);
        }
        return new CodeKeys(Decode(File.ReadAllText(file), file));
    }

    private static void Create(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead;
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
    }

    private static byte[] Decode(string text, string source)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.Trim(), bytes, out var length) || length < 32)
            throw new StartException($"{source} must hold 32 or more bytes in base64.");
        return bytes[..length];
    }
}
