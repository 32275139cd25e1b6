using Latchstring.People;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Acts = Latchstring.Server.Ui.Acts<Latchstring.Server.People.PeopleText>;

namespace Latchstring.Server.People;

/// <summary>
/// GET, POST /properties · GET, PUT, DELETE /properties/{id} · POST, DELETE /properties/{id}/archive; and the buttons of the pages: POST properties/{id}/archive, /delete
/// </summary>
public static class PropertiesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var properties = api.MapGroup("/properties").WithTags("Properties");
        properties.MapGet("", ListAsync).Needs(Permission.SeePeople).WithSummary("What is asked of people beside the built-in fields");
        properties.MapPost("", CreateAsync).Needs(Permission.ManageWorkspace).WithSummary("Add a property");
        properties.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeePeople).WithSummary("One property");
        properties.MapPut("/{id:guid}", EditAsync).Needs(Permission.ManageWorkspace).WithSummary("Change a property").WithDescription("Its type stays as it is.");
        properties.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageWorkspace).WithSummary("Delete a property with everything people have for it");
        properties.MapPost("/{id:guid}/archive", ArchiveAsync).Needs(Permission.ManageWorkspace).WithSummary("Take it out of forms and files");
        properties.MapDelete("/{id:guid}/archive", RestoreAsync).Needs(Permission.ManageWorkspace).WithSummary("Restore");
    }

    public static void MapButtons(WebApplication app)
    {
        var buttons = app.MapGroup("/{workspace}/admin/properties").RequireAuthorization(Policies.ManageWorkspace).ExcludeFromDescription();
        buttons.MapPost("/{id:guid}/archive", ArchiveButtonAsync);
        buttons.MapPost("/{id:guid}/delete", DeleteButtonAsync);
    }

    private static async Task<Results<Ok<IReadOnlyList<PropertyItem>>, ProblemAnswer>> ListAsync(bool? archived, Actor actor, ListProperties list, CancellationToken cancellationToken) =>
        (await list.RunAsync(actor, archived ?? false, cancellationToken)).ToOk<IReadOnlyList<PropertyRow>, IReadOnlyList<PropertyItem>>(rows => [.. rows.Select(row => PropertyItem.Of(row.Property, row.People))]);

    private static async Task<Results<Created<PropertyItem>, ProblemAnswer>> CreateAsync(PropertyBody body, Actor actor, SaveProperty save, CancellationToken cancellationToken) =>
        (await save.RunAsync(actor, body.Input(null), cancellationToken)).ToCreated(made => $"properties/{made.Id}", made => PropertyItem.Of(made, 0));

    private static async Task<Results<Ok<PropertyItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListProperties list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(row => PropertyItem.Of(row.Property, row.People));

    private static async Task<Results<Ok<PropertyItem>, ProblemAnswer>> EditAsync(Guid id, PropertyBody body, Actor actor, SaveProperty save, ListProperties list, CancellationToken cancellationToken)
    {
        var saved = await save.RunAsync(actor, body.Input(id), cancellationToken);
        return saved.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(saved.Problem);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeleteProperty delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> ArchiveAsync(Guid id, Actor actor, ArchiveProperty archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id), cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> RestoreAsync(Guid id, Actor actor, ArchiveProperty archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id, Archived: false), cancellationToken)).ToNoContent();

    private static async Task<IResult> ArchiveButtonAsync(Guid id, [FromForm] bool archived, Acts acts, ArchiveProperty archive) =>
        acts.Go(await archive.RunAsync(acts.Me, new(id, archived)), "properties", _ => archived ? acts.T["Archived. What people have for it is kept."] : acts.T["Restored."], $"properties/{id}/archive", ("archived", !archived));

    private static async Task<IResult> DeleteButtonAsync(Guid id, IFormCollection _, Acts acts, DeleteProperty delete)
    {
        var done = await delete.RunAsync(acts.Me, id);
        return acts.Go(done, done.Ok ? "properties" : $"properties/{id}", _ => acts.T["Deleted the property."]);
    }
}

/// <param name="Choices">For a choice.</param>
/// <param name="IsIdentifier">No two people may have the same; a row of a file that leaves it blank makes nobody.</param>
public sealed record PropertyBody(string? Label, PropertyType Type = PropertyType.Text, string? Description = null, IReadOnlyList<string>? Choices = null, bool IsIdentifier = false)
{
    internal PropertyInput Input(Guid? id) => new(id, Label, Type, Description, Choices is null ? null : string.Join('\n', Choices), IsIdentifier);
}

/// <param name="People">How many have a value.</param>
public sealed record PropertyItem(Guid Id, string Label, PropertyType Type, string? Description, IReadOnlyList<string> Choices, bool IsIdentifier, bool Archived, int People)
{
    internal static PropertyItem Of(Property p, int people) => new(p.Id, p.Label, p.Type, p.Description, PropertyValue.ChoicesOf(p), p.IsIdentifier, p.ArchivedAt is not null, people);
}
