using Latchstring.Data;
using Latchstring.Participants;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Imports;

/// <summary>Which rows of a checked file somebody wants to look at.</summary>
/// <param name="After">Number of the row behind which they begin.</param>
/// <param name="Refused">Only those of which something is not taken.</param>
public sealed record RowsWanted(RowOutcome? Outcome = null, int After = 0, int Take = RowsWanted.Most, bool Refused = false)
{
    public const int Most = 100;

    internal bool Wants(ImportRow row) => row.Number > After && (Outcome is null || row.Outcome == Outcome) && (!Refused || row.IsRefused);
}

/// <summary>An import with what some of its rows would do while it is only checked; afterwards there are none.</summary>
/// <param name="Kept">After undoing: people who were edited or used since, and so stayed as they are; at most <see cref="MostKept"/> of them.</param>
/// <param name="JobId">The job that carries it out.</param>
/// <param name="HasFile">The file, or what of it stayed out, can be fetched.</param>
public sealed record ImportView(Import Import, IReadOnlyList<ImportRow> Rows, IReadOnlyList<KeptPerson> Kept, Guid? JobId = null, bool HasFile = false)
{
    public const int MostKept = 200;

    public ImportReport Report => Import.Numbers;
}

public sealed record KeptPerson(Guid Id, string Name);

public sealed class SeeImport(Database database)
{
    public async Task<Result<ImportView>> RunAsync(Actor actor, Guid id, RowsWanted? wanted = null, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await FindAsync(db, actor, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var import = found.Value;
        if (import.Status != ImportStatus.Checked || await FileAsync(db, id, cancellationToken) is not { } content)
            return new ImportView(import, [], import.Status == ImportStatus.Undone ? await KeptAsync(db, id, cancellationToken) : [],
                import.Status is ImportStatus.Committing or ImportStatus.Undoing ? await db.Jobs.Where(j => j.SubjectId == id && (j.Kind == CommitImportJob.JobKind || j.Kind == UndoImportJob.JobKind)).OrderByDescending(j => j.CreatedAt).Select(j => (Guid?)j.Id).FirstOrDefaultAsync(cancellationToken) : null,
                await db.ImportFiles.AnyAsync(f => f.ImportId == id, cancellationToken));
        var (rows, asked) = (new List<ImportRow>(), wanted ?? new());
        var problem = await WalkAsync(db, actor, import, content, some =>
        {
            rows.AddRange(some.Where(asked.Wants).Take(asked.Take - rows.Count));
            return rows.Count < asked.Take;
        }, cancellationToken);
        return problem is null ? new ImportView(import, rows, [], HasFile: true) : problem;
    }

    /// <summary>The rows of which something was not taken as CSV, each with its row number and reason.</summary>
    public async Task<Result<byte[]>> RefusedAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await FindAsync(db, actor, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        if (await FileAsync(db, id, cancellationToken) is not { } content)
            return Array.Empty<byte>();
        if (found.Value is not { Status: ImportStatus.Checked } import)
            return found.Value.Status is ImportStatus.Committed or ImportStatus.Undone ? content : [];
        RefusedRows? refused = null;
        var problem = await WalkAsync(db, actor, import, content, some =>
        {
            refused!.Add(some);
            return true;
        }, cancellationToken, plan => refused = new RefusedRows(plan.Header));
        return problem is null ? refused!.ToBytes() : problem;
    }

    private async Task<Problem?> WalkAsync(Db db, Actor actor, Import import, byte[] content, Func<List<ImportRow>, bool> more, CancellationToken cancellationToken, Action<ImportPlan>? begin = null)
    {
        await using var snapshot = await database.SnapshotAsync(db, cancellationToken);
        await database.LookByKeyAsync(db, cancellationToken);
        var plan = await ImportPlan.OpenAsync(db, actor, content, ImportOptions.Of(import), import.AgreementId, cancellationToken);
        if (!plan.Ok)
            return plan.Problem;
        begin?.Invoke(plan.Value);
        while (true)
        {
            var some = await plan.Value.NextAsync(db, cancellationToken);
            if (!some.Ok)
                return some.Problem;
            if (some.Value is null || !more(some.Value))
                return null;
        }
    }

    private static Task<byte[]?> FileAsync(Db db, Guid id, CancellationToken cancellationToken) => db.ImportFiles.Where(f => f.ImportId == id).Select(f => f.Content).SingleOrDefaultAsync(cancellationToken);

    /// <summary>Whoever has a scope sees only what they imported themselves, and nobody participants of a contract that they do not reach.</summary>
    internal static async Task<Result<Import>> FindAsync(Db db, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        if (await db.Imports.SingleOrDefaultAsync(i => i.Id == id, cancellationToken) is not { } import || !(actor.Offerings is null || ImportOptions.Of(import).By == actor.Id))
            return Problem.NotFound("import");
        return import.AgreementId is { } agreement && await Contract.ReadAsync(db, actor, Permission.ManagePeople, agreement, cancellationToken) is { Ok: false } ? Problem.NotFound("import") : import;
    }

    internal static Task<List<KeptPerson>> KeptAsync(Db db, Guid id, CancellationToken cancellationToken) => db.QueryAsync(
        $"""
        select p.id, p.first_name, p.last_name, p.email, p.phone from import_change c join person p on p.workspace_id = c.workspace_id and p.id = c.person_id
        where c.workspace_id = @ws and c.import_id = @import order by p.last_name, p.id limit {ImportView.MostKept}
        """,
        row => new KeptPerson(row.Guid(0), new People.Person { FirstName = row.TextOrNull(1), LastName = row.TextOrNull(2), Email = row.TextOrNull(3), Phone = row.TextOrNull(4) }.DisplayName), cancellationToken, ("import", id));
}
