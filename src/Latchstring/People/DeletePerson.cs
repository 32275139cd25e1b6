using System.Data.Common;
using Latchstring.Accounts;
using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.People;

/// <summary>Deletes a person to whom nothing belongs, with their participant account. The foreign keys decide.</summary>
public sealed class DeletePerson(Database database)
{
    public async Task<Result<Guid>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        try
        {
            return await database.WriteAsync<Guid>(actor.WorkspaceId, async db =>
            {
                if (!await actor.ReachesPersonAsync(db, id, cancellationToken))
                    return Problem.NotFound("person");
                if (await db.Accounts.AnyAsync(a => a.PersonId == id && a.Staff != StaffRole.None, cancellationToken))
                    return PersonRefusals.IsStaff;
                await db.ExecuteAsync("delete from invite_link where workspace_id = @ws and person_id = @id", cancellationToken, ("id", id));
                await db.ExecuteAsync("delete from import_change where workspace_id = @ws and person_id = @id", cancellationToken, ("id", id));
                await db.ExecuteAsync("delete from account where workspace_id = @ws and person_id = @id", cancellationToken, ("id", id));
                await db.ExecuteAsync("delete from message where workspace_id = @ws and address = (select email from person where workspace_id = @ws and id = @id)", cancellationToken, ("id", id));
                if (await db.ExecuteAsync("delete from person where workspace_id = @ws and id = @id", cancellationToken, ("id", id)) == 0)
                    return Problem.NotFound("person");
                db.Add(AuditEntry.By(actor, database.Now, "person.deleted", "person", id));
                await db.SaveChangesAsync(cancellationToken);
                return id;
            }, cancellationToken);
        }
        catch (DbException exception) when (database.IsReferenceViolation(exception))
        {
            return PersonRefusals.InUse;
        }
    }
}
