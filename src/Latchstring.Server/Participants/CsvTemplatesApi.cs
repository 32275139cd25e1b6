using Latchstring.Participants;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.Participants.ParticipantsText>;

namespace Latchstring.Server.Participants;

/// <summary>
/// GET, POST /csv-templates · GET, PUT, DELETE /csv-templates/{id} · POST /csv-templates/{id}/copy; and the buttons of the pages: POST csv-templates/{id}/copy, /delete
/// </summary>
public static class CsvTemplatesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var templates = api.MapGroup("/csv-templates").WithTags("CSV templates");
        templates.MapGet("", ListAsync).Needs(Permission.SeePeople).WithSummary("What the columns of participants' files mean");
        templates.MapPost("", CreateAsync).Needs(Permission.ManageWorkspace).WithSummary("Make a template");
        templates.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeePeople).WithSummary("One template");
        templates.MapPut("/{id:guid}", EditAsync).Needs(Permission.ManageWorkspace).WithSummary("Change a template");
        templates.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageWorkspace).WithSummary("Delete a template that no contract uses");
        templates.MapPost("/{id:guid}/copy", CopyAsync).Needs(Permission.ManageWorkspace).WithSummary("Duplicate a template");
    }

    public static void MapButtons(WebApplication app)
    {
        var buttons = app.MapGroup("/{workspace}/admin/csv-templates").RequireAuthorization(Policies.ManageWorkspace).ExcludeFromDescription();
        buttons.MapPost("/{id:guid}/copy", CopyButtonAsync);
        buttons.MapPost("/{id:guid}/delete", DeleteButtonAsync);
    }

    private static async Task<Results<Ok<IReadOnlyList<CsvTemplateItem>>, ProblemAnswer>> ListAsync(Actor actor, ListCsvTemplates list, CancellationToken cancellationToken) =>
        (await list.RunAsync(actor, cancellationToken)).ToOk<IReadOnlyList<CsvTemplateRow>, IReadOnlyList<CsvTemplateItem>>(rows => [.. rows.Select(row => CsvTemplateItem.Of(row.Template, row.Agreements))]);

    private static async Task<Results<Created<CsvTemplateItem>, ProblemAnswer>> CreateAsync(CsvTemplateBody body, Actor actor, SaveCsvTemplate save, CancellationToken cancellationToken) =>
        (await save.RunAsync(actor, body.Input(null), cancellationToken)).ToCreated(made => $"csv-templates/{made.Id}", made => CsvTemplateItem.Of(made, 0));

    private static async Task<Results<Ok<CsvTemplateItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListCsvTemplates list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(row => CsvTemplateItem.Of(row.Template, row.Agreements));

    private static async Task<Results<Ok<CsvTemplateItem>, ProblemAnswer>> EditAsync(Guid id, CsvTemplateBody body, Actor actor, SaveCsvTemplate save, ListCsvTemplates list, CancellationToken cancellationToken)
    {
        var saved = await save.RunAsync(actor, body.Input(id), cancellationToken);
        return saved.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(saved.Problem);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeleteCsvTemplate delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Created<CsvTemplateItem>, ProblemAnswer>> CopyAsync(Guid id, Actor actor, CopyCsvTemplate copy, CancellationToken cancellationToken) =>
        (await copy.RunAsync(actor, id, cancellationToken)).ToCreated(made => $"csv-templates/{made.Id}", made => CsvTemplateItem.Of(made, 0));

    private static async Task<IResult> CopyButtonAsync(Guid id, IFormCollection _, Acts acts, CopyCsvTemplate copy)
    {
        var made = await copy.RunAsync(acts.Me, id);
        return acts.Go(made, $"csv-templates/{(made.Ok ? made.Value.Id : id)}", _ => acts.T["Duplicated."]);
    }

    private static async Task<IResult> DeleteButtonAsync(Guid id, IFormCollection _, Acts acts, DeleteCsvTemplate delete)
    {
        var done = await delete.RunAsync(acts.Me, id);
        return acts.Go(done, done.Ok ? "csv-templates" : $"csv-templates/{id}", _ => acts.T["Deleted the template."]);
    }
}

/// <param name="Columns">In the order of the file.</param>
/// <param name="Match">What people are recognised by, in order.</param>
public sealed record CsvTemplateBody(string? Name, string? Description = null, IReadOnlyList<CsvTemplateBody.Column?>? Columns = null, IReadOnlyList<CsvTemplateBody.Criterion?>? Match = null)
{
    /// <param name="PropertyId">For a column that holds a property.</param>
    public sealed record Column(string Heading, ColumnHolds Holds = ColumnHolds.Ignored, Guid? PropertyId = null);

    /// <param name="PropertyId">When people are recognised by a property.</param>
    public sealed record Criterion(MatchOn On, Guid? PropertyId = null);

    internal CsvTemplateInput Input(Guid? id) => new(id, Name, Description, new TemplateLayout(
        [.. (Columns ?? []).Select(column => column is null ? new TemplateColumn("", Nothing) : new(column.Heading, column.Holds, column.PropertyId))],
        [.. (Match ?? []).Select(match => match is null ? new MatchCriterion((MatchOn)(-1)) : new(match.On, match.PropertyId))]));

    /// <summary>What stands for a null in a body; the verb refuses it.</summary>
    private const ColumnHolds Nothing = (ColumnHolds)(-1);
}

/// <param name="Contracts">How many use it.</param>
public sealed record CsvTemplateItem(Guid Id, string Name, string? Description, IReadOnlyList<CsvTemplateBody.Column> Columns, IReadOnlyList<CsvTemplateBody.Criterion> Match, int Contracts)
{
    internal static CsvTemplateItem Of(CsvTemplate template, int contracts)
    {
        var layout = TemplateLayout.Of(template);
        return new(template.Id, template.Name, template.Description, [.. layout.Columns.Select(column => new CsvTemplateBody.Column(column.Heading, column.Holds, column.PropertyId))],
            [.. layout.Match.Select(match => new CsvTemplateBody.Criterion(match.On, match.PropertyId))], contracts);
    }
}
