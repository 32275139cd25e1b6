using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

public static class OrganisationRefusals
{
    public static readonly Problem HasContracts = new("organisation.in_use", 409, "This organisation has contracts. Archive it instead; nothing is lost then.");
}

/// <summary>Adds an outside body that hands out access (S0.42).</summary>
public sealed class CreateOrganisation(Database database)
{
    public sealed record Input(OrganisationFields Fields, OrganisationKind Kind = OrganisationKind.Client);

    public async Task<Result<Organisation>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        if (input.Fields.Refusal(input.Kind) is { } problem)
            return problem;
        return await database.WriteAsync<Organisation>(actor.WorkspaceId, async db =>
        {
            var organisation = new Organisation { WorkspaceId = actor.WorkspaceId, Kind = input.Kind, Name = "", CreatedAt = database.Now };
            if (await input.Fields.UnknownAsync(db, organisation, cancellationToken) is { } unknown)
                return unknown;
            input.Fields.ApplyTo(organisation);
            db.Add(organisation);
            db.Add(AuditEntry.By(actor, database.Now, "organisation.created", "organisation", organisation.Id, new { organisation.Kind, fields = OrganisationFields.Of(organisation) }));
            await db.SaveChangesAsync(cancellationToken);
            return organisation;
        }, cancellationToken);
    }
}

/// <summary>Changes an organisation; what its partner area shows changes with it.</summary>
public sealed class EditOrganisation(Database database)
{
    public sealed record Input(Guid Id, OrganisationFields Fields, int? Version = null);

    public async Task<Result<Organisation>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<Organisation>(actor.WorkspaceId, async db =>
        {
            if (await db.Organisations.SingleOrDefaultAsync(o => o.Id == input.Id, cancellationToken) is not { } organisation)
                return Problem.NotFound("organisation");
            if ((input.Fields.Refusal(organisation.Kind) ?? await input.Fields.UnknownAsync(db, organisation, cancellationToken)) is { } problem)
                return problem;
            var before = OrganisationFields.Of(organisation);
            input.Fields.ApplyTo(organisation);
            if (input.Version is { } version)
                db.Entry(organisation).Property(o => o.Version).OriginalValue = version;
            db.Add(AuditEntry.By(actor, database.Now, "organisation.edited", "organisation", organisation.Id, new { before, after = OrganisationFields.Of(organisation) }));
            await db.SaveChangesAsync(cancellationToken);
            return organisation;
        }, cancellationToken);
    }
}

/// <summary>Takes an organisation out of the lists, or back in. Its contracts go on.</summary>
public sealed class ArchiveOrganisation(Database database)
{
    public sealed record Input(Guid Id, bool Archived = true);

    public async Task<Result<Organisation>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<Organisation>(actor.WorkspaceId, async db =>
        {
            if (await db.Organisations.SingleOrDefaultAsync(o => o.Id == input.Id, cancellationToken) is not { } organisation)
                return Problem.NotFound("organisation");
            if (organisation.ArchivedAt is not null == input.Archived)
                return organisation;
            organisation.ArchivedAt = input.Archived ? database.Now : null;
            db.Add(AuditEntry.By(actor, database.Now, input.Archived ? "organisation.archived" : "organisation.restored", "organisation", organisation.Id, new { organisation.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return organisation;
        }, cancellationToken);
    }
}

/// <summary>Deletes an organisation without contracts. The team of a partner loses its area, subsidiaries stand on their own.</summary>
public sealed class DeleteOrganisation(Database database)
{
    public async Task<Result<Organisation>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<Organisation>(actor.WorkspaceId, async db =>
        {
            if (await db.Organisations.SingleOrDefaultAsync(o => o.Id == id, cancellationToken) is not { } organisation)
                return Problem.NotFound("organisation");
            if (await db.Agreements.AnyAsync(a => a.OrganisationId == id, cancellationToken))
                return OrganisationRefusals.HasContracts;
            await db.Accounts.Where(a => a.OrganisationId == id).ExecuteUpdateAsync(set => set.SetProperty(a => a.OrganisationId, (Guid?)null).SetProperty(a => a.Partner, PartnerRole.None), cancellationToken);
            await db.Organisations.Where(o => o.ParentId == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.ParentId, (Guid?)null), cancellationToken);
            db.Remove(organisation);
            db.Add(AuditEntry.By(actor, database.Now, "organisation.deleted", "organisation", id, new { organisation.Name }));
            await db.SaveChangesAsync(cancellationToken);
            return organisation;
        }, cancellationToken);
    }
}
