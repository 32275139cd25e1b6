using System.Text;
using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Imports;

/// <summary>Takes the good rows of a checked file over, all of them in one transaction, with the people as they are at that moment.</summary>
public sealed class CommitImport(Database database)
{
    private const int AtOnce = 5_000;

    public async Task<Result<Import>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        try
        {
            return await database.WriteAsync<Import>(actor.WorkspaceId, async db =>
            {
                var found = await SeeImport.FindAsync(db, actor, id, cancellationToken);
                if (!found.Ok)
                    return found.Problem;
                if (found.Value is not { Status: ImportStatus.Checked, Content: { } content } import)
                    return ImportRefusals.Ended;
                var plan = await ImportPlan.MakeAsync(db, actor, content, ImportOptions.Of(import), cancellationToken);
                if (!plan.Ok)
                    return plan.Problem;
                import.Count(plan.Value);
                if (import.New + import.Changed == 0)
                    return ImportRefusals.NothingToDo;
                (import.Status, import.EndedAt, import.Content) = (ImportStatus.Committed, database.Now, import.Conflicts == 0 ? null : Refused(plan.Value));
                await db.SaveChangesAsync(cancellationToken);
                await AddAsync(db, actor, import, plan.Value, cancellationToken);
                await ChangeAsync(db, actor, import, plan.Value, cancellationToken);
                db.Add(AuditEntry.By(actor, database.Now, "import.committed", "import", id, new { import.FileName, import.New, import.Changed, import.Unchanged, refused = import.Conflicts }));
                await db.SaveChangesAsync(cancellationToken);
                return import;
            }, cancellationToken);
        }
        catch (Exception exception) when (database.IsUniqueViolation(exception))
        {
            return new Problem("edit.conflict", 409, "Somebody else changed this in the meantime. Reload the page to see it, then try again.");
        }
    }

    private async Task AddAsync(Db db, Actor actor, Import import, ImportPlan plan, CancellationToken cancellationToken)
    {
        foreach (var rows in plan.Rows.Where(row => row.Outcome == RowOutcome.New).Chunk(AtOnce))
        {
            var people = Array.ConvertAll(rows, row =>
            {
                var person = new Person { WorkspaceId = actor.WorkspaceId, Id = Guid.CreateVersion7(database.Now), CreatedAt = database.Now };
                row.Fields!.ApplyTo(person);
                return person;
            });
            await db.InsertManyAsync("person", cancellationToken, [.. Columns(people), ("created_at", people.Select(p => p.CreatedAt).ToArray()), ("version", people.Select(p => p.Version).ToArray())]);
            await RememberAsync(db, actor, import, [.. people.Select((person, i) => (person.Id, (string?)null, 0, rows[i].Changes!))], cancellationToken);
        }
    }

    private async Task ChangeAsync(Db db, Actor actor, Import import, ImportPlan plan, CancellationToken cancellationToken)
    {
        foreach (var rows in plan.Rows.Where(row => row.Outcome == RowOutcome.Changed).Chunk(AtOnce))
        {
            var people = Array.ConvertAll(rows, row =>
            {
                var person = new Person { WorkspaceId = actor.WorkspaceId, Id = row.PersonId!.Value, Version = row.Version };
                row.Fields!.ApplyTo(person);
                return person;
            });
            var touched = await UpdateAsync(db, people);
            if (touched != rows.Length)
                throw new DbUpdateConcurrencyException();
            await EmailChange.VoidInvitesAsync(db, actor, [.. rows.Where(row => row.Changes!.Contains("email", StringComparer.Ordinal)).Select(row => row.PersonId!.Value)], database.Now, cancellationToken);
            await RememberAsync(db, actor, import, [.. rows.Select(row => (row.PersonId!.Value, (string?)new ImportBefore(row.Before!, row.Fields!.Credits).ToJson(), row.Version + 1, row.Changes!))], cancellationToken);
        }
    }

    private async Task RememberAsync(Db db, Actor actor, Import import, IReadOnlyList<(Guid Id, string? Before, int Version, IReadOnlyList<string> Fields)> changes, CancellationToken cancellationToken)
    {
        await db.InsertManyAsync("import_change", cancellationToken,
            ("import_id", changes.Select(_ => import.Id).ToArray()), ("person_id", changes.Select(c => c.Id).ToArray()), ("before", changes.Select(c => c.Before).ToArray()), ("version_after", changes.Select(c => c.Version).ToArray()));
        await AuditEntry.InsertAsync(db, [.. changes.Select(c => AuditEntry.By(actor, database.Now, "person.imported", "person", c.Id, new { import = import.Id, fields = c.Fields }))]);
    }

    /// <summary>Writes the people whose version is still the one that was read, and tells how many those were.</summary>
    internal static Task<int> UpdateAsync(Db db, Person[] people)
    {
        var columns = Columns(people);
        var sets = string.Join(", ", columns.Skip(1).Select(column => $"{column.Name} = a.{column.Name}"));
        return db.UpdateManyAsync(
            $"update person set {sets}, version = person.version + 1 from {{rows}} where person.workspace_id = @ws and person.id = a.id and person.version = a.version",
            [], [.. columns, ("version", people.Select(p => p.Version).ToArray())]);
    }

    /// <summary>All that an import sets, the id first.</summary>
    private static (string Name, Array Values)[] Columns(Person[] people) =>
    [
        ("id", people.Select(p => p.Id).ToArray()), ("email", people.Select(p => p.Email).ToArray()), ("phone", people.Select(p => p.Phone).ToArray()), ("first_name", people.Select(p => p.FirstName).ToArray()),
        ("last_name", people.Select(p => p.LastName).ToArray()), ("client_id", people.Select(p => p.ClientId).ToArray()), ("locale", people.Select(p => p.Locale).ToArray()), ("note", people.Select(p => p.Note).ToArray()),
        ("segment", people.Select(p => p.Segment?.ToString()).ToArray()), ("location_id", people.Select(p => p.LocationId).ToArray()), ("membership", people.Select(p => p.Membership.ToString()).ToArray()), ("credits", people.Select(p => p.Credits).ToArray()),
    ];

    /// <summary>The rows that stay out as a file of their own, with row number and reason behind them, to be mended and sent again.</summary>
    internal static byte[] Refused(ImportPlan plan)
    {
        var lines = new StringBuilder();
        CsvCells.AppendLine(lines, [.. plan.Header, "row", "reason"]);
        foreach (var row in plan.Rows.Where(row => row.StaysOut))
            CsvCells.AppendLine(lines, [.. plan.Header.Select((_, i) => i < row.Cells.Length ? row.Cells[i] : ""), row.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), ReasonOf(row)]);
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(lines.ToString())];
    }

    private static string ReasonOf(ImportRow row) => string.Join(' ', row.Problem!.Also.Prepend(row.Problem).Select(problem => problem.Field is null ? problem.English : $"{problem.Field}: {problem.English}"));
}

/// <summary>A person as they were, and the credits that the import left them with: bookings spend those without being an edit.</summary>
internal sealed record ImportBefore(PersonFields Fields, int? CreditsAfter)
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
