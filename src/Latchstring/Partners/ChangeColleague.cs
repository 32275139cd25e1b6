using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>
/// Changes the role of somebody on a partner's team, or takes them off it (<see cref="PartnerRole.None"/>); acts on their next click. The team
/// itself always keeps one administrator; staff may take the last one off.
/// </summary>
public sealed class ChangeColleague(Database database)
{
    public sealed record Input(Guid AccountId, PartnerRole Role);

    public async Task<Result<Account>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!Enum.IsDefined(input.Role))
            return Problem.Invalid("role", "Choose a role.");
        return await database.WriteAsync<Account>(actor.WorkspaceId, async db =>
        {
            // Of two administrators who take each other off at once, one stays.
            await StaffRules.LockAsync(db, cancellationToken);
            if (await db.Accounts.SingleOrDefaultAsync(a => a.Id == input.AccountId && a.Partner != PartnerRole.None, cancellationToken) is not { OrganisationId: { } organisation } account)
                return Problem.NotFound("account");
            if ((await TeamRules.FindAsync(db, actor, organisation, lead: true, cancellationToken)).Problem is { } refusal)
                return refusal.Status == 404 ? Problem.NotFound("account") : refusal;
            if (actor.OrganisationId is not null && account.Partner == PartnerRole.Admin && input.Role != PartnerRole.Admin
                && !await db.Accounts.AnyAsync(a => a.OrganisationId == organisation && a.Partner == PartnerRole.Admin && a.Status == AccountStatus.Active && a.Id != account.Id, cancellationToken))
                return TeamRules.LastAdmin;
            var before = account.Partner;
            (account.Partner, account.OrganisationId) = (input.Role, input.Role == PartnerRole.None ? null : organisation);
            db.Add(AuditEntry.By(actor, database.Now, input.Role == PartnerRole.None ? "team.removed" : "team.changed", "organisation", organisation, new { account.Email, from = before, to = account.Partner }));
            await db.SaveChangesAsync(cancellationToken);
            return account;
        }, cancellationToken);
    }
}
