using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Participants;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Imports;

/// <summary>
/// Takes an import back: whom it added goes, whom it changed is as before, codes that it made go and prices come back. Whoever was edited or used
/// since, or whose code was, stays as they are and is named.
/// </summary>
public sealed class UndoImport(Database database)
{
    private const int AtOnce = 5_000;

    /// <summary>Nothing hangs on the person p but what the change c made: no code, message, booking, account, other contract.</summary>
    private static readonly string Unused = string.Join(" and ", new[]
    {
        "account a where a.workspace_id = p.workspace_id and a.person_id = p.id", "access_code a where a.workspace_id = p.workspace_id and a.assignee_id = p.id and (c.code_id is null or a.id <> c.code_id)",
        "redemption a where a.workspace_id = p.workspace_id and a.person_id = p.id", "registration a where a.workspace_id = p.workspace_id and a.person_id = p.id",
        "invitation a where a.workspace_id = p.workspace_id and a.person_id = p.id", "message a where a.workspace_id = p.workspace_id and a.person_id = p.id",
        "booking a where a.workspace_id = p.workspace_id and a.person_id = p.id", "invite_link a where a.workspace_id = p.workspace_id and a.person_id = p.id",
        "participant a where a.workspace_id = p.workspace_id and a.person_id = p.id and (i.agreement_id is null or a.agreement_id <> i.agreement_id)",
    }.Select(table => $"not exists (select 1 from {table})"));

    /// <summary>Person and code are as the import left them.</summary>
    private static readonly string Standing =
        $"""
        p.version = c.version_after
        and (c.code_id is null or exists (select 1 from access_code k where k.workspace_id = c.workspace_id and k.id = c.code_id and k.assignee_id = c.person_id and k.use_count = 0 and k.state = 'Active'))
        and (c.code_id is null or not c.code_made or exists (select 1 from (select k.* from access_code k where k.workspace_id = c.workspace_id and k.id = c.code_id) c where {MadeCodes.Untouched}))
        and (c.before is not null or c.person_same or {Unused})
        """;

    private sealed record Change(Guid Person, ImportBefore? Before, bool Same, bool Joined, Guid? Code, bool CodeMade, Guid? PriceBefore, int Version, int? Credits, bool Stands)
    {
        public bool Made => Before is null && !Same;
        public bool PersonChanged => Before is not null && !Same;
    }

