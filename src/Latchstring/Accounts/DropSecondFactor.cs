using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>Turns off the authenticator app of somebody who has lost it and all recovery codes; their sessions end.</summary>
public sealed class DropSecondFactor(Database database)
{
    public async Task<Result<Account>> RunAsync(Actor actor, Guid accountId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        return await database.WriteAsync<Account>(actor.WorkspaceId, async db =>
        {
            if (await db.Accounts.SingleOrDefaultAsync(a => a.Id == accountId, cancellationToken) is not { } account)
                return Problem.NotFound("account");
            (account.TwoFactorEnabled, account.AuthenticatorKey, account.RecoveryCodeHashes) = (false, null, null);
            account.SecurityStamp = Guid.NewGuid().ToString("N");
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, "account.two_factor_off", "account", account.Id, new { account.Email }));
            await db.SaveChangesAsync(cancellationToken);
            return account;
        }, cancellationToken);
    }
}
