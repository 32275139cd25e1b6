using System.Net;

namespace Latchstring.Server.Options;

/// <summary>Where this installation keeps its data. Read once at start; what cannot work is said there and then.</summary>
/// <param name="DataFolder">LATCHSTRING_DATA, default <c>./data</c>: the secret, the SQLite file, the audit anchors.</param>
/// <param name="ConnectionString">ConnectionStrings__Latchstring, of SQLite or PostgreSQL; default a SQLite file in the data folder.</param>
/// <param name="Secret">LATCHSTRING_SECRET, base64 of 32 bytes or more; default the file <c>secret</c> in the data folder.</param>
/// <param name="BaseUrl">LATCHSTRING_BASE_URL, the address that links are made with, e.g. <c>https://codes.example.org</c>.</param>
public sealed record InstallationOptions(string DataFolder, string ConnectionString, string? Secret, Uri? BaseUrl)
{
    /// <summary>LATCHSTRING_PROXIES, addresses or networks such as <c>127.0.0.1, 10.0.0.0/8</c>: only what stands here is believed whom it forwards for.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>Visitors come over https, though the proxy in front may speak http to us.</summary>
    public bool Https => BaseUrl?.Scheme == "https";

    /// <summary>The name of a cookie: over https with the prefix that binds it to this host, to https and to the path /.</summary>
    public string Cookie(string name) => Https ? "__Host-" + name : name;

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
            link)
        {
            Proxies = [.. (configuration["LATCHSTRING_PROXIES"] ?? "").Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Network)],
        };
    }

    private static IPNetwork Network(string text) =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network
        : throw new StartException($"LATCHSTRING_PROXIES must list addresses or networks such as 127.0.0.1, 10.0.0.0/8; '{text}' is none.");
}

/// <summary>The operator has to change something before the server can start; the message says what.</summary>
public sealed class StartException(string message) : Exception(message);
