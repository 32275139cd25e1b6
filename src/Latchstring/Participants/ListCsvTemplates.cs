using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Participants;

/// <param name="Agreements">Contracts that use it.</param>
public sealed record CsvTemplateRow(CsvTemplate Template, int Agreements)
{
    public TemplateLayout Layout => TemplateLayout.Of(Template);
}

/// <summary>The templates of the workspace by name. There are few, so they come at once.</summary>
public sealed class ListCsvTemplates(Database database)
{
    public async Task<Result<IReadOnlyList<CsvTemplateRow>>> RunAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var templates = await db.CsvTemplates.ToListAsync(cancellationToken);
        var used = await db.Agreements.Where(a => a.TemplateId != null).GroupBy(a => a.TemplateId!.Value).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellationToken);
        return templates.OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase).ThenBy(t => t.Id).Select(t => new CsvTemplateRow(t, used.GetValueOrDefault(t.Id))).ToList();
    }

    public async Task<Result<CsvTemplateRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        var all = await RunAsync(actor, cancellationToken);
        return !all.Ok ? all.Problem : all.Value.FirstOrDefault(row => row.Template.Id == id) is { } found ? found : Problem.NotFound("template");
    }
}

/// <summary>Reads the headings of a file and says what each probably holds, so that a template can be made from it.</summary>
public sealed class ReadCsvHeader(Database database)
{
    public async Task<Result<TemplateLayout>> RunAsync(Actor actor, Stream file, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        var table = CsvTable.Open(file);
        if (!table.Ok)
            return table.Problem;
        var first = table.Value.Rows().FirstOrDefault();
        if (first.Problem is { } problem)
            return problem;
        if (first.Value.Cells is not { Length: > 0 } cells)
            return Problem.Invalid("file", "The file is empty.");
        await using var db = database.Read(actor.WorkspaceId);
        var properties = (await db.Properties.Where(p => p.ArchivedAt == null).Select(p => new { p.Id, p.Label }).ToListAsync(cancellationToken)).ConvertAll(p => (p.Id, p.Label));
        var columns = cells.Where(cell => cell.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase).Take(SaveCsvTemplate.MostColumns).Select(cell => TemplateLayout.Guess(cell, properties)).ToList();
        // What means the same twice is left to whoever looks at it.
        var seen = new HashSet<(ColumnHolds, Guid?)>();
        columns = columns.ConvertAll(column => column.Holds == ColumnHolds.Ignored || seen.Add((column.Holds, column.PropertyId)) ? column : column with { Holds = ColumnHolds.Ignored, PropertyId = null });
        return new TemplateLayout(columns, [.. TemplateLayout.Default(null).Match.Where(match => columns.Exists(column => column.Holds.ToString() == match.On.ToString()))]);
    }
}
