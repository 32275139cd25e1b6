using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Jobs;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Imports;

/// <summary>Takes the good rows of a checked file over, all of them in one transaction, with the people as they are at that moment.</summary>
public sealed class CommitImport(Database database)
{
    /// <summary>Up to here it is done when the answer comes; beyond, as a job with progress.</summary>
    public const int AtOnce = 20_000;

    /// <summary>The import: committed, or <see cref="ImportStatus.Committing"/> while its job runs.</summary>
    public async Task<Result<Import>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using (var read = database.Read(actor.WorkspaceId))
        {
            var found = await SeeImport.FindAsync(read, actor, id, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            if (found.Value is { Status: ImportStatus.Checked } import && import.New + import.Changed > AtOnce)
                return await LaterAsync(database, actor, id, (ImportStatus.Checked, ImportStatus.Committing), CommitImportJob.JobKind, import.Numbers.Rows, cancellationToken);
        }
        return await CarryOutAsync(actor, id, ImportStatus.Checked, null, null, cancellationToken);
    }

    /// <summary>As a job: the import goes from one status to the other while it waits and runs.</summary>
    internal static Task<Result<Import>> LaterAsync(Database database, Actor actor, Guid id, (ImportStatus From, ImportStatus To) step, string kind, long total, CancellationToken cancellationToken) => database.WriteAsync<Import>(actor.WorkspaceId, async db =>
    {
        var found = await SeeImport.FindAsync(db, actor, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var import = found.Value;
        if (import.Status != step.From)
            return ImportRefusals.Ended;
        import.Status = step.To;
        db.Add(new Job
        {
            WorkspaceId = actor.WorkspaceId,
            Kind = kind,
            SubjectId = id,
            Payload = JsonSerializer.Serialize(JobActor.Of(actor), AuditJson.Options),
            Total = total,
            ActorName = actor.Name,
            CreatedAt = database.Now,
        });
        await db.SaveChangesAsync(cancellationToken);
        return import;
    }, cancellationToken);

    /// <summary>
    /// Without statistics of the rows that have just come, the next chunk, the next check and the undo compare each key with each row
    /// (measured: 13 s for 10,000 keys among as many people, 40 ms with them).
    /// </summary>
    private static async Task LookAnewAsync(Db db, CancellationToken cancellationToken)
    {
        foreach (var table in (string[])["person", "person_property", "participant", "access_code", "import_change"])
        {
            if (db.LookAnew(table) is { Length: > 0 } look)
                await db.ExecuteAsync(look, cancellationToken);
        }
    }

    /// <param name="from">The status in which it must be.</param>
    /// <param name="progress">Hears how many rows are done, outside of the transaction.</param>
    /// <param name="finish">Last in the transaction: proves that a job's claim still holds.</param>
    internal async Task<Result<Import>> CarryOutAsync(Actor actor, Guid id, ImportStatus from, Func<long, Task>? progress, Func<Db, Task>? finish, CancellationToken cancellationToken)
    {
        try
        {
            return await database.WriteAsync<Import>(actor.WorkspaceId, async db =>
            {
                await database.LookByKeyAsync(db, cancellationToken);
                var found = await SeeImport.FindAsync(db, actor, id, cancellationToken);
                if (!found.Ok)
                    return found.Problem;
                var import = found.Value;
                if (import.Status != from || await db.ImportFiles.SingleOrDefaultAsync(f => f.ImportId == id, cancellationToken) is not { } file)
                    return ImportRefusals.Ended;
                var plan = await ImportPlan.OpenAsync(db, actor, file.Content, ImportOptions.Of(import), import.AgreementId, cancellationToken);
                if (!plan.Ok)
                    return plan.Problem;
                var writing = new ImportWriting(database, db, actor, import, (plan.Value.Dialect as ParticipantsDialect)?.Contract);
                var refused = new RefusedRows(plan.Value.Header);
                long done = 0;
                for (var some = await plan.Value.NextAsync(db, cancellationToken); ; some = await plan.Value.NextAsync(db, cancellationToken))
                {
                    if (!some.Ok)
                        return some.Problem;
                    if (some.Value is not { } rows)
                        break;
                    await writing.WriteAsync(rows, cancellationToken);
                    refused.Add(rows);
                    if (done == 0 && rows.Count == ImportPlan.ChunkSize)
                        await LookAnewAsync(db, cancellationToken);
                    done += rows.Count;
                    if (progress is not null)
                        await progress(done);
                }
                import.Count(plan.Value.Report);
                if (import.New + import.Changed == 0)
                    return ImportRefusals.NothingToDo;
                await writing.FinishAsync(cancellationToken);
                if (done > ImportPlan.ChunkSize)
                    await LookAnewAsync(db, cancellationToken);
                (import.Status, import.EndedAt) = (ImportStatus.Committed, database.Now);
                if (refused.Count == 0)
                    db.Remove(file);
                else
                    file.Content = refused.ToBytes();
                db.Add(AuditEntry.By(actor, database.Now, "import.committed", "import", id, new { import.FileName, agreement = import.AgreementId, import.New, import.Changed, import.Unchanged, refused = import.Conflicts, codes = import.Numbers.Codes }));
                await db.SaveChangesAsync(cancellationToken);
                if (finish is not null)
                    await finish(db);
                return import;
            }, cancellationToken);
        }
        catch (Exception exception) when (database.IsUniqueViolation(exception))
        {
            return new Problem("edit.conflict", 409, "Somebody else changed this in the meantime. Reload the page to see it, then try again.");
        }
    }
}

/// <summary>Carries a large import out in the background. Nothing of it is seen before all of it is.</summary>
public sealed class CommitImportJob(Database database) : ImportJob(database)
{
    public const string JobKind = "import.commit";

