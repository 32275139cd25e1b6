using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

/// <summary>A rule: when all conditions hold, its price is the price; without conditions it always holds.</summary>
public sealed record PriceRuleFields(string? Name, Guid? PriceId, IReadOnlyList<PriceCondition> Conditions)
{
    /// <summary>The rule's fields as they are kept, or what is wrong with them.</summary>
    internal async Task<Result<(string? Name, Guid PriceId, string Conditions)>> CheckAsync(Db db, Agreement agreement, CancellationToken cancellationToken)
    {
        var properties = await db.Properties.Where(p => p.ArchivedAt == null).ToDictionaryAsync(p => p.Id, cancellationToken);
        var opens = (await AgreementScope.OpensAsync(db, agreement, cancellationToken)).ToHashSet();
        var conditions = new CheckConditions(properties, opens).Run(Conditions);
        var price = PriceId is { } id ? await db.Prices.SingleOrDefaultAsync(p => p.Id == id && p.AgreementId == agreement.Id, cancellationToken) : null;
        var check = new Check().Line(Name, "name", 100).That(price is not null, "priceId", "Choose a price of this contract.");
        var elsewhere = price is not null && conditions.Ok && conditions.Value.Any(c => c is { Subject: ConditionSubject.Offering, Operator: not ConditionOperator.IsNot } && !c.Values.Contains(price.OfferingId.ToString()));
        check.That(!elsewhere, "priceId", "This price is for another offering than the one that the conditions ask for.");
        if (check.Problem is { } problem)
            return conditions.Ok ? problem : problem with { Also = [.. problem.Also, conditions.Problem, .. conditions.Problem.Also] };
        return conditions.Ok ? (Name.OrNull(), price!.Id, PriceCondition.ToJson(conditions.Value)) : conditions.Problem;
    }
}

/// <summary>Adds a rule behind the others.</summary>
public sealed class CreatePriceRule(Database database)
{
    public const int Most = 200;

    public sealed record Input(Guid AgreementId, PriceRuleFields Fields);

    public Task<Result<PriceRule>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) =>
        database.WriteAsync<PriceRule>(actor.WorkspaceId, async db =>
        {
            var found = await AgreementScope.FindAsync(db, actor, Permission.ManagePrices, input.AgreementId, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            var fields = await input.Fields.CheckAsync(db, found.Value, cancellationToken);
            if (!fields.Ok)
                return fields.Problem;
            var last = await db.PriceRules.Where(r => r.AgreementId == input.AgreementId).MaxAsync(r => (int?)r.Position, cancellationToken) ?? -1;
            if (last + 1 >= Most)
                return Problem.Invalid("name", "At most {0} rules.", Most);
            var rule = new PriceRule { WorkspaceId = actor.WorkspaceId, AgreementId = input.AgreementId, PriceId = fields.Value.PriceId, Position = last + 1, Name = fields.Value.Name, Conditions = fields.Value.Conditions, CreatedAt = database.Now };
            db.Add(rule);
            db.Add(AuditEntry.By(actor, database.Now, "price_rule.created", "agreement", rule.AgreementId, new { rule.Id, rule.Name, rule.PriceId, rule.Position, rule.Conditions }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return rule;
        }, cancellationToken);
}

/// <summary>Changes a rule for what is not yet redeemed.</summary>
public sealed class EditPriceRule(Database database)
{
    /// <param name="change">Makes the new fields of those that stand there.</param>
    /// <param name="seen">The version that the editor saw; null = whatever stands there.</param>
    public Task<Result<PriceRule>> RunAsync(Actor actor, Guid id, Func<PriceRuleFields, PriceRuleFields> change, int? seen = null, CancellationToken cancellationToken = default) =>
        database.WriteAsync<PriceRule>(actor.WorkspaceId, async db =>
        {
            var found = await PriceRules.FindAsync(db, actor, id, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            var (rule, agreement) = found.Value;
            var fields = await change(new(rule.Name, rule.PriceId, PriceCondition.FromJson(rule.Conditions))).CheckAsync(db, agreement, cancellationToken);
            if (!fields.Ok)
                return fields.Problem;
            var before = new { rule.Name, rule.PriceId, rule.Conditions };
            (rule.Name, rule.PriceId, rule.Conditions) = fields.Value;
            if (seen is { } version)
                db.Entry(rule).Property(r => r.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "price_rule.edited", "agreement", rule.AgreementId, new { rule.Id, before, after = new { rule.Name, rule.PriceId, rule.Conditions } }));
            await db.SaveChangesAsync(cancellationToken);
            return rule;
        }, cancellationToken);
}

/// <summary>Moves a rule one place up or down; the first that holds wins.</summary>
public sealed class MovePriceRule(Database database)
{
    public sealed record Input(Guid Id, bool Up);

    public Task<Result<PriceRule>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) =>
        database.WriteAsync<PriceRule>(actor.WorkspaceId, async db =>
        {
            var found = await PriceRules.FindAsync(db, actor, input.Id, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            var rule = found.Value.Rule;
            var order = await db.PriceRules.Where(r => r.AgreementId == rule.AgreementId).OrderBy(r => r.Position).ThenBy(r => r.Id).ToListAsync(cancellationToken);
            var at = order.FindIndex(r => r.Id == rule.Id);
            var to = input.Up ? at - 1 : at + 1;
            if (to < 0 || to >= order.Count)
                return rule;
            (order[at], order[to]) = (order[to], order[at]);
            for (var i = 0; i < order.Count; i++)
                order[i].Position = i;
            db.Add(AuditEntry.By(actor, database.Now, "price_rule.moved", "agreement", rule.AgreementId, new { rule.Id, To = to }));
            await db.SaveChangesAsync(cancellationToken);
            return rule;
        }, cancellationToken);
}

public sealed class DeletePriceRule(Database database)
{
    public Task<Result<PriceRule>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default) =>
        database.WriteAsync<PriceRule>(actor.WorkspaceId, async db =>
        {
            var found = await PriceRules.FindAsync(db, actor, id, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            var rule = found.Value.Rule;
            db.Remove(rule);
            foreach (var behind in await db.PriceRules.Where(r => r.AgreementId == rule.AgreementId && r.Position > rule.Position).ToListAsync(cancellationToken))
                behind.Position--;
            db.Add(AuditEntry.By(actor, database.Now, "price_rule.deleted", "agreement", rule.AgreementId, new { rule.Id, rule.Name, rule.PriceId, rule.Conditions }));
            await db.SaveChangesAsync(cancellationToken);
            return rule;
        }, cancellationToken);
}

internal static class PriceRules
{
    public static async Task<Result<(PriceRule Rule, Agreement Agreement)>> FindAsync(Db db, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        if (!actor.May(Permission.ManagePrices))
            return Problem.Forbidden;
        if (await db.PriceRules.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } rule)
            return Problem.NotFound("price-rule");
        var agreement = await AgreementScope.FindAsync(db, actor, Permission.ManagePrices, rule.AgreementId, cancellationToken);
        return agreement.Ok ? (rule, agreement.Value) : Problem.NotFound("price-rule");
    }
}