    /// <summary>The import: undone, or <see cref="ImportStatus.Undoing"/> while its job runs.</summary>
    public async Task<Result<ImportView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using (var read = database.Read(actor.WorkspaceId))
        {
            var found = await SeeImport.FindAsync(read, actor, id, cancellationToken);
            if (!found.Ok)
                return found.Problem;
            if (found.Value is { Status: ImportStatus.Committed } import && import.New + import.Changed > CommitImport.AtOnce && import.EndedAt + Import.Kept >= database.Now)
            {
                var later = await CommitImport.LaterAsync(database, actor, id, (ImportStatus.Committed, ImportStatus.Undoing), UndoImportJob.JobKind, import.New + import.Changed, cancellationToken);
                return later.Ok ? new ImportView(later.Value, [], []) : later.Problem;
            }
        }
        return await CarryOutAsync(actor, id, ImportStatus.Committed, null, null, cancellationToken);
    }

    /// <param name="from">The status in which it must be.</param>
    /// <param name="progress">Hears how many people are done, outside of the transaction.</param>
    /// <param name="finish">Last in the transaction: proves that a job's claim still holds.</param>
    internal Task<Result<ImportView>> CarryOutAsync(Actor actor, Guid id, ImportStatus from, Func<long, Task>? progress, Func<Db, Task>? finish, CancellationToken cancellationToken) => database.WriteAsync<ImportView>(actor.WorkspaceId, async db =>
    {
        await database.LookByKeyAsync(db, cancellationToken);
        var found = await SeeImport.FindAsync(db, actor, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var import = found.Value;
        if (import.Status != from)
            return ImportRefusals.NotCommitted;
        if (import.EndedAt + Import.Kept < database.Now)
            return ImportRefusals.TooLate;
        import.Status = ImportStatus.Undone;
        await db.SaveChangesAsync(cancellationToken);
        var (restored, deleted, after, seen) = (0, 0, Guid.Empty, 0L);
        for (var some = await NextAsync(db, id, after, cancellationToken); some.Count > 0; some = await NextAsync(db, id, after, cancellationToken))
        {
            after = some[^1].Person;
            if (progress is not null)
                await progress(seen += some.Count);
            var standing = await FreeAsync(db, some.FindAll(change => change.Stands), cancellationToken);
            if (standing.Count == 0)
                continue;
            if (import.AgreementId is { } agreement)
                await LeaveAsync(db, agreement, standing, cancellationToken);
            restored += await RestoreAsync(db, actor, standing, cancellationToken);
            deleted += await DeleteAsync(db, standing);
            await ForgetAsync(db, actor, import, standing);
        }
        var kept = await SeeImport.KeptAsync(db, id, cancellationToken);
        db.Add(AuditEntry.By(actor, database.Now, "import.undone", "import", id, new { import.FileName, deleted, restored }));
        await db.SaveChangesAsync(cancellationToken);
        if (finish is not null)
            await finish(db);
        return new ImportView(import, [], kept);
    }, cancellationToken);

    private static Task<List<Change>> NextAsync(Db db, Guid id, Guid after, CancellationToken cancellationToken) => db.QueryAsync(
        $"""
        select c.person_id, c.before, c.person_same, c.joined, c.code_id, c.code_made, c.price_before, p.version, p.credits, case when {Standing} then 1 else 0 end
        from import_change c join import i on i.workspace_id = c.workspace_id and i.id = c.import_id join person p on p.workspace_id = c.workspace_id and p.id = c.person_id
        where c.workspace_id = @ws and c.import_id = @import and c.person_id > @after order by c.person_id limit {AtOnce}
        """,
        row => new Change(row.Guid(0), ImportBefore.Of(row.TextOrNull(1)), row.Bool(2), row.Bool(3), row.GuidOrNull(4), row.Bool(5), row.GuidOrNull(6), row.Int(7), row.IntOrNull(8), row.Int(9) == 1),
        cancellationToken, ("import", id), ("after", after));

    /// <summary>Without those whose credits were spent since, or whose address somebody else has by now.</summary>
    private static async Task<List<Change>> FreeAsync(Db db, List<Change> changes, CancellationToken cancellationToken)
    {
        var free = changes.FindAll(c => !c.PersonChanged || c.Before!.Fields.Credits == c.Before.CreditsAfter || c.Credits == c.Before.CreditsAfter);
        var emails = free.Where(c => c.PersonChanged).Select(c => c.Before!.Fields.Email).OfType<string>().ToArray();
        if (emails.Length == 0)
            return free;
        var taken = new Dictionary<string, Guid>(StringComparer.Ordinal);
        await using var command = db.Command("");
        command.CommandText = $"select p.email, p.id from {db.Rows(command, "k", ("key", emails))} {db.ThenJoin} person p on p.workspace_id = @ws and p.email = k.key";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            taken[reader.GetString(0)] = db.ReadGuid(reader, 1);
        return free.FindAll(c => !c.PersonChanged || c.Before!.Fields.Email is not { } email || !taken.TryGetValue(email, out var owner) || owner == c.Person);
    }

    /// <summary>Codes, prices, notes and participants as before.</summary>
    private async Task LeaveAsync(Db db, Guid agreement, List<Change> changes, CancellationToken cancellationToken)
    {
        await MadeCodes.DeleteAsync(db, [.. changes.Where(c => c.CodeMade).Select(c => c.Code!.Value)], database.Now, cancellationToken);
        var repriced = changes.FindAll(c => c.Code is not null && !c.CodeMade);
        if (repriced.Count > 0)
            await db.UpdateManyAsync("update access_code set price_id = a.price_id, version = access_code.version + 1 from {rows} where access_code.workspace_id = @ws and access_code.id = a.id", [], ("id", repriced.Select(c => c.Code!.Value).ToArray()), ("price_id", repriced.Select(c => c.PriceBefore).ToArray()));
        var joined = changes.Where(c => c.Joined).Select(c => c.Person).ToArray();
        if (joined.Length > 0)
            await db.UpdateManyAsync("delete from participant where workspace_id = @ws and agreement_id = @agreement and person_id in (select a.person_id from {rows})", [("agreement", agreement)], ("person_id", joined));
        var noted = changes.FindAll(c => c.Before is { NotesChanged: true });
        if (noted.Count > 0)
            await ImportWriting.NotesAsync(db, agreement, [.. noted.Select(c => c.Person)], [.. noted.Select(c => c.Before!.Notes)]);
    }

    private static async Task<int> RestoreAsync(Db db, Actor actor, List<Change> changes, CancellationToken cancellationToken)
    {
        var mine = changes.FindAll(c => c.PersonChanged);
        if (mine.Count == 0)
            return 0;
        var people = mine.ConvertAll(change =>
        {
            var person = new Person { WorkspaceId = actor.WorkspaceId, Id = change.Person, Version = change.Version };
            (change.Before!.Fields.Credits == change.Before.CreditsAfter ? change.Before.Fields with { Credits = change.Credits } : change.Before.Fields).ApplyTo(person);
            return person;
        }).ToArray();
        if (await ImportWriting.UpdateAsync(db, people) != people.Length)
            throw new DbUpdateConcurrencyException();
        var values = mine.SelectMany(c => (c.Before!.Fields.Values ?? new Dictionary<Guid, string?>()).Select(value => (c.Person, Property: value.Key, value.Value))).ToArray();
        if (values.Length == 0)
            return people.Length;
        await ImportWriting.DropValuesAsync(db, Array.ConvertAll(values, v => v.Person), Array.ConvertAll(values, v => v.Property));
        var back = Array.FindAll(values, v => v.Value is not null);
        if (back.Length > 0)
            await db.InsertManyAsync("person_property", cancellationToken, ("person_id", Array.ConvertAll(back, v => v.Person)), ("property_id", Array.ConvertAll(back, v => v.Property)), ("value", Array.ConvertAll(back, v => v.Value!)));
        return people.Length;
    }

    private static async Task<int> DeleteAsync(Db db, List<Change> changes)
    {
        var made = changes.Where(c => c.Made).Select(c => c.Person).ToArray();
        return made.Length == 0 ? 0 : await db.UpdateManyAsync("delete from person where workspace_id = @ws and id in (select a.id from {rows})", [], ("id", made));
    }

    /// <summary>What is left of the changes afterwards is what was not undone.</summary>
    private async Task ForgetAsync(Db db, Actor actor, Import import, List<Change> changes)
    {
        await db.UpdateManyAsync("delete from import_change where workspace_id = @ws and import_id = @import and person_id in (select a.id from {rows})", [("import", import.Id)], ("id", changes.Select(c => c.Person).ToArray()));
        var told = changes.Where(c => import.AgreementId is null || !c.Made).ToArray();
        if (told.Length > 0)
            await AuditEntry.InsertAsync(db, Array.ConvertAll(told, c => AuditEntry.By(actor, database.Now, c.Made ? "person.deleted" : "person.import_undone", "person", c.Person, new { import = import.Id })));
    }
}

/// <summary>Takes a large import back in the background. All of it is there until none of it is.</summary>
public sealed class UndoImportJob(Database database) : ImportJob(database)
{
    public const string JobKind = "import.undo";

    public override string Kind => JobKind;

    private protected override (ImportStatus During, ImportStatus Before) Step => (ImportStatus.Undoing, ImportStatus.Committed);

    private protected override async Task<Problem?> CarryOutAsync(Actor actor, Guid id, Func<long, Task> progress, Func<Db, Task> finish, CancellationToken cancellationToken) =>
        (await new UndoImport(Database).CarryOutAsync(actor, id, Step.During, progress, finish, cancellationToken)).Problem;
}
