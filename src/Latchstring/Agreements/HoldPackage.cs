using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

public sealed record HeldPackage(Package Package, int Quantity);

/// <summary>What a partnership holds, by name.</summary>
public sealed class ListHoldings(Database database)
{
    public async Task<Result<IReadOnlyList<HeldPackage>>> RunAsync(Actor actor, Guid agreementId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await AgreementScope.FindAsync(db, actor, Permission.SeeOfferings, agreementId, cancellationToken);
        return found.Ok
            ? await (from h in db.Holdings where h.AgreementId == agreementId join p in db.Packages on h.PackageId equals p.Id orderby p.Name select new HeldPackage(p, h.Quantity)).ToListAsync(cancellationToken)
            : found.Problem;
    }
}

/// <summary>
/// Says how many of a package a partnership holds; 0 takes it away. A lower sum blocks new invitations only. More than before can be held only
/// while the package is to be had, and up to what one partner may hold of it (S1.80).
/// </summary>
public sealed class HoldPackage(Database database)
{
    public sealed record Input(Guid AgreementId, Guid PackageId, int Quantity);

    public async Task<Result<int>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (input.Quantity is < 0 or > PackageFields.MostOfOne)
            return Problem.Invalid("quantity", "Enter a whole number from 0 to {0}.", PackageFields.MostOfOne);
        return await database.WriteAsync<int>(actor.WorkspaceId, async db =>
        {
            var found = await HoldRules.FindAsync(db, actor, input.AgreementId, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            if (await db.Packages.SingleOrDefaultAsync(p => p.Id == input.PackageId, cancellationToken) is not { } package)
                return Problem.NotFound("package");
            var held = await db.Holdings.SingleOrDefaultAsync(h => h.AgreementId == input.AgreementId && h.PackageId == input.PackageId, cancellationToken);
            var before = held?.Quantity ?? 0;
            if (input.Quantity == before)
                return before;
            if (input.Quantity > before && (database.Now < package.AvailableFrom || database.Now >= package.AvailableTill))
                return Problem.Invalid("quantity", "{0} is not to be had at this time.", package.Name);
            if (input.Quantity > before && input.Quantity > package.MostHeld)
                return Problem.Invalid("quantity", "A partner may hold at most {0} of {1}.", package.MostHeld, package.Name);
            if (held is not null && input.Quantity == 0)
                db.Remove(held);
            else if (held is not null)
                held.Quantity = input.Quantity;
            else
                db.Add(new Holding { WorkspaceId = actor.WorkspaceId, AgreementId = input.AgreementId, PackageId = input.PackageId, Quantity = input.Quantity });
            db.Add(AuditEntry.By(actor, database.Now, "package.held", "agreement", input.AgreementId, new { package = package.Name, from = before, to = input.Quantity }));
            await db.SaveChangesAsync(cancellationToken);
            return input.Quantity;
        }, cancellationToken);
    }
}

/// <summary>Gives a partnership a number of invitations of its own, whatever packages and event say (S1.26). Null = inherited, 0 = none.</summary>
public sealed class SetOwnQuota(Database database)
{
    public sealed record Input(Guid AgreementId, int? Quota);

    public async Task<Result<Agreement>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (input.Quota is < 0 or > PackageFields.MostInvitations)
            return Problem.Invalid("quota", "Enter a whole number from 0 to {0}.", PackageFields.MostInvitations);
        return await database.WriteAsync<Agreement>(actor.WorkspaceId, async db =>
        {
            var found = await HoldRules.FindAsync(db, actor, input.AgreementId, cancellationToken);
            if (!found.Ok || found.Value.Quota == input.Quota)
                return found;
            var before = found.Value.Quota;
            found.Value.Quota = input.Quota;
            db.Add(AuditEntry.By(actor, database.Now, "agreement.quota_changed", "agreement", input.AgreementId, new { from = before, to = input.Quota }));
            await db.SaveChangesAsync(cancellationToken);
            return found;
        }, cancellationToken);
    }
}

/// <summary>The part of a partner in one event.</summary>
internal static class HoldRules
{
    /// <summary>Locked, so that its number of invitations does not change while somebody counts against it.</summary>
    public static async Task<Result<Agreement>> FindAsync(Db db, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        await db.HoldAsync("agreement", cancellationToken, id);
        var found = await AgreementScope.FindAsync(db, actor, Permission.ManageOfferings, id, cancellationToken);
        return !found.Ok || await db.Organisations.AnyAsync(o => o.Id == found.Value.OrganisationId && o.Kind == OrganisationKind.Partner, cancellationToken) ? found : Problem.NotFound("agreement");
    }
}
