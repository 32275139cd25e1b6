using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Imports;

/// <summary>An import with what its rows would do while it is only checked; afterwards the plan is null.</summary>
/// <param name="Kept">After undoing: people who were edited or used since, and so stayed as they are; at most <see cref="MostKept"/> of them.</param>
public sealed record ImportView(Import Import, ImportPlan? Plan, IReadOnlyList<KeptPerson> Kept)
{
    public const int MostKept = 200;

    /// <summary>The rows that stay out as CSV, each with its row number and reason.</summary>
    public byte[] RefusedRows => Plan is not null ? CommitImport.Refused(Plan) : Import is { Status: ImportStatus.Committed or ImportStatus.Undone, Content: { } kept } ? kept : [];
}

public sealed record KeptPerson(Guid Id, string Name);

public sealed class SeeImport(Database database)
{
    public async Task<Result<ImportView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await FindAsync(db, actor, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var import = found.Value;
        if (import is { Status: ImportStatus.Checked, Content: { } content })
        {
            var plan = await ImportPlan.MakeAsync(db, actor, content, ImportOptions.Of(import), cancellationToken);
            return plan.Ok ? new ImportView(import, plan.Value, []) : plan.Problem;
        }
        return new ImportView(import, null, import.Status == ImportStatus.Undone ? await KeptAsync(db, id, cancellationToken) : []);
    }

    /// <summary>Whoever has a scope sees only what they imported themselves.</summary>
    internal static async Task<Result<Import>> FindAsync(Db db, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        return await db.Imports.SingleOrDefaultAsync(i => i.Id == id, cancellationToken) is { } import && (actor.Offerings is null || ImportOptions.Of(import).By == actor.Id)
            ? import : Problem.NotFound("import");
    }

    internal static Task<List<KeptPerson>> KeptAsync(Db db, Guid id, CancellationToken cancellationToken) => db.QueryAsync(
        $"""
        select p.id, p.first_name, p.last_name, p.email, p.phone from import_change c join person p on p.workspace_id = c.workspace_id and p.id = c.person_id
        where c.workspace_id = @ws and c.import_id = @import order by p.last_name, p.id limit {ImportView.MostKept}
        """,
        row => new KeptPerson(row.Guid(0), new People.Person { FirstName = row.TextOrNull(1), LastName = row.TextOrNull(2), Email = row.TextOrNull(3), Phone = row.TextOrNull(4) }.DisplayName), cancellationToken, ("import", id));
}
