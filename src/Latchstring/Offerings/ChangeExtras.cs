using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Something beside an offering, in the currency of its base price.</summary>
public sealed record ExtraFields(string? Name, long? Amount)
{
    internal Problem? Refusal() => new Check()
        .Required(Name, "name", 100)
        .That(Amount is >= 0 and <= OfferingRules.MostMoney, "amount", "Enter an amount of 0 or more.")
        .Problem;
}

/// <summary>Adds an extra to an offering that has a base price (S0.46).</summary>
public sealed class CreateExtra(Database database)
{
    public const int Most = 50;

    public sealed record Input(Guid OfferingId, ExtraFields Fields);

    public async Task<Result<Extra>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((actor.Refusal(Permission.ManagePrices, input.OfferingId) ?? input.Fields.Refusal()) is { } problem)
            return problem;
        return await database.WriteAsync<Extra>(actor.WorkspaceId, async db =>
        {
            if (await db.Offerings.SingleOrDefaultAsync(o => o.Id == input.OfferingId, cancellationToken) is not { } offering)
                return Problem.NotFound("offering");
            if (offering.PriceCurrency is null)
                return Problem.Invalid("amount", "Give the offering a base price first; extras are charged in its currency.");
            var name = input.Fields.Name!.Trim();
            var others = await db.Extras.Where(e => e.OfferingId == offering.Id && e.ArchivedAt == null).ToListAsync(cancellationToken);
            if (others.Count >= Most)
                return Problem.Invalid("name", "At most {0} extras.", Most);
            if (others.Exists(e => e.Name == name))
                return Problem.Invalid("name", "Another extra of this offering has this name already.");
            var extra = new Extra { WorkspaceId = actor.WorkspaceId, OfferingId = offering.Id, Name = name, Amount = input.Fields.Amount!.Value, Position = others.Count == 0 ? 0 : others.Max(e => e.Position) + 1, CreatedAt = database.Now };
            db.Add(extra);
            db.Add(AuditEntry.By(actor, database.Now, "extra.created", "offering", offering.Id, new { extra.Id, extra.Name, extra.Amount }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return extra;
        }, cancellationToken);
    }
}

/// <summary>Changes an extra for what is not yet redeemed.</summary>
public sealed class EditExtra(Database database)
{
    public sealed record Input(Guid Id, ExtraFields Fields, int? Version = null);

    public async Task<Result<Extra>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePrices))
            return Problem.Forbidden;
        if (input.Fields.Refusal() is { } problem)
            return problem;
        return await database.WriteAsync<Extra>(actor.WorkspaceId, async db =>
        {
            var extra = await db.Extras.SingleOrDefaultAsync(e => e.Id == input.Id && e.ArchivedAt == null, cancellationToken);
            if (extra is null || !actor.May(Permission.ManagePrices, extra.OfferingId))
                return Problem.NotFound("extra");
            var name = input.Fields.Name!.Trim();
            if (await db.Extras.AnyAsync(e => e.OfferingId == extra.OfferingId && e.Id != extra.Id && e.ArchivedAt == null && e.Name == name, cancellationToken))
                return Problem.Invalid("name", "Another extra of this offering has this name already.");
            var before = new { extra.Name, extra.Amount };
            (extra.Name, extra.Amount) = (name, input.Fields.Amount!.Value);
            if (input.Version is { } version)
                db.Entry(extra).Property(e => e.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "extra.edited", "offering", extra.OfferingId, new { extra.Id, before, after = new { extra.Name, extra.Amount } }));
            await db.SaveChangesAsync(cancellationToken);
            return extra;
        }, cancellationToken);
    }
}

/// <summary>Takes an extra out of what is offered; redemptions that had it keep it.</summary>
public sealed class RemoveExtra(Database database)
{
    public async Task<Result<Extra>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePrices))
            return Problem.Forbidden;
        return await database.WriteAsync<Extra>(actor.WorkspaceId, async db =>
        {
            var extra = await db.Extras.SingleOrDefaultAsync(e => e.Id == id && e.ArchivedAt == null, cancellationToken);
            if (extra is null || !actor.May(Permission.ManagePrices, extra.OfferingId))
                return Problem.NotFound("extra");
            extra.ArchivedAt = database.Now;
            db.Add(AuditEntry.By(actor, database.Now, "extra.removed", "offering", extra.OfferingId, new { extra.Id, extra.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return extra;
        }, cancellationToken);
    }
}

/// <summary>What can be had beside an offering, in order.</summary>
public sealed class ListExtras(Database database)
{
    public async Task<Result<IReadOnlyList<Extra>>> RunAsync(Actor actor, Guid offeringId, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeeOfferings, offeringId) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        return await db.Offerings.AnyAsync(o => o.Id == offeringId, cancellationToken)
            ? await db.Extras.Where(e => e.OfferingId == offeringId && e.ArchivedAt == null).OrderBy(e => e.Position).ThenBy(e => e.Id).ToListAsync(cancellationToken)
            : Problem.NotFound("offering");
    }
}
