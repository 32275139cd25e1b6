using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <param name="Password">The new account's password; or the present one of an account that exists already.</param>
/// <param name="NewPassword">Asked for when the present password is too short for staff.</param>
public sealed record JoinInput(string? Token, string? Name, string? Password, string? NewPassword = null);

/// <summary>
/// Spends a staff link. A new address becomes an account; whoever has one here already (a participant) keeps it, proves it with its
/// password and gets the role. A link alone never takes over an account.
/// </summary>
public sealed class JoinStaff(Database database)
{
    public async Task<Result<Account>> RunAsync(Guid workspaceId, JoinInput input, CancellationToken cancellationToken = default)
    {
        if (await database.FindOpenAsync(workspaceId, InviteLinkKind.Staff, input.Token, cancellationToken) is not { } link)
            return OneTimeLinks.Dead;
        await using var db = database.Read(workspaceId);
        var known = await FindAsync(db, link, cancellationToken);
        var length = Passwords.LengthFor(link.Staff, (await db.Workspaces.SingleAsync(w => w.Id == workspaceId, cancellationToken)).PasswordLength);
        string? hash;
        if (known?.PasswordHash is { } present)
        {
            if (known.Status == AccountStatus.Blocked || !Passwords.Verify(present, input.Password))
                return Problem.Invalid("password", "This is not the password of your account here.");
            var (chosen, field) = string.IsNullOrEmpty(input.NewPassword) ? (input.Password, "newPassword") : (input.NewPassword, "newPassword");
            if (Passwords.Refusal(chosen, length, field, known.Name, link.Email) is { } tooWeak)
                return tooWeak;
            hash = chosen == input.Password ? present : Passwords.Hash(chosen!);
        }
        else
        {
            Problem? name = string.IsNullOrWhiteSpace(input.Name) || input.Name.Length > 100 ? Problem.Invalid("name", "Your name, please, in at most {0} characters.", 100) : null;
            var password = Passwords.Refusal(input.Password, length, "password", input.Name, link.Email);
            if ((name ?? password) is { } refusal)
                return name is not null && password is not null ? refusal with { Also = [password] } : refusal;
            hash = Passwords.Hash(input.Password!);
        }
        return await database.WriteAsync<Account>(workspaceId, async write =>
        {
            if (!await OneTimeLinks.SpendAsync(write, link, database.Now, cancellationToken))
                return OneTimeLinks.Dead;
            var account = await FindAsync(write, link, cancellationToken);
            if (account is null)
                write.Accounts.Add(account = new Account { WorkspaceId = workspaceId, Email = link.Email, NormalizedEmail = link.Email.ToUpperInvariant(), Name = input.Name!.Trim(), CreatedAt = database.Now });
            (account.PasswordHash, account.SecurityStamp, account.Status) = (hash, Guid.NewGuid().ToString("N"), AccountStatus.Active);
            var offerings = link.Scope?.Split(' ').Select(Guid.Parse).ToList();
            if (offerings is not null)
                offerings = await write.Offerings.Where(o => offerings.Contains(o.Id)).Select(o => o.Id).ToListAsync(cancellationToken);
            await StaffRules.PlaceAsync(write, account, new StaffPlace(link.Staff, offerings), cancellationToken);
            var actor = new Actor(workspaceId, ActorKind.Account, account.Id, account.Name, Permission.None);
            write.AuditEntries.Add(AuditEntry.By(actor, database.Now, "staff.joined", "account", account.Id, new { account.Email, role = account.Staff, offerings, link = link.Id }));
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
