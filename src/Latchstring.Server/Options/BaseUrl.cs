using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Latchstring.Server.Options;

/// <summary>The address that links in mails, files and QR codes start with. Never taken from a request: the Host header is the visitor's.</summary>
public sealed class BaseUrl(InstallationOptions options, IServer server)
{
    /// <summary>The configured address, else the first one that the server listens on.</summary>
    public Uri Value => options.BaseUrl
        ?? new Uri((server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost:5080").Replace("[::]", "localhost", StringComparison.Ordinal).Replace("0.0.0.0", "localhost", StringComparison.Ordinal));

    /// <summary>An absolute link to a path such as <c>/acme/i/CODE</c>.</summary>
    public string Of(string path) => Value.ToString().TrimEnd('/') + "/" + path.TrimStart('/');
}
