using Latchstring.Server.Http;
using Latchstring.Server.Options;

namespace Latchstring.Server.Ui;

/// <summary>Headers that every answer carries. No inline script or style, no frames, nothing from elsewhere.</summary>
public static class SecurityHeaders
{
    // Tabler draws arrows and ticks as data: images from its style sheet.
    public const string Policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Asked now, because a kind page for an error changes the path.
        var secret = CarriesSecret(context.Request.Path);
        context.Response.OnStarting(() =>
        {
            Write(context, secret);
            return Task.CompletedTask;
        });
        return next();
    });

    private static void Write(HttpContext context, bool secret)
    {
        var headers = context.Response.Headers;
        // Downloads bring a stricter policy of their own.
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = OpenApi.IsReader(context.Request.Path) ? OpenApi.ReaderPolicy : Policy;
        headers.XContentTypeOptions = "nosniff";
        if (context.RequestServices.GetRequiredService<InstallationOptions>().Https)
            headers.StrictTransportSecurity = "max-age=31536000";
        // Our own pages frame a mail to show it as it looks.
        if (headers.XFrameOptions.Count == 0)
            headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = secret ? "no-referrer" : "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()";
        if (context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true)
            headers.CacheControl = "no-store";
    }

    /// <summary>Links whose path is itself the permission: /{workspace}/i/{code}, one-time links.</summary>
    private static bool CarriesSecret(PathString path)
    {
        var parts = path.Value?.Split('/', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return (parts.Length >= 3 && parts[1] is "i" or "join" or "password" or "invite" or "unsubscribe" or "invitation" or "registration" or "ticket") || (parts.Length >= 4 && parts[1] == "app" && parts[2] is "join" or "calendar");
    }
}
