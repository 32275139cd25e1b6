using Latchstring.Codes;
using Latchstring.Data;

namespace Latchstring.Imports;

/// <param name="Added">The import made this person.</param>
/// <param name="CodeMade">The code was made by it; else its price was changed.</param>
public sealed record ImportedRow(Guid PersonId, string Name, string? Email, bool Added, bool Joined, Guid? CodeId, bool CodeMade, string? Price)
{
    /// <summary>Null = none, or not theirs to see who asks.</summary>
    public string? Code { get; set; }
}

/// <summary>What a carried out import did, name by name, with the code of each (S0.39).</summary>
public sealed class ListImported(Database database)
{
    public static readonly ListQuery<ImportedRow> Rows = new()
    {
        From = """
            import_change c join person p on p.workspace_id = c.workspace_id and p.id = c.person_id
            left join access_code k on k.workspace_id = c.workspace_id and k.id = c.code_id left join price q on q.workspace_id = k.workspace_id and q.id = k.price_id
            """,
        Columns = "c.person_id, p.first_name, p.last_name, p.email, p.phone, case when c.before is null and not c.person_same then 1 else 0 end, c.joined, k.id, c.code_made, q.name",
        Workspace = "c.workspace_id",
        Id = "c.person_id",
        Map = row => new ImportedRow(
            row.Guid(0), new People.Person { FirstName = row.TextOrNull(1), LastName = row.TextOrNull(2), Email = row.TextOrNull(3), Phone = row.TextOrNull(4) }.DisplayName, row.TextOrNull(3),
            row.Int(5) == 1, row.Bool(6), row.GuidOrNull(7), row.Bool(8), row.TextOrNull(9)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "lower(coalesce(p.last_name, p.first_name, p.email, ''))" },
        DefaultSort = "name",
    };

    public async Task<Result<Page<ImportedRow>>> RunAsync(Actor actor, Guid importId, PageRequest page, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await SeeImport.FindAsync(db, actor, importId, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var rows = await Rows.PageAsync(db, Of(importId), page, cancellationToken);
        if (actor.May(Permission.SeeCodes))
            await CodesAsync(db, rows.Items, cancellationToken);
        return rows;
    }

    public async Task<Count> CountAsync(Actor actor, Guid importId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Of(importId), cancellationToken);
    }

    private static Where Of(Guid importId) => new Where().And("c.import_id = @import", ("import", importId));

    private async Task CodesAsync(Db db, IReadOnlyList<ImportedRow> rows, CancellationToken cancellationToken)
    {
        var codes = await ReadCodes.TextsAsync(db, database.Keys.Of(db.WorkspaceId), [.. rows.Select(row => row.CodeId).OfType<Guid>()], cancellationToken);
        foreach (var row in rows.Where(row => row.CodeId is not null))
            row.Code = codes.GetValueOrDefault(row.CodeId!.Value);
    }
}
