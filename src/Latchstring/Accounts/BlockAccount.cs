using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>Blocked: every session ends on its next click, and no sign-in works until unblocked (S3.27).</summary>
public sealed class BlockAccount(Database database)
{
    public async Task<Result<Account>> RunAsync(Actor actor, Guid accountId, bool blocked, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        if (accountId == actor.Id)
            return Problem.Invalid("accountId", "You cannot block yourself.");
        return await database.WriteAsync<Account>(actor.WorkspaceId, async db =>
        {
            await StaffRules.LockAsync(db, cancellationToken);
            if (await db.ReachableAsync(actor, accountId, cancellationToken) is not { } account)
                return Problem.NotFound("account");
            if (account.Staff != StaffRole.None && !actor.May(Permission.ManageWorkspace))
                return Problem.Forbidden;
            if (blocked && await StaffRules.IsLastOwnerAsync(db, account, cancellationToken))
                return StaffRules.LastOwner;
            (account.Status, account.SecurityStamp) = (blocked ? AccountStatus.Blocked : AccountStatus.Active, Guid.NewGuid().ToString("N"));
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, blocked ? "account.blocked" : "account.unblocked", "account", account.Id, new { account.Email }));
            await db.SaveChangesAsync(cancellationToken);
            return account;
        }, cancellationToken);
    }
}

public static class AccountReach
{
    /// <summary>The account, unless it is outside the actor's scope: a limited manager reaches people registered in their offerings.</summary>
    public static async Task<Account?> ReachableAsync(this Db db, Actor actor, Guid accountId, CancellationToken cancellationToken) =>
        await db.Accounts.SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken) is { } account && await db.ReachesPersonAsync(actor, account.PersonId, cancellationToken) ? account : null;

    public static async Task<bool> ReachesPersonAsync(this Db db, Actor actor, Guid? personId, CancellationToken cancellationToken = default)
    {
        if (actor.Offerings is not { } offerings)
            return true;
        return personId is { } id && await db.Registrations.AnyAsync(r => r.PersonId == id && offerings.Contains(r.OfferingId), cancellationToken);
    }
}
