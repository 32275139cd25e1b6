using Latchstring.Agreements;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Participants;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Imports;

/// <summary>Writes planned rows, some thousands in a statement, and remembers what they did so that it can be undone.</summary>
internal sealed class ImportWriting(Database database, Db db, Actor actor, Import import, Contract? contract)
{
    private CodeBatch? _batch;
    private BatchTexts? _texts;

    public async Task WriteAsync(IReadOnlyList<ImportRow> rows, CancellationToken cancellationToken)
    {
        var made = rows.Where(row => row.Outcome == RowOutcome.New).ToArray();
        var changed = rows.Where(row => row.Outcome == RowOutcome.Changed).ToArray();
        var people = Array.ConvertAll(made, row => PersonOf(row, Guid.CreateVersion7(database.Now)));
        if (made.Length > 0)
            await db.InsertManyAsync("person", cancellationToken, [.. Columns(people), ("created_at", people.Select(p => p.CreatedAt).ToArray()), ("version", people.Select(p => p.Version).ToArray())]);
        await ChangePeopleAsync(changed.Where(row => row.PersonChanges).ToArray(), cancellationToken);
        var ids = people.Select(p => p.Id).Concat(changed.Select(row => row.PersonId!.Value)).ToArray();
        ImportRow[] all = [.. made, .. changed];
        if (all.Length == 0)
            return;
        await ValuesAsync(made.Length, ids, all, cancellationToken);
        var codes = new Guid?[all.Length];
        if (contract is not null)
        {
            await ParticipantsAsync(ids, all, cancellationToken);
            await CodesAsync(ids, all, codes, cancellationToken);
        }
        await RememberAsync(ids, all, codes, made.Length, cancellationToken);
    }

