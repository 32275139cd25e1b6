using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Accounts;

/// <summary>
/// ASP.NET Core Identity over our <see cref="Account"/>, within the current workspace: the same e-mail in two workspaces is two accounts.
/// What changes is written to the audit here, so that no path can forget it.
/// </summary>
public sealed partial class AccountStore(Database database, CurrentWorkspace workspace, CurrentActor actor)
    : IUserPasswordStore<Account>, IUserEmailStore<Account>, IUserSecurityStampStore<Account>, IUserTwoFactorStore<Account>
{
    private Actor Actor(Account account) => actor.SignedIn ? actor.Value : new Actor(account.WorkspaceId, ActorKind.Account, account.Id, account.Name, Permission.None);

    public Task<IdentityResult> CreateAsync(Account user, CancellationToken cancellationToken) =>
        SaveAsync(user, async db =>
        {
            db.Accounts.Add(user);
            db.AuditEntries.Add(AuditEntry.By(Actor(user), database.Now, "account.created", "account", user.Id, new { user.Email, user.Staff }));
            await db.SaveChangesAsync(cancellationToken);
        });

    public Task<IdentityResult> UpdateAsync(Account user, CancellationToken cancellationToken) =>
        SaveAsync(user, async db =>
        {
            var before = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == user.Id, cancellationToken);
            db.Accounts.Update(user);
            foreach (var action in Changes(before, user))
                db.AuditEntries.Add(AuditEntry.By(Actor(user), database.Now, action, "account", user.Id));
            await db.SaveChangesAsync(cancellationToken);
        });

    public Task<IdentityResult> DeleteAsync(Account user, CancellationToken cancellationToken) => throw new NotSupportedException("Accounts are blocked, never deleted.");

    public async Task<Account?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(userId, out var id) || !workspace.Known)
            return null;
        await using var db = database.Read(workspace.Id);
        return await db.Accounts.SingleOrDefaultAsync(a => a.Id == id, cancellationToken);
    }

    public async Task<Account?> FindByEmailAsync(string normalizedEmail, CancellationToken cancellationToken)
    {
        await using var db = database.Read(workspace.Id);
        return await db.Accounts.SingleOrDefaultAsync(a => a.NormalizedEmail == normalizedEmail, cancellationToken);
    }

    public Task<Account?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => FindByEmailAsync(normalizedUserName, cancellationToken);

    public Task<string> GetUserIdAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetUserNameAsync(Account user, string? userName, CancellationToken cancellationToken) => SetEmailAsync(user, userName, cancellationToken);

    public Task<string?> GetNormalizedUserNameAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task SetNormalizedUserNameAsync(Account user, string? normalizedName, CancellationToken cancellationToken) => SetNormalizedEmailAsync(user, normalizedName, cancellationToken);

    public Task<string?> GetEmailAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);

    public Task SetEmailAsync(Account user, string? email, CancellationToken cancellationToken) => Set(() => user.Email = email!);

    public Task<bool> GetEmailConfirmedAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task SetEmailConfirmedAsync(Account user, bool confirmed, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<string?> GetNormalizedEmailAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.NormalizedEmail);

    public Task SetNormalizedEmailAsync(Account user, string? normalizedEmail, CancellationToken cancellationToken) => Set(() => user.NormalizedEmail = normalizedEmail!);

    public Task<string?> GetPasswordHashAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash);

    public Task SetPasswordHashAsync(Account user, string? passwordHash, CancellationToken cancellationToken) => Set(() => user.PasswordHash = passwordHash);

    public Task<bool> HasPasswordAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.PasswordHash is not null);

    public Task<string?> GetSecurityStampAsync(Account user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.SecurityStamp);

    public Task SetSecurityStampAsync(Account user, string stamp, CancellationToken cancellationToken) => Set(() => user.SecurityStamp = stamp);

    public Task<bool> GetTwoFactorEnabledAsync(Account user, CancellationToken cancellationToken) => Task.FromResult(user.TwoFactorEnabled);

    public Task SetTwoFactorEnabledAsync(Account user, bool enabled, CancellationToken cancellationToken) => Set(() => user.TwoFactorEnabled = enabled);

    public void Dispose()
    {
    }

    private async Task<IdentityResult> SaveAsync(Account user, Func<Db, Task> work)
    {
        try
        {
            await database.WriteAsync(user.WorkspaceId, async db =>
            {
                await work(db);
                return 0;
            });
            return IdentityResult.Success;
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());
        }
        catch (DbUpdateException exception) when (database.IsUniqueViolation(exception))
        {
            return IdentityResult.Failed(new IdentityErrorDescriber().DuplicateEmail(user.Email));
        }
    }

    private static IEnumerable<string> Changes(Account before, Account after)
    {
        if (before.PasswordHash != after.PasswordHash)
            yield return "account.password_changed";
        if (before.TwoFactorEnabled != after.TwoFactorEnabled)
            yield return after.TwoFactorEnabled ? "account.two_factor_on" : "account.two_factor_off";
        if (before.Email != after.Email)
            yield return "account.email_changed";
        if (!(before.AuthenticatorKey ?? []).AsSpan().SequenceEqual(after.AuthenticatorKey ?? []))
            yield return "account.authenticator_made";
        else if (before.RecoveryCodeHashes != after.RecoveryCodeHashes)
            yield return (after.RecoveryCodeHashes ?? "").Length < (before.RecoveryCodeHashes ?? "").Length ? "account.recovery_code_used" : "account.recovery_codes_made";
        else if (before.SecurityStamp != after.SecurityStamp && before.PasswordHash == after.PasswordHash && before.TwoFactorEnabled == after.TwoFactorEnabled)
            yield return "account.sessions_ended";
    }

    private static Task Set(Action set)
    {
        set();
        return Task.CompletedTask;
    }
}
