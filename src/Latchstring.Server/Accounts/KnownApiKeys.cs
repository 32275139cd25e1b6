using System.Collections.Concurrent;
using System.Security.Cryptography;
using Latchstring.Accounts;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Accounts;

/// <summary>
/// Finds the key behind a request, remembering found ones for five seconds so that a busy program does not cost a look-up each time.
/// <see cref="Forget"/> makes a revocation count at once here; other nodes follow within those seconds.
/// </summary>
public sealed class KnownApiKeys(Database database)
{
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, (Actor Actor, DateTimeOffset Until)> _found = new(StringComparer.Ordinal);

    public async Task<Actor?> FindAsync(string text, CancellationToken cancellationToken)
    {
        if (!ApiKeyText.TryParse(text, out var workspaceId, out var hash))
            return null;
        var name = Convert.ToHexString(hash);
        if (_found.TryGetValue(name, out var known) && database.Now < known.Until)
            return known.Actor;
        await using var db = database.Read(workspaceId);
        var key = await db.ApiKeys.FirstOrDefaultAsync(k => k.KeyHash == hash && k.RevokedAt == null, cancellationToken);
        if (key is null || !CryptographicOperations.FixedTimeEquals(key.KeyHash, hash))
        {
            _found.TryRemove(name, out _);
            return null;
        }
        var actor = new Actor(workspaceId, ActorKind.ApiKey, key.Id, key.Name, key.Permissions);
        _found[name] = (actor, database.Now + Kept);
        return actor;
    }

    public void Forget(Guid keyId)
    {
        foreach (var (name, known) in _found)
        {
            if (known.Actor.Id == keyId)
                _found.TryRemove(name, out _);
        }
    }
}
