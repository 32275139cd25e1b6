using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>Spends a password link. Whoever had no account yet gets one; all sessions of an older one end.</summary>
public sealed class SetPassword(Database database)
{
    public async Task<Result<Account>> RunAsync(Guid workspaceId, string? token, string? password, CancellationToken cancellationToken = default)
    {
        if (await database.FindOpenAsync(workspaceId, InviteLinkKind.Password, token, cancellationToken) is not { } link)
            return OneTimeLinks.Dead;
        await using var db = database.Read(workspaceId);
        var known = await FindAsync(db, link, cancellationToken);
        var length = Passwords.LengthFor(known, (await db.Workspaces.SingleAsync(w => w.Id == workspaceId, cancellationToken)).PasswordLength);
        if (Passwords.Refusal(password, length, "password", known?.Name, link.Email) is { } refusal)
            return refusal;
        var hash = Passwords.Hash(password!);
        return await database.WriteAsync<Account>(workspaceId, async write =>
        {
            if (!await OneTimeLinks.SpendAsync(write, link, database.Now, cancellationToken))
                return OneTimeLinks.Dead;
            var account = await FindAsync(write, link, cancellationToken);
            if (account is { Status: AccountStatus.Blocked })
                return OneTimeLinks.Dead;
            if (account is null)
            {
                var person = await write.People.SingleOrDefaultAsync(p => p.Id == link.PersonId, cancellationToken);
                write.Accounts.Add(account = new Account { WorkspaceId = workspaceId, Email = link.Email, NormalizedEmail = link.Email.ToUpperInvariant(), Name = person?.DisplayName ?? link.Email, PersonId = person?.Id, CreatedAt = database.Now });
            }
            (account.PasswordHash, account.SecurityStamp, account.Status) = (hash, Guid.NewGuid().ToString("N"), AccountStatus.Active);
            var actor = new Actor(workspaceId, ActorKind.Account, account.Id, account.Name, Permission.None);
            write.AuditEntries.Add(AuditEntry.By(actor, database.Now, "account.password_set_by_link", "account", account.Id, new { account.Email, link = link.Id }));
            await write.SaveChangesAsync(cancellationToken);
            return account;
        }, cancellationToken);
    }

    private static Task<Account?> FindAsync(Db db, InviteLink link, CancellationToken cancellationToken)
    {
        var normalized = link.Email.ToUpperInvariant();
        return db.Accounts.SingleOrDefaultAsync(a => a.NormalizedEmail == normalized, cancellationToken);
    }
}
