using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary><see cref="StaffRole.None"/> takes the staff role away; the account stays, as a participant's.</summary>
public sealed record StaffChange(Guid AccountId, StaffPlace Place);

/// <summary>Changes role and scope of somebody on the staff. Acts on their next click.</summary>
public sealed class ChangeStaff(Database database)
{
    public async Task<Result<Account>> RunAsync(Actor actor, StaffChange input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        return await database.WriteAsync<Account>(actor.WorkspaceId, async db =>
        {
            await StaffRules.LockAsync(db, cancellationToken);
            if (await db.Accounts.SingleOrDefaultAsync(a => a.Id == input.AccountId && a.Staff != StaffRole.None, cancellationToken) is not { } account)
                return Problem.NotFound("account");
            if (input.Place.Role != StaffRole.None && await StaffRules.RefusalAsync(db, input.Place, cancellationToken) is { } refusal)
                return refusal;
            if (input.Place.Role != StaffRole.Owner && await StaffRules.IsLastOwnerAsync(db, account, cancellationToken))
                return StaffRules.LastOwner;
            var before = account.Staff;
            await StaffRules.PlaceAsync(db, account, input.Place, cancellationToken);
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, input.Place.Role == StaffRole.None ? "staff.removed" : "staff.changed", "account", account.Id,
                new { account.Email, from = before, to = account.Staff, offerings = input.Place.Offerings }));
            await db.SaveChangesAsync(cancellationToken);
            return account;
        }, cancellationToken);
    }
}

/// <summary>Makes somebody on the staff an owner and the giver a manager: given away, it cannot be taken back (S3.24).</summary>
public sealed class HandOverOwnership(Database database)
{
    public async Task<Result<Account>> RunAsync(Actor actor, Guid accountId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace) || actor.Kind != ActorKind.Account)
            return Problem.Forbidden;
        if (accountId == actor.Id)
            return Problem.Invalid("accountId", "You are the owner already.");
        return await database.WriteAsync<Account>(actor.WorkspaceId, async db =>
        {
            await StaffRules.LockAsync(db, cancellationToken);
            var giver = await db.Accounts.SingleAsync(a => a.Id == actor.Id, cancellationToken);
            if (giver.Staff != StaffRole.Owner)
                return Problem.Forbidden;
            if (await db.Accounts.SingleOrDefaultAsync(a => a.Id == accountId && a.Staff != StaffRole.None && a.Status == AccountStatus.Active, cancellationToken) is not { } taker)
                return Problem.NotFound("account");
            await StaffRules.PlaceAsync(db, taker, new StaffPlace(StaffRole.Owner, null), cancellationToken);
            await StaffRules.PlaceAsync(db, giver, new StaffPlace(StaffRole.Manager, null), cancellationToken);
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, "staff.ownership_handed_over", "account", taker.Id, new { from = giver.Email, to = taker.Email }));
            await db.SaveChangesAsync(cancellationToken);
            return taker;
        }, cancellationToken);
    }
}
