using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>A link as its maker sees it, once: afterwards only the SHA-256 of the token is known.</summary>
public sealed record MadeLink(InviteLink Link, string Token);

/// <summary>256 random bits behind <c>/{workspace}/join/…</c> and <c>/{workspace}/password/…</c>.</summary>
public static class OneTimeLinks
{
    /// <summary>One answer for a link that is unknown, spent, revoked or too old: its holder needs a new one in any case.</summary>
    public static readonly Problem Dead = new("link.dead", 410, "This link has been used already, was withdrawn, or is too old. Ask for a new one.");

    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>The link behind a token if it can still be used. Changes nothing.</summary>
    public static async Task<InviteLink?> FindOpenAsync(this Database database, Guid workspaceId, InviteLinkKind kind, string? token, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        return await FindOpenAsync(db, kind, token, database.Now, cancellationToken);
    }

    internal static async Task<InviteLink?> FindOpenAsync(Db db, InviteLinkKind kind, string? token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (token is not { Length: 43 })
            return null;
        var hash = HashOf(token);
        return await db.InviteLinks.SingleOrDefaultAsync(link => link.TokenHash == hash && link.Kind == kind, cancellationToken) is { } found && found.OpenAt(now) ? found : null;
    }

    /// <summary>Spends the link if nobody was faster: one guarded update, whose row count is the answer.</summary>
    internal static async Task<bool> SpendAsync(Db db, InviteLink link, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.InviteLinks.Where(l => l.Id == link.Id && l.SpentAt == null && l.RevokedAt == null && l.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.SpentAt, now), cancellationToken) == 1;
}
