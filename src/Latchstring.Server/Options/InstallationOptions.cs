namespace Latchstring.Server.Options;

/// <summary>Where this installation keeps its data. Read once at start; what cannot work is said there and then.</summary>
/// <param name="DataFolder">LATCHSTRING_DATA, default <c>./data</c>: the secret, the SQLite file, the audit anchors.</param>
/// <param name="ConnectionString">ConnectionStrings__Latchstring, of SQLite or PostgreSQL; default a SQLite file in the data folder.</param>
/// <param name="Secret">LATCHSTRING_SECRET, base64 of 32 bytes or more; default the file <c>secret</c> in the data folder.</param>
/// <param name="BaseUrl">LATCHSTRING_BASE_URL, the address that links are made with, e.g. <c>https://codes.example.org</c>.</param>
public sealed record InstallationOptions(string DataFolder, string ConnectionString, string? Secret, Uri? BaseUrl)
{
    public static InstallationOptions From(IConfiguration configuration)
    {
        var folder = Path.GetFullPath(configuration["LATCHSTRING_DATA"] is { Length: > 0 } given ? given : "data");
        var baseUrl = configuration["LATCHSTRING_BASE_URL"];
        Uri? link = null;
        if (!string.IsNullOrEmpty(baseUrl) && (!Uri.TryCreate(baseUrl, UriKind.Absolute, out link) || link.Scheme is not ("http" or "https")))
            throw new StartException($"LATCHSTRING_BASE_URL must be an address such as https://codes.example.org, not '{baseUrl}'.");
        return new InstallationOptions(
            folder,
            configuration.GetConnectionString("Latchstring") is { Length: > 0 } connection ? connection : $"Data Source={Path.Combine(folder, "latchstring.db")}",
            configuration["LATCHSTRING_SECRET"] is { Length: > 0 } secret ? secret : null,
            link);
    }
}

/// <summary>The operator has to change something before the server can start; the message says what.</summary>
public sealed class StartException(string message) : Exception(message);
