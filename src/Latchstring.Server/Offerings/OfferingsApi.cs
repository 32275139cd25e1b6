using Latchstring.Offerings;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Offerings;

/// <summary>
/// GET, POST /offerings · GET /offerings.csv · GET, PATCH, DELETE /offerings/{id} · POST, DELETE /offerings/{id}/archive · GET, PUT /offerings/{id}/registration-page
/// </summary>
public static class OfferingsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var offerings = api.MapGroup("/offerings").WithTags("Offerings");
        offerings.MapGet("", ListAsync).Needs(Permission.SeeOfferings).WithSummary("Offerings by any filter");
        api.MapGet("/offerings.csv", Csv).Needs(Permission.SeeOfferings).WithTags("Offerings").WithSummary("All offerings of the same filters as CSV").Produces<string>(200, "text/csv");
        offerings.MapPost("", CreateAsync).Needs(Permission.ManageOfferings).WithSummary("Make an offering");
        offerings.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeOfferings).WithSummary("One offering");
        offerings.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManageOfferings).WithSummary("Change an offering");
        offerings.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageOfferings).WithSummary("Delete an offering on which nothing hangs");
        offerings.MapPost("/{id:guid}/archive", ArchiveAsync).Needs(Permission.ManageOfferings).WithSummary("Archive: out of the lists, its codes no longer open");
        offerings.MapDelete("/{id:guid}/archive", RestoreAsync).Needs(Permission.ManageOfferings).WithSummary("Restore");
        offerings.MapGet("/{id:guid}/registration-page", RegistrationPageAsync).Needs(Permission.SeeOfferings).WithSummary("What its registration page asks for");
        offerings.MapPut("/{id:guid}/registration-page", SetRegistrationPageAsync).Needs(Permission.ManageOfferings).WithSummary("Say what its registration page asks for")
            .WithDescription("Keys are phone, firstName, lastName, email, or the id of a property of people. Name and address are asked for always.");
    }

    /// <param name="Fields">In their order.</param>
    public sealed record RegistrationPage(IReadOnlyList<RegistrationPage.Field?> Fields)
    {
        /// <param name="ReadOnly">Shown but not to be changed where it is known already.</param>
        public sealed record Field(string Key, bool Required = false, bool ReadOnly = false);

        internal static RegistrationPage Of(Offering offering) => new([.. RegistrationFields.Of(offering).Select(field => new Field(field.Key, field.Required, field.ReadOnly))]);

        internal IReadOnlyList<RegistrationField> Asked => [.. Fields.Select(one => one is null ? new RegistrationField("") : new(one.Key, one.Required, one.ReadOnly))];
    }

    private static async Task<Results<Ok<RegistrationPage>, ProblemAnswer>> RegistrationPageAsync(Guid id, Actor actor, FindOffering find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, id, cancellationToken)).ToOk(view => RegistrationPage.Of(view.Offering));

    private static async Task<Results<Ok<RegistrationPage>, ProblemAnswer>> SetRegistrationPageAsync(Guid id, RegistrationPage body, Actor actor, SetRegistrationFields set, CancellationToken cancellationToken) =>
        (await set.RunAsync(actor, new(id, body.Asked), cancellationToken)).ToOk(RegistrationPage.Of);

    internal sealed record Filters
    {
        /// <summary>course, event, appointment or app.</summary>
        public string? Kind { get; init; }
        /// <summary>true = only archived ones; without it only those in use.</summary>
        public bool? Archived { get; init; }

        /// <summary>Null when there is no such kind.</summary>
        public OfferingFilter? With(string? query) =>
            Kind is null ? new(query, null, Archived ?? false) : Enum.TryParse<OfferingKind>(Kind, true, out var kind) && !char.IsAsciiDigit(Kind[0]) ? new(query, kind, Archived ?? false) : null;
    }

    private static readonly Problem NoKind = Problem.Invalid("kind", "This must be one of {0}.", "course, event, appointment, app");

    private static async Task<Results<Ok<ListAnswer<OfferingItem>>, ProblemAnswer>> ListAsync(
        [AsParameters] ListInput input, [AsParameters] Filters filters, Actor actor, ListOfferings list, CancellationToken cancellationToken) =>
        filters.With(input.Q) is { } filter
            ? await Lists.AnswerAsync(ListOfferings.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), OfferingItem.Of)
            : Problems.ToResult(NoKind);

    private static Results<CsvAnswer, ProblemAnswer> Csv([AsParameters] Filters filters, string? q, string? sort, Actor actor, ListOfferings list, CancellationToken cancellationToken) =>
        filters.With(q) is { } filter
            ? Lists.Csv(ListOfferings.Rows, sort, "offerings.csv", list.StreamAsync(actor, filter, sort, cancellationToken), OfferingCsv.Columns)
            : Problems.ToResult(NoKind);

    private static async Task<Results<Created<OfferingItem>, ProblemAnswer>> CreateAsync(OfferingBody body, Actor actor, CreateOffering create, CancellationToken cancellationToken) =>
        (await create.RunAsync(actor, body.Input, cancellationToken)).ToCreated(made => $"offerings/{made.Id}", OfferingItem.Of);

    private static async Task<Results<Ok<OfferingItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, FindOffering find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, id, cancellationToken)).ToOk(OfferingItem.Of);

    private static async Task<Results<Ok<OfferingItem>, ProblemAnswer>> EditAsync(Guid id, OfferingPatch body, Actor actor, FindOffering find, EditOffering edit, CancellationToken cancellationToken)
    {
        var now = await find.RunAsync(actor, id, cancellationToken);
        if ((now.Ok ? (await edit.RunAsync(actor, body.Over(now.Value.Offering), cancellationToken)).Problem : now.Problem) is { } problem)
            return Problems.ToResult(problem);
        return await FindAsync(id, actor, find, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeleteOffering delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> ArchiveAsync(Guid id, Actor actor, ArchiveOffering archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id), cancellationToken)).ToNoContent();

    private static async Task<Results<NoContent, ProblemAnswer>> RestoreAsync(Guid id, Actor actor, ArchiveOffering archive, CancellationToken cancellationToken) =>
        (await archive.RunAsync(actor, new(id, Archived: false), cancellationToken)).ToNoContent();
}
