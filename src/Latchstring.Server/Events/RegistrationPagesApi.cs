using Latchstring.Offerings;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Events;

/// <summary>
/// GET, POST /offerings/{id}/registration-pages · GET, PUT, DELETE /registration-pages/{id} · POST /registration-pages/{id}/reset
/// </summary>
public static class RegistrationPagesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/offerings/{id:guid}/registration-pages", ListAsync).Needs(Permission.SeeOfferings).WithTags("Registration pages").WithSummary("The registration pages of an event");
        api.MapPost("/offerings/{id:guid}/registration-pages", CreateAsync).Needs(Permission.ManageOfferings).WithTags("Registration pages").WithSummary("Make a registration page; without steps it looks like the template");
        var pages = api.MapGroup("/registration-pages").WithTags("Registration pages");
        pages.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One registration page");
        pages.MapPut("/{id:guid}", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change a registration page").WithDescription("Without steps it is reset to the template.");
        pages.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageOfferings).WithSummary("Delete a registration page that is not chosen for guests of partners");
        pages.MapPost("/{id:guid}/reset", ResetAsync).Needs(Permission.ManageOfferings).WithSummary("Replace its steps and fields by those of the template");
    }

    /// <summary>A field may hang on the answer to one that stands before it.</summary>
    /// <param name="Key">firstName, lastName, email, phone, or the id of a property of people.</param>
    /// <param name="ReadOnly">Cannot be changed where it is filled in.</param>
    /// <param name="Prefilled">Filled in with what the partner entered.</param>
    /// <param name="OnlyIf">Key of the other field.</param>
    /// <param name="OnlyIfValue">The answer; without it any answer.</param>
    public sealed record PageField(string Key, bool Required = false, bool ReadOnly = false, bool Prefilled = true, string? OnlyIf = null, string? OnlyIfValue = null)
    {
        internal static PageField Of(RegistrationField field) => new(field.Key, field.Required, field.ReadOnly, field.Prefilled, field.OnlyIf, field.OnlyIfValue);

        internal RegistrationField Field => new(Key, Required, ReadOnly, Prefilled, OnlyIf, OnlyIfValue);
    }

    public sealed record PageStep(IReadOnlyList<PageField> Fields, string? Title = null, string? Text = null);

    public sealed record PageBody(string Name, IReadOnlyList<PageStep?>? Steps = null)
    {
        internal RegistrationPageFields Fields => new(Name, Steps is null ? null : [.. Steps.OfType<PageStep>().Select(step => new RegistrationStep(step.Title, step.Text, [.. step.Fields.OfType<PageField>().Select(one => one.Field)]))]);
    }

    public sealed record PageItem(Guid Id, Guid OfferingId, string Name, IReadOnlyList<PageStep> Steps, DateTimeOffset CreatedAt)
    {
        public static PageItem Of(RegistrationPage page) =>
            new(page.Id, page.OfferingId, page.Name, [.. RegistrationSteps.Of(page).Select(step => new PageStep([.. step.Fields.Select(PageField.Of)], step.Title, step.Text))], page.CreatedAt);
    }

    private static async Task<Results<Ok<IReadOnlyList<PageItem>>, ProblemAnswer>> ListAsync(Guid id, Actor actor, ListRegistrationPages list, CancellationToken cancellationToken) =>
        (await list.RunAsync(actor, id, cancellationToken)).ToOk(pages => (IReadOnlyList<PageItem>)[.. pages.Select(PageItem.Of)]);

    private static async Task<Results<Created<PageItem>, ProblemAnswer>> CreateAsync(Guid id, PageBody body, Actor actor, CreateRegistrationPage create, CancellationToken cancellationToken) =>
        (await create.RunAsync(actor, new(id, body.Fields), cancellationToken)).ToCreated(page => $"registration-pages/{page.Id}", PageItem.Of);

    private static async Task<Results<Ok<PageItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListRegistrationPages list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(PageItem.Of);

    private static async Task<Results<Ok<PageItem>, ProblemAnswer>> EditAsync(Guid id, PageBody body, Actor actor, EditRegistrationPage edit, CancellationToken cancellationToken) =>
        (await edit.RunAsync(actor, new(id, body.Fields), cancellationToken)).ToOk(PageItem.Of);

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeleteRegistrationPage delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<PageItem>, ProblemAnswer>> ResetAsync(Guid id, Actor actor, ListRegistrationPages list, EditRegistrationPage edit, CancellationToken cancellationToken)
    {
        var now = await list.FindAsync(actor, id, cancellationToken);
        return now.Ok ? (await edit.RunAsync(actor, new(id, new(now.Value.Name, null)), cancellationToken)).ToOk(PageItem.Of) : Problems.ToResult(now.Problem);
    }
}
