using System.Text.Json;
using Latchstring.Accounts;
using Latchstring.People;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.People;

/// <summary>
/// GET /people/duplicates · POST /people/{id}/merge · GET, POST /people · GET /people.csv · GET, PATCH, DELETE /people/{id} · GET /people/{id}/timeline · POST /people/{id}/export
/// </summary>
public static class PeopleApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var people = api.MapGroup("/people").WithTags("People");
        people.MapGet("", ListAsync).Needs(Permission.SeePeople).WithSummary("People by name, e-mail, phone or filter");
        api.MapGet("/people.csv", Csv).Needs(Permission.SeePeople).WithTags("People").WithSummary("All people of the same filters as CSV").Produces<string>(200, "text/csv");
        people.MapPost("", CreateAsync).Needs(Permission.ManagePeople).WithSummary("Add a person");
        people.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeePeople).WithSummary("One person");
        people.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManagePeople).WithSummary("Change a person").WithDescription("A new e-mail address moves the sign-in of their account, and ends its sessions and open links.");
        people.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManagePeople).WithSummary("Delete a person to whom nothing belongs");
        people.MapGet("/duplicates", DuplicatesAsync).Needs(Permission.ManagePeople).WithSummary("Pairs of records that may be one person").WithDescription("At most 100; more appear when these are settled.");
        people.MapPost("/{id:guid}/merge", MergeAsync).Needs(Permission.ManagePeople).WithSummary("Make one person of two records").WithDescription("Everything of personId comes to this one, and that record goes. Fields named in take come from it; so do those that are empty here.");
        people.MapGet("/{id:guid}/timeline", TimelineAsync).Needs(Permission.SeePeople).WithSummary("Everything that happened to a person, newest first");
        people.MapPost("/{id:guid}/export", ExportAsync).Needs(Permission.ManagePeople).WithSummary("All that is stored about a person").WithDescription("A POST, because handing data out stands in the audit.");
    }

    private static async Task<Results<Ok<ListAnswer<PersonItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, [AsParameters] PeopleFilters filters, Actor actor, ListPeople list, CancellationToken cancellationToken) =>
        filters.With(input.Q) is { Ok: true, Value: var filter }
            ? await Lists.AnswerAsync(ListPeople.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), PersonItem.Of)
            : Problems.ToResult(filters.With(input.Q).Problem!);

    private static Results<CsvAnswer, ProblemAnswer> Csv([AsParameters] PeopleFilters filters, string? q, string? sort, Actor actor, ListPeople list, CancellationToken cancellationToken) =>
        filters.With(q) is { Ok: true, Value: var filter }
            ? Lists.Csv(ListPeople.Rows, sort, "people.csv", list.StreamAsync(actor, filter, sort, cancellationToken), PeopleCsv.Columns)
            : Problems.ToResult(filters.With(q).Problem!);

    private static async Task<Results<Created<PersonAnswer>, ProblemAnswer>> CreateAsync(PersonBody body, Actor actor, CreatePerson create, CancellationToken cancellationToken) =>
        (await create.RunAsync(actor, body.Fields, cancellationToken)).ToCreated(made => $"people/{made.Id}", made => PersonAnswer.Of(made, null));

    private static async Task<Results<Ok<PersonAnswer>, ProblemAnswer>> FindAsync(Guid id, Actor actor, FindPerson find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, id, cancellationToken)).ToOk(PersonAnswer.Of);

    private static async Task<Results<Ok<PersonAnswer>, ProblemAnswer>> EditAsync(Guid id, PersonPatch body, Actor actor, FindPerson find, EditPerson edit, CancellationToken cancellationToken)
    {
        var now = await find.RunAsync(actor, id, cancellationToken);
        if ((now.Ok ? (await edit.RunAsync(actor, body.Over(now.Value.Person), cancellationToken)).Problem : now.Problem) is { } problem)
            return Problems.ToResult(problem);
        return await FindAsync(id, actor, find, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, DeletePerson delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(actor, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<IReadOnlyList<DuplicateItem>>, ProblemAnswer>> DuplicatesAsync(Actor actor, FindDuplicates find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, null, cancellationToken)).ToOk<IReadOnlyList<Duplicate>, IReadOnlyList<DuplicateItem>>(pairs => [.. pairs.Select(DuplicateItem.Of)]);

    private static async Task<Results<Ok<PersonAnswer>, ProblemAnswer>> MergeAsync(Guid id, MergeBody body, Actor actor, MergePeople merge, FindPerson find, CancellationToken cancellationToken)
    {
        var merged = await merge.RunAsync(actor, new(id, body.PersonId, body.Take ?? []), cancellationToken);
        return merged.Ok ? await FindAsync(id, actor, find, cancellationToken) : Problems.ToResult(merged.Problem);
    }

    private static async Task<Results<Ok<IReadOnlyList<TimelineItem>>, ProblemAnswer>> TimelineAsync(Guid id, DateTimeOffset? before, Actor actor, PersonTimeline timeline, CancellationToken cancellationToken) =>
        (await timeline.RunAsync(actor, id, before, cancellationToken)).ToOk<IReadOnlyList<TimelineEntry>, IReadOnlyList<TimelineItem>>(entries => [.. entries.Select(e => new TimelineItem(e.At, e.Action, e.By, e.What, e.CodeId))]);

    private static async Task<Results<Ok<PersonExport>, ProblemAnswer>> ExportAsync(Guid id, Actor actor, ExportPerson export, CancellationToken cancellationToken) =>
        (await export.RunAsync(actor, id, cancellationToken)).ToOk();
}

internal sealed record PeopleFilters
{
    /// <summary>with, without, active, invited or blocked.</summary>
    public string? Account { get; init; }
    public string? Locale { get; init; }
    /// <summary>Registered there.</summary>
    public Guid? OfferingId { get; init; }
    /// <summary>lead, prospect, trial, member, guest or learner.</summary>
    public string? Segment { get; init; }
    /// <summary>Of this location.</summary>
    public Guid? LocationId { get; init; }
    /// <summary>active, frozen, paused or pastDue.</summary>
    public string? Membership { get; init; }
    /// <summary>all, noLocation, noContact or sharedPhone: members and trials whose record needs somebody to look at it.</summary>
    public string? Attention { get; init; }

    /// <summary>A choice that does not exist is a problem of its parameter.</summary>
    public Result<PersonFilter> With(string? query)
    {
        var problems = new List<Problem>();
        var filter = new PersonFilter(
            query, Choice<AccountFilter>(Account, "account", problems), Locale, OfferingId, Choice<Segment>(Segment, "segment", problems), LocationId, Choice<Membership>(Membership, "membership", problems),
            Choice<Attention>(Attention, "attention", problems));
        return problems.Count == 0 ? filter : problems[0] with { Also = problems[1..] };
    }

    private static T? Choice<T>(string? text, string field, List<Problem> problems) where T : struct, Enum
    {
        if (text is null)
            return null;
        if (Enum.TryParse<T>(text, true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0]))
            return value;
        problems.Add(Problem.Invalid(field, "This must be one of {0}.", string.Join(", ", Enum.GetNames<T>().Where(name => name != "None").Select(JsonNamingPolicy.CamelCase.ConvertName))));
        return null;
    }
}
