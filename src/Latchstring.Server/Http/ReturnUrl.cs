namespace Latchstring.Server.Http;

/// <summary>Where to go after signing in: only a path of this site, and of this workspace.</summary>
public static class ReturnUrl
{
    /// <summary>Starts with one slash, no backslash, no control character: <c>//evil</c>, <c>/\evil</c> and <c>https:…</c> are not.</summary>
    public static bool IsLocal(string? url) =>
        url is ['/', ..] && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(c => char.IsControl(c) || c == '\\');

    public static string Or(string? url, string otherwise) => IsLocal(url) ? url! : otherwise;
}
