using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>Takes a property out of forms and files, or back. What people have for it is kept.</summary>
public sealed class ArchiveProperty(Database database)
{
    public sealed record Input(Guid Id, bool Archived = true);

    public async Task<Result<Property>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        return await database.WriteAsync<Property>(actor.WorkspaceId, async db =>
        {
            if (await db.Properties.SingleOrDefaultAsync(p => p.Id == input.Id, cancellationToken) is not { } property)
                return Problem.NotFound("property");
            if (property.ArchivedAt is not null == input.Archived)
                return property;
            property.ArchivedAt = input.Archived ? database.Now : null;
            db.Add(AuditEntry.By(actor, database.Now, input.Archived ? "property.archived" : "property.restored", "property", property.Id));
            await db.SaveChangesAsync(cancellationToken);
            return property;
        }, cancellationToken);
    }
}

/// <summary>Deletes a property with everything people have for it. While a contract tells its participants apart by it, it stays.</summary>
public sealed class DeleteProperty(Database database)
{
    private static readonly Problem InUse = new("property.in_use", 409, "A contract tells its participants apart by this property. Choose something else there first, or archive the property.");

    public async Task<Result<int>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        try
        {
            return await database.WriteAsync<int>(actor.WorkspaceId, async db =>
            {
                var values = await db.PersonProperties.CountAsync(v => v.PropertyId == id, cancellationToken);
                await db.ExecuteAsync("update person set version = version + 1 where workspace_id = @ws and id in (select v.person_id from person_property v where v.workspace_id = @ws and v.property_id = @id)", cancellationToken, ("id", id));
                if (await db.ExecuteAsync("delete from property where workspace_id = @ws and id = @id", cancellationToken, ("id", id)) == 0)
                    return Problem.NotFound("property");
                db.Add(AuditEntry.By(actor, database.Now, "property.deleted", "property", id, new { values }));
                await db.SaveChangesAsync(cancellationToken);
                return values;
            }, cancellationToken);
        }
        catch (System.Data.Common.DbException exception) when (database.IsReferenceViolation(exception))
        {
            return InUse;
        }
    }
}
