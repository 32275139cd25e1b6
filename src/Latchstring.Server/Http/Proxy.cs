using Latchstring.Server.Options;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.HttpOverrides;

namespace Latchstring.Server.Http;

/// <summary>
/// The reverse proxy in front: from one that the operator named we take the visitor's address and scheme, from anybody else nothing, and the
/// host from nobody. With an https base address every cookie is Secure, whatever the proxy speaks to us.
/// </summary>
internal static class Proxy
{
    public static void AddProxy(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<InstallationOptions>((forwarded, installation) =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in installation.Proxies)
                forwarded.KnownIPNetworks.Add(network);
            // Through as many of them as stand in a row; the first address that is none of ours is the visitor's.
            forwarded.ForwardLimit = null;
        });
        builder.Services.AddOptions<CookiePolicyOptions>().Configure<InstallationOptions>((cookies, installation) =>
            cookies.Secure = installation.Https ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest);
        builder.Services.AddOptions<AntiforgeryOptions>().Configure<InstallationOptions>((forms, installation) =>
        {
            forms.Cookie.Name = installation.Cookie("ls-form");
            forms.Cookie.Path = "/";
        });
    }

    /// <summary>Before everything that asks who the visitor is.</summary>
    public static void UseProxy(this WebApplication app)
    {
        // With empty lists the middleware would believe everybody.
        if (app.Services.GetRequiredService<InstallationOptions>().Proxies.Count > 0)
            app.UseForwardedHeaders();
        app.UseCookiePolicy();
    }
}