    /// <summary>The batch of the codes has as many as were made.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (_batch is null)
            return;
        await db.SaveChangesAsync(cancellationToken);
        await db.ExecuteAsync("update code_batch set quantity = issued where workspace_id = @ws and id = @id", cancellationToken, ("id", _batch.Id));
        db.Add(AuditEntry.By(actor, database.Now, "batch.made", "batch", _batch.Id, new { _batch.AgreementId, Quantity = _batch.Issued, _batch.Naming, import = import.Id }));
        import.BatchId = _batch.Id;
        Counts.Made(_batch.Issued);
    }

    private Person PersonOf(ImportRow row, Guid id)
    {
        var person = new Person { WorkspaceId = actor.WorkspaceId, Id = id, Version = row.Version, CreatedAt = database.Now };
        row.Fields!.ApplyTo(person);
        return person;
    }

    private async Task ChangePeopleAsync(ImportRow[] rows, CancellationToken cancellationToken)
    {
        if (rows.Length == 0)
            return;
        if (await UpdateAsync(db, Array.ConvertAll(rows, row => PersonOf(row, row.PersonId!.Value))) != rows.Length)
            throw new DbUpdateConcurrencyException();
        await EmailChange.VoidInvitesAsync(db, actor, [.. rows.Where(row => row.Changes!.Contains("email", StringComparer.Ordinal)).Select(row => row.PersonId!.Value)], database.Now, cancellationToken);
    }

    private async Task ValuesAsync(int made, Guid[] ids, ImportRow[] rows, CancellationToken cancellationToken)
    {
        var values = rows.SelectMany((row, i) => (row.Fields!.Values ?? new Dictionary<Guid, string?>()).Select(value => (New: i < made, Person: ids[i], Property: value.Key, Value: value.Value!))).ToList();
        if (values.Count == 0)
            return;
        var old = values.Where(value => !value.New).ToArray();
        if (old.Length > 0)
            await DropValuesAsync(db, [.. old.Select(value => value.Person)], [.. old.Select(value => value.Property)]);
        await db.InsertManyAsync("person_property", cancellationToken, ("person_id", values.Select(v => v.Person).ToArray()), ("property_id", values.Select(v => v.Property).ToArray()), ("value", values.Select(v => v.Value).ToArray()));
    }

    private async Task ParticipantsAsync(Guid[] ids, ImportRow[] rows, CancellationToken cancellationToken)
    {
        var joins = rows.Index().Where(row => row.Item.Joins).ToArray();
        if (joins.Length > 0)
        {
            await db.InsertManyAsync("participant", cancellationToken,
                ("agreement_id", Array.ConvertAll(joins, _ => contract!.Agreement.Id)), ("person_id", Array.ConvertAll(joins, row => ids[row.Index])),
                ("notes", Array.ConvertAll(joins, row => row.Item.Notes)), ("created_at", Array.ConvertAll(joins, _ => database.Now)));
        }
        var notes = rows.Index().Where(row => !row.Item.Joins && row.Item.Changes!.Contains(Participation.Notes, StringComparer.Ordinal)).ToArray();
        if (notes.Length > 0)
            await NotesAsync(db, contract!.Agreement.Id, Array.ConvertAll(notes, row => ids[row.Index]), Array.ConvertAll(notes, row => row.Item.Notes));
    }

    private async Task CodesAsync(Guid[] ids, ImportRow[] rows, Guid?[] codes, CancellationToken cancellationToken)
    {
        var wanted = rows.Index().Where(row => row.Item.Code == CodeStep.Make).ToArray();
        if (wanted.Length > 0)
        {
            if (_batch is null)
            {
                _batch = HeldCodes.Batch(database, actor, contract!.Agreement, 0, null, import.FileName, BatchOrigin.Csv);
                _texts = new BatchTexts(database.Keys.Of(db.WorkspaceId), _batch);
                db.Add(_batch);
                await db.SaveChangesAsync(cancellationToken);
            }
            var made = await HeldCodes.InsertAsync(database, db, _batch, _texts!, Array.ConvertAll(wanted, row => new Holder(ids[row.Index], row.Item.PriceId)), cancellationToken);
            for (var i = 0; i < wanted.Length; i++)
                codes[wanted[i].Index] = made[i];
        }
        var repriced = rows.Index().Where(row => row.Item.Code == CodeStep.Reprice).ToArray();
        foreach (var row in repriced)
            codes[row.Index] = row.Item.CodeId;
        if (repriced.Length > 0 && await db.UpdateManyAsync(
            "update access_code set price_id = a.price_id, version = access_code.version + 1 from {rows} where access_code.workspace_id = @ws and access_code.id = a.id and access_code.use_count = 0",
            [], ("id", Array.ConvertAll(repriced, row => row.Item.CodeId!.Value)), ("price_id", Array.ConvertAll(repriced, row => row.Item.PriceId!.Value))) != repriced.Length)
            throw new DbUpdateConcurrencyException();
    }

    /// <summary>Of participants who were made the import's own entry tells: half a million entries more would say the same.</summary>
    private async Task RememberAsync(Guid[] ids, ImportRow[] rows, Guid?[] codes, int made, CancellationToken cancellationToken)
    {
        await db.InsertManyAsync("import_change", cancellationToken,
            ("import_id", Array.ConvertAll(rows, _ => import.Id)), ("person_id", ids), ("before", rows.Select((row, i) => i < made ? null : BeforeOf(row)).ToArray()),
            ("person_same", rows.Select((row, i) => i >= made && !row.PersonChanges).ToArray()), ("joined", Array.ConvertAll(rows, row => row.Joins)), ("code_id", codes),
            ("code_made", Array.ConvertAll(rows, row => row.Code == CodeStep.Make)), ("price_before", Array.ConvertAll(rows, row => row.PriceBefore)),
            ("version_after", rows.Select((row, i) => i < made ? 0 : row.PersonChanges ? row.Version + 1 : row.Version).ToArray()));
        var told = rows.Index().Where(row => contract is null || row.Index >= made).ToArray();
        if (told.Length > 0)
            await AuditEntry.InsertAsync(db, Array.ConvertAll(told, row => AuditEntry.By(actor, database.Now, "person.imported", "person", ids[row.Index], new { import = import.Id, fields = row.Item.Changes })));
    }

    private static string? BeforeOf(ImportRow row)
    {
        var notes = !row.Joins && row.Changes!.Contains(Participation.Notes, StringComparer.Ordinal);
        return row.PersonChanges || notes ? new ImportBefore(row.Before ?? new PersonFields(null), row.Fields!.Credits, notes ? row.NotesBefore : null, notes).ToJson() : null;
    }

    internal static Task<int> DropValuesAsync(Db db, Guid[] people, Guid[] properties) => db.UpdateManyAsync(
        "delete from person_property where workspace_id = @ws and exists (select 1 from {rows} where a.person_id = person_property.person_id and a.property_id = person_property.property_id)", [], ("person_id", people), ("property_id", properties));

    internal static Task<int> NotesAsync(Db db, Guid agreement, Guid[] people, string?[] notes) => db.UpdateManyAsync(
        "update participant set notes = a.notes from {rows} where participant.workspace_id = @ws and participant.agreement_id = @agreement and participant.person_id = a.person_id", [("agreement", agreement)], ("person_id", people), ("notes", notes));

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
}
