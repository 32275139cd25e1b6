using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Participants;

/// <summary>Makes another template with the same columns; "copy" stands behind its name (S0.49).</summary>
public sealed class CopyCsvTemplate(Database database)
{
    public async Task<Result<CsvTemplate>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        return await database.WriteAsync<CsvTemplate>(actor.WorkspaceId, async db =>
        {
            if (await db.CsvTemplates.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken) is not { } of)
                return Problem.NotFound("template");
            var copy = new CsvTemplate { WorkspaceId = actor.WorkspaceId, Name = (of.Name.Length > 95 ? of.Name[..95] : of.Name) + " copy", Description = of.Description, Columns = of.Columns, Match = of.Match, CreatedAt = database.Now };
            db.Add(copy);
            db.Add(AuditEntry.By(actor, database.Now, "csv_template.created", "csv_template", copy.Id, new { copy.Name, from = id }));
            await db.SaveChangesAsync(cancellationToken);
            return copy;
        }, cancellationToken);
    }
}

/// <summary>Deletes a template that no contract uses.</summary>
public sealed class DeleteCsvTemplate(Database database)
{
    private static readonly Problem InUse = new("csv_template.in_use", 409, "A contract uses this template. Choose another one there first.");

    public async Task<Result<Guid>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        try
        {
            return await database.WriteAsync<Guid>(actor.WorkspaceId, async db =>
            {
                if (await db.ExecuteAsync("delete from csv_template where workspace_id = @ws and id = @id", cancellationToken, ("id", id)) == 0)
                    return Problem.NotFound("template");
                db.Add(AuditEntry.By(actor, database.Now, "csv_template.deleted", "csv_template", id));
                await db.SaveChangesAsync(cancellationToken);
                return id;
            }, cancellationToken);
        }
        catch (System.Data.Common.DbException exception) when (database.IsReferenceViolation(exception))
        {
            return InUse;
        }
    }
}