    public override string Kind => JobKind;

    private protected override (ImportStatus During, ImportStatus Before) Step => (ImportStatus.Committing, ImportStatus.Checked);

    private protected override async Task<Problem?> CarryOutAsync(Actor actor, Guid id, Func<long, Task> progress, Func<Db, Task> finish, CancellationToken cancellationToken) =>
        (await new CommitImport(Database).CarryOutAsync(actor, id, Step.During, progress, finish, cancellationToken)).Problem;
}

/// <summary>Work on a large import. When it cannot be done the import is as before: it can be looked at and tried again.</summary>
public abstract class ImportJob(Database database) : IJobHandler
{
    public abstract string Kind { get; }

    private protected Database Database => database;

    private protected abstract (ImportStatus During, ImportStatus Before) Step { get; }

    private protected abstract Task<Problem?> CarryOutAsync(Actor actor, Guid id, Func<long, Task> progress, Func<Db, Task> finish, CancellationToken cancellationToken);

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var actor = JsonSerializer.Deserialize<JobActor>(run.Payload, AuditJson.Options)!.ToActor();
        long rows = 0;
        if (await CarryOutAsync(actor, run.SubjectId!.Value, count => run.ShowAsync(rows = count, cancellationToken), db => run.ReportAsync(db, rows, null, cancellationToken), cancellationToken) is not { } problem)
            return;
        await database.WriteAsync(run.WorkspaceId, db => db.ExecuteAsync("update import set status = @before, version = version + 1 where workspace_id = @ws and id = @id and status = @during", cancellationToken, ("id", run.SubjectId), ("before", Step.Before.ToString()), ("during", Step.During.ToString())), cancellationToken);
        throw new InvalidOperationException(problem.English);
    }

    public Task<bool> ReachesAsync(Db db, Actor actor, Job job, CancellationToken cancellationToken) =>
        Task.FromResult(JsonSerializer.Deserialize<JobActor>(job.Payload, AuditJson.Options)!.IsWithin(actor));
}

/// <summary>A person as they were, and the credits that the import left them with: bookings spend those without being an edit.</summary>
/// <param name="Notes">What was written about them under the contract, if that changed.</param>
internal sealed record ImportBefore(PersonFields Fields, int? CreditsAfter, string? Notes = null, bool NotesChanged = false)
{
    public string ToJson() => JsonSerializer.Serialize(this, AuditJson.Options);

    public static ImportBefore? Of(string? json) => json is null ? null : JsonSerializer.Deserialize<ImportBefore>(json, AuditJson.Options);
}

public static class ImportRefusals
{
    public static readonly Problem Ended = new("import.ended", 409, "This import has ended. Send the file again to import it once more.");
    public static readonly Problem NothingToDo = new("import.nothing", 409, "No row of this file adds or changes anybody.");
    public static readonly Problem NotCommitted = new("import.not_committed", 409, "Only an import that was carried out can be undone, and only once.");
    public static readonly Problem TooLate = new("import.too_late", 409, "An import can be undone for {0} days. That time is over.", null, Import.Kept.Days);
}
