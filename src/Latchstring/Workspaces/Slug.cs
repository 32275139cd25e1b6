using System.Text.RegularExpressions;

namespace Latchstring.Workspaces;

/// <summary>The first segment of a workspace's addresses: 2 to 40 of a-z, 0-9 and hyphen, no hyphen at either end, none that the server needs itself.</summary>
public static partial class Slug
{
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "about", "account", "accounts", "admin", "api", "app", "assets", "auth", "css", "dev", "docs", "error", "files", "fonts", "health", "help", "home", "i", "images", "img",
        "install", "js", "legal", "lib", "live", "login", "logout", "me", "metrics", "new", "openapi", "ready", "register", "root", "search", "setup", "sign-in", "sign-out", "sign-up",
        "static", "status", "support", "system", "test", "webhooks", "well-known", "workspace", "workspaces", "www",
    };

    public static Problem? Refusal(string? slug, string field = "slug")
    {
        if (slug is null || !Shape().IsMatch(slug))
            return Problem.Invalid(field, "Use 2 to 40 small letters, digits and hyphens, with no hyphen at the start or the end.");
        return Reserved.Contains(slug) ? Problem.Invalid(field, "This name is reserved. Choose another.") : null;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Shape();
}
