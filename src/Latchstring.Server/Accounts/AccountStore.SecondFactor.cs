using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Latchstring.Accounts;
using Latchstring.Audit;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Accounts;

/// <summary>Authenticator key (sealed), recovery codes (hashed) and passkeys.</summary>
public sealed partial class AccountStore : IUserAuthenticatorKeyStore<Account>, IUserTwoFactorRecoveryCodeStore<Account>, IUserPasskeyStore<Account>
{
    public Task SetAuthenticatorKeyAsync(Account user, string key, CancellationToken cancellationToken) =>
        Set(() => user.AuthenticatorKey = database.Keys.Of(user.WorkspaceId).Seal(key));

    public Task<string?> GetAuthenticatorKeyAsync(Account user, CancellationToken cancellationToken) =>
        Task.FromResult(user.AuthenticatorKey is { } key ? database.Keys.Of(user.WorkspaceId).Open(key) : null);

    public Task ReplaceCodesAsync(Account user, IEnumerable<string> recoveryCodes, CancellationToken cancellationToken) =>
        Set(() => user.RecoveryCodeHashes = string.Join(' ', recoveryCodes.Select(Hash)));

    public async Task<bool> RedeemCodeAsync(Account user, string code, CancellationToken cancellationToken)
    {
        var hashes = Hashes(user);
        if (!hashes.Remove(Hash(code)))
            return false;
        user.RecoveryCodeHashes = string.Join(' ', hashes);
        return (await UpdateAsync(user, cancellationToken)).Succeeded;
    }

    public Task<int> CountCodesAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(Hashes(user).Count);

    public async Task AddOrUpdatePasskeyAsync(Account user, UserPasskeyInfo passkey, CancellationToken cancellationToken)
    {
        var data = JsonSerializer.Serialize(PasskeyData.Of(passkey));
        await database.WriteAsync(user.WorkspaceId, async db =>
        {
            if (await db.Passkeys.SingleOrDefaultAsync(p => p.CredentialId == passkey.CredentialId && p.AccountId == user.Id, cancellationToken) is { } known)
            {
                (known.Data, known.Name) = (data, passkey.Name ?? known.Name);
            }
            else
            {
                db.Passkeys.Add(new Passkey { WorkspaceId = user.WorkspaceId, AccountId = user.Id, CredentialId = passkey.CredentialId, Name = passkey.Name, Data = data, CreatedAt = database.Now });
                db.AuditEntries.Add(AuditEntry.By(Actor(user), database.Now, "account.passkey_added", "account", user.Id, new { passkey.Name }));
            }
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Account user, CancellationToken cancellationToken)
    {
        await using var db = database.Read(user.WorkspaceId);
        var rows = await db.Passkeys.Where(p => p.AccountId == user.Id).OrderBy(p => p.CreatedAt).ToListAsync(cancellationToken);
        return [.. rows.Select(PasskeyData.Info)];
    }

    public async Task<Account?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var db = database.Read(workspace.Id);
        return await (from key in db.Passkeys
                      join account in db.Accounts on key.AccountId equals account.Id
                      where key.CredentialId == credentialId
                      select account).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var db = database.Read(user.WorkspaceId);
        return await db.Passkeys.SingleOrDefaultAsync(p => p.AccountId == user.Id && p.CredentialId == credentialId, cancellationToken) is { } row ? PasskeyData.Info(row) : null;
    }

    public Task RemovePasskeyAsync(Account user, byte[] credentialId, CancellationToken cancellationToken) =>
        database.WriteAsync(user.WorkspaceId, async db =>
        {
            if (await db.Passkeys.SingleOrDefaultAsync(p => p.AccountId == user.Id && p.CredentialId == credentialId, cancellationToken) is { } row)
            {
                db.Passkeys.Remove(row);
                db.AuditEntries.Add(AuditEntry.By(Actor(user), database.Now, "account.passkey_removed", "account", user.Id, new { row.Name }));
            }
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);

    private static List<string> Hashes(Account user) => [.. (user.RecoveryCodeHashes ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant())));

    private sealed record PasskeyData(byte[] PublicKey, uint SignCount, string[]? Transports, bool UserVerified, bool BackupEligible, bool BackedUp, byte[] Attestation, byte[] ClientData)
    {
        public static PasskeyData Of(UserPasskeyInfo key) =>
            new(key.PublicKey, key.SignCount, key.Transports, key.IsUserVerified, key.IsBackupEligible, key.IsBackedUp, key.AttestationObject, key.ClientDataJson);

        public static UserPasskeyInfo Info(Passkey row)
        {
            var data = JsonSerializer.Deserialize<PasskeyData>(row.Data)!;
            return new UserPasskeyInfo(row.CredentialId, data.PublicKey, row.CreatedAt, data.SignCount, data.Transports, data.UserVerified, data.BackupEligible, data.BackedUp, data.Attestation, data.ClientData) { Name = row.Name };
        }
    }
}
