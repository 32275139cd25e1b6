using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Imports;

/// <summary>
/// Takes an import back: whom it added goes, whom it changed is as before. Whoever was edited or used since stays as they are and is named.
/// </summary>
public sealed class UndoImport(Database database)
{
    private const int AtOnce = 5_000;

    /// <summary>Nothing hangs on the person p: no code, message, booking or account.</summary>
    private static readonly string Unused = string.Join(" and ", new[]
    {
        "account a where a.workspace_id = p.workspace_id and a.person_id = p.id", "access_code a where a.workspace_id = p.workspace_id and a.assignee_id = p.id", "redemption a where a.workspace_id = p.workspace_id and a.person_id = p.id",
        "registration a where a.workspace_id = p.workspace_id and a.person_id = p.id", "invitation a where a.workspace_id = p.workspace_id and a.person_id = p.id", "message a where a.workspace_id = p.workspace_id and a.person_id = p.id",
        "booking a where a.workspace_id = p.workspace_id and a.person_id = p.id", "invite_link a where a.workspace_id = p.workspace_id and a.person_id = p.id",
    }.Select(table => $"not exists (select 1 from {table})"));

    public Task<Result<ImportView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default) => database.WriteAsync<ImportView>(actor.WorkspaceId, async db =>
    {
        var found = await SeeImport.FindAsync(db, actor, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var import = found.Value;
        if (import.Status != ImportStatus.Committed)
            return ImportRefusals.NotCommitted;
        if (import.EndedAt + Import.Kept < database.Now)
            return ImportRefusals.TooLate;
        import.Status = ImportStatus.Undone;
        await db.SaveChangesAsync(cancellationToken);
        var restored = await RestoreAsync(db, actor, id, cancellationToken);
        var deleted = await DeleteAsync(db, actor, id, cancellationToken);
        var kept = await SeeImport.KeptAsync(db, id, cancellationToken);
        db.Add(AuditEntry.By(actor, database.Now, "import.undone", "import", id, new { import.FileName, deleted, restored }));
        await db.SaveChangesAsync(cancellationToken);
        return new ImportView(import, null, kept);
    }, cancellationToken);

    private async Task<int> RestoreAsync(Db db, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        var changes = await db.QueryAsync(
            """
            select p.id, c.before, p.version, p.credits from import_change c join person p on p.workspace_id = c.workspace_id and p.id = c.person_id
            where c.workspace_id = @ws and c.import_id = @import and c.before is not null and p.version = c.version_after
            """,
            row => (Id: row.Guid(0), Before: ImportBefore.Of(row.Text(1))!, Version: row.Int(2), Credits: row.IntOrNull(3)), cancellationToken, ("import", id));
        var restored = 0;
        foreach (var some in changes.Where(c => c.Before.Fields.Credits == c.Before.CreditsAfter || c.Credits == c.Before.CreditsAfter).Chunk(AtOnce))
        {
            var taken = await TakenAsync(db, some.Select(c => c.Before.Fields.Email), cancellationToken);
            var mine = some.Where(c => c.Before.Fields.Email is not { } email || !taken.TryGetValue(email, out var owner) || owner == c.Id).ToArray();
            if (mine.Length == 0)
                continue;
            var people = Array.ConvertAll(mine, change =>
            {
                var person = new Person { WorkspaceId = actor.WorkspaceId, Id = change.Id, Version = change.Version };
                (change.Before.Fields.Credits == change.Before.CreditsAfter ? change.Before.Fields with { Credits = change.Credits } : change.Before.Fields).ApplyTo(person);
                return person;
            });
            var touched = await CommitImport.UpdateAsync(db, people);
            if (touched != people.Length)
                throw new Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException();
            await ForgetAsync(db, actor, id, "person.import_undone", [.. people.Select(p => p.Id)]);
            restored += touched;
        }
        return restored;
    }

    /// <summary>Addresses and who has them now.</summary>
    private static async Task<Dictionary<string, Guid>> TakenAsync(Db db, IEnumerable<string?> emails, CancellationToken cancellationToken)
    {
        var taken = new Dictionary<string, Guid>(StringComparer.Ordinal);
        await using var command = db.Command("");
        command.CommandText = $"select p.email, p.id from {db.Rows(command, "k", ("key", emails.OfType<string>().ToArray()))} join person p on p.workspace_id = @ws and p.email = k.key";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            taken[reader.GetString(0)] = db.ReadGuid(reader, 1);
        return taken;
    }

    private async Task<int> DeleteAsync(Db db, Actor actor, Guid id, CancellationToken cancellationToken)
    {
        var added = await db.QueryAsync(
            $"""
            select p.id from import_change c join person p on p.workspace_id = c.workspace_id and p.id = c.person_id
            where c.workspace_id = @ws and c.import_id = @import and c.before is null and p.version = c.version_after and {Unused}
            """,
            row => row.Guid(0), cancellationToken, ("import", id));
        foreach (var some in added.Chunk(AtOnce))
        {
            await ForgetAsync(db, actor, id, "person.deleted", some);
            await db.UpdateManyAsync("delete from person where workspace_id = @ws and id in (select a.id from {rows})", [], ("id", some));
        }
        return added.Count;
    }

    /// <summary>What is left of the changes afterwards is what was not undone.</summary>
    private async Task ForgetAsync(Db db, Actor actor, Guid import, string action, Guid[] people)
    {
        await db.UpdateManyAsync("delete from import_change where workspace_id = @ws and import_id = @import and person_id in (select a.id from {rows})", [("import", import)], ("id", people));
        await AuditEntry.InsertAsync(db, [.. people.Select(person => AuditEntry.By(actor, database.Now, action, "person", person, new { import }))]);
    }
}
