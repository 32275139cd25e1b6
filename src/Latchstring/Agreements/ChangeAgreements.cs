using System.Data.Common;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

/// <summary>Ends a contract, or takes it up again: archived, its codes are refused.</summary>
public sealed class ArchiveAgreement(Database database)
{
    public sealed record Input(Guid Id, bool Archived = true);

    public async Task<Result<Agreement>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) =>
        await database.WriteAsync<Agreement>(actor.WorkspaceId, async db =>
        {
            var found = await AgreementScope.FindAsync(db, actor, Permission.ManageOfferings, input.Id, cancellationToken);
            if (!found.Ok || found.Value.ArchivedAt is not null == input.Archived)
                return found;
            found.Value.ArchivedAt = input.Archived ? database.Now : null;
            db.Add(AuditEntry.By(actor, database.Now, input.Archived ? "agreement.archived" : "agreement.restored", "agreement", input.Id, new { found.Value.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return found;
        }, cancellationToken);
}

/// <summary>Deletes a contract that no code was made for and nobody takes part in; its prices and rules go with it.</summary>
public sealed class DeleteAgreement(Database database)
{
    public static readonly Problem InUse = new("agreement.in_use", 409, "Codes, participants or files hang on this contract. Archive it instead; nothing is lost then.");

    public async Task<Result<Agreement>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        try
        {
            return await database.WriteAsync<Agreement>(actor.WorkspaceId, async db =>
            {
                var found = await AgreementScope.FindAsync(db, actor, Permission.ManageOfferings, id, cancellationToken);
                if (!found.Ok)
                    return found;
                if (await db.Participants.AnyAsync(p => p.AgreementId == id, cancellationToken))
                    return InUse;
                await db.ExecuteAsync("delete from price_rule where workspace_id = @ws and agreement_id = @id", cancellationToken, ("id", id));
                await db.ExecuteAsync("delete from agreement where workspace_id = @ws and id = @id", cancellationToken, ("id", id));
                db.ChangeTracker.Clear();
                db.Add(AuditEntry.By(actor, database.Now, "agreement.deleted", "agreement", id, new { found.Value.Name }));
                await db.SaveChangesAsync(cancellationToken);
                return found;
            }, cancellationToken);
        }
        catch (DbException exception) when (database.IsReferenceViolation(exception))
        {
            return InUse;
        }
    }
}

/// <summary>Makes another contract of the same organisation with the same terms: prices, what extras cost under them, rules. Codes and participants stay.</summary>
public sealed class DuplicateAgreement(Database database)
{
    /// <param name="Name">Null = the same with "(copy)" behind it.</param>
    public sealed record Input(Guid Id, string? Name = null);

    public async Task<Result<Agreement>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (new Check().Line(input.Name, "name", 200).Problem is { } problem)
            return problem;
        return await database.WriteAsync<Agreement>(actor.WorkspaceId, async db =>
        {
            var found = await AgreementScope.FindAsync(db, actor, Permission.ManageOfferings, input.Id, cancellationToken);
            if (!found.Ok)
                return found;
            var from = found.Value;
            var copy = new Agreement { WorkspaceId = from.WorkspaceId, OrganisationId = from.OrganisationId, OfferingId = from.OfferingId, ProgrammeId = from.ProgrammeId, Name = "", CreatedAt = database.Now };
            var name = input.Name.OrNull() ?? (from.Name.Length > 190 ? from.Name[..190] : from.Name) + " (copy)";
            (AgreementFields.Of(from) with { Name = name }).ApplyTo(copy);
            db.Add(copy);
            await PricesAsync(db, from, copy, cancellationToken);
            db.Add(AuditEntry.By(actor, database.Now, "agreement.created", "agreement", copy.Id, new { copy.Name, copyOf = from.Id }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return copy;
        }, cancellationToken);
    }

    private async Task PricesAsync(Db db, Agreement from, Agreement copy, CancellationToken cancellationToken)
    {
        var prices = new Dictionary<Guid, Price>();
        foreach (var price in await db.Prices.AsNoTracking().Where(p => p.AgreementId == from.Id).ToListAsync(cancellationToken))
        {
            prices[price.Id] = new Price { WorkspaceId = copy.WorkspaceId, AgreementId = copy.Id, OfferingId = price.OfferingId, IsDefault = price.IsDefault, Name = price.Name, Code = price.Code, Amount = price.Amount, Currency = price.Currency, CreatedAt = database.Now };
            db.Add(prices[price.Id]);
        }
        foreach (var extra in await db.PriceExtras.AsNoTracking().Where(e => db.Prices.Any(p => p.Id == e.PriceId && p.AgreementId == from.Id)).ToListAsync(cancellationToken))
            db.Add(new PriceExtra { WorkspaceId = copy.WorkspaceId, PriceId = prices[extra.PriceId].Id, ExtraId = extra.ExtraId, Amount = extra.Amount });
        foreach (var rule in await db.PriceRules.AsNoTracking().Where(r => r.AgreementId == from.Id).ToListAsync(cancellationToken))
            db.Add(new PriceRule { WorkspaceId = copy.WorkspaceId, AgreementId = copy.Id, PriceId = prices[rule.PriceId].Id, Position = rule.Position, Name = rule.Name, Conditions = rule.Conditions, CreatedAt = database.Now });
    }
}
