using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Participants;

/// <param name="Id">Null = a new one.</param>
public sealed record CsvTemplateInput(Guid? Id, string? Name, string? Description, TemplateLayout Layout, int? Version = null);

/// <summary>Makes or changes what the columns of participants' files mean (S0.49).</summary>
public sealed class SaveCsvTemplate(Database database)
{
    public const int MostColumns = 100;

    public async Task<Result<CsvTemplate>> RunAsync(Actor actor, CsvTemplateInput input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        var layout = new TemplateLayout([.. input.Layout.Columns.Where(column => !string.IsNullOrWhiteSpace(column.Heading)).Select(column => column with { Heading = column.Heading.Trim() })], [.. input.Layout.Match.Distinct()]);
        return await database.WriteAsync<CsvTemplate>(actor.WorkspaceId, async db =>
        {
            var now = input.Id is { } id ? await db.CsvTemplates.SingleOrDefaultAsync(t => t.Id == id, cancellationToken) : null;
            if (input.Id is not null && now is null)
                return Problem.NotFound("template");
            if (Refusal(input, layout, await db.Properties.Where(p => p.ArchivedAt == null).ToDictionaryAsync(p => p.Id, cancellationToken)) is { } problem)
                return problem;
            var template = now ?? new CsvTemplate { WorkspaceId = actor.WorkspaceId, Name = "", Columns = "", Match = "", CreatedAt = database.Now };
            if (input.Version is { } version && now is not null)
                db.Entry(template).Property(t => t.Version).OriginalValue = version;
            (template.Name, template.Description, template.Columns, template.Match) = (input.Name!.Trim(), input.Description.OrNull(), layout.ColumnsJson, layout.MatchJson);
            if (now is null)
                db.Add(template);
            db.Add(AuditEntry.By(actor, database.Now, now is null ? "csv_template.created" : "csv_template.edited", "csv_template", template.Id, new { template.Name, columns = layout.Columns.Count }));
            await db.SaveChangesAsync(cancellationToken);
            return template;
        }, cancellationToken);
    }

    private static Problem? Refusal(CsvTemplateInput input, TemplateLayout layout, Dictionary<Guid, Property> properties)
    {
        var headings = layout.Columns.Select(column => column.Heading).ToList();
        var held = layout.Columns.Where(column => column.Holds != ColumnHolds.Ignored).Select(column => (column.Holds, column.PropertyId)).ToList();
        var named = layout.Columns.Where(column => column.Holds == ColumnHolds.Property).Select(column => column.PropertyId).Concat(layout.Match.Where(match => match.On == MatchOn.Property).Select(match => match.PropertyId));
        return new Check()
            .Required(input.Name, "name", 100)
            .Lines(input.Description, "description", 1_000)
            .That(headings.Count is > 0 and <= MostColumns, "columns", "Name between 1 and {0} columns.", MostColumns)
            .That(headings.TrueForAll(heading => heading.Length <= 200 && !heading.Any(char.IsControl)), "columns", "A heading is one line of at most {0} characters.", 200)
            .That(headings.Distinct(StringComparer.OrdinalIgnoreCase).Count() == headings.Count, "columns", "Two columns have the same heading. Rename one of them.")
            .That(held.Distinct().Count() == held.Count, "columns", "Two columns hold the same. Ignore one of them.")
            .That(layout.Columns.All(column => Enum.IsDefined(column.Holds)), "columns", "Choose for each column what it holds.")
            .That(named.All(property => property is { } id && properties.ContainsKey(id)), "columns", "This property does not exist here, or is archived.")
            .That(layout.Match.Count > 0 && layout.Match.All(match => Enum.IsDefined(match.On)), "match", "Choose what people are recognised by.")
            .That(layout.Match.All(match => held.Contains(Holding(match))), "match", "People can be recognised only by what a column holds.")
            .Problem;
    }

    private static (ColumnHolds, Guid?) Holding(MatchCriterion match) => match.On switch
    {
        MatchOn.Email => (ColumnHolds.Email, null),
        MatchOn.ClientId => (ColumnHolds.ClientId, null),
        MatchOn.Phone => (ColumnHolds.Phone, null),
        _ => (ColumnHolds.Property, match.PropertyId),
    };
}
