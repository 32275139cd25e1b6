using Latchstring.Accounts;
using Latchstring.People;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.People;

/// <summary>
/// GET, POST /people · GET /people.csv · GET, PATCH, DELETE /people/{id} · GET /people/{id}/timeline · POST /people/{id}/export
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
        people.MapGet("/{id:guid}/timeline", TimelineAsync).Needs(Permission.SeePeople).WithSummary("Everything that happened to a person, newest first");
        people.MapPost("/{id:guid}/export", ExportAsync).Needs(Permission.ManagePeople).WithSummary("All that is stored about a person").WithDescription("A POST, because handing data out stands in the audit.");
    }

    public sealed record PersonBody(string? Email = null, string? FirstName = null, string? LastName = null, string? Phone = null, string? ClientId = null, string? Locale = null, string? Note = null)
    {
        internal PersonFields Fields => new(Email, FirstName, LastName, Phone, ClientId, Locale, Note);
    }

    /// <summary>What is not sent stays; null clears.</summary>
    public sealed record PersonPatch(
        Given<string?> Email = default, Given<string?> FirstName = default, Given<string?> LastName = default, Given<string?> Phone = default, Given<string?> ClientId = default, Given<string?> Locale = default, Given<string?> Note = default)
    {
        internal EditPerson.Input Over(Person now) => new(
            now.Id, new PersonFields(Email.Or(now.Email), FirstName.Or(now.FirstName), LastName.Or(now.LastName), Phone.Or(now.Phone), ClientId.Or(now.ClientId), Locale.Or(now.Locale), Note.Or(now.Note)), now.Version);
    }

    /// <param name="Account">Status of the account they sign in with; null = none.</param>
    public sealed record PersonItem(Guid Id, string Name, string? Email, string? Phone, string? ClientId, string? Locale, DateTimeOffset CreatedAt, AccountStatus? Account, int Registrations)
    {
        internal static PersonItem Of(PersonRow row) => new(row.Id, row.Name, row.Email, row.Phone, row.ClientId, row.Locale, row.CreatedAt, row.Account, row.Registrations);
    }

    public sealed record PersonAnswer(Guid Id, string? Email, string? FirstName, string? LastName, string? Phone, string? ClientId, string? Locale, string? Note, DateTimeOffset CreatedAt, AccountStatus? Account)
    {
        internal static PersonAnswer Of(PersonView view) => Of(view.Person, view.Account?.Status);

        internal static PersonAnswer Of(Person p, AccountStatus? account) => new(p.Id, p.Email, p.FirstName, p.LastName, p.Phone, p.ClientId, p.Locale, p.Note, p.CreatedAt, account);
    }

    public sealed record TimelineItem(DateTimeOffset At, string Action, string? By, string? What, Guid? CodeId);

    /// <param name="Account">with, without, active, invited or blocked.</param>
    /// <param name="OfferingId">Registered there.</param>
    internal sealed record Filters(string? Account, string? Locale, Guid? OfferingId)
    {
        /// <summary>Null when there is no such account filter.</summary>
        public PersonFilter? With(string? query) =>
            Account is null ? new(query, null, Locale, OfferingId) : Enum.TryParse<AccountFilter>(Account, true, out var account) && !char.IsAsciiDigit(Account[0]) ? new(query, account, Locale, OfferingId) : null;
    }

    private static readonly Problem NoAccount = Problem.Invalid("account", "This must be one of {0}.", "with, without, active, invited, blocked");

    private static async Task<Results<Ok<ListAnswer<PersonItem>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, [AsParameters] Filters filters, Actor actor, ListPeople list, CancellationToken cancellationToken) =>
        filters.With(input.Q) is { } filter
            ? await Lists.AnswerAsync(ListPeople.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), PersonItem.Of)
            : Problems.ToResult(NoAccount);

    private static Results<CsvAnswer, ProblemAnswer> Csv([AsParameters] Filters filters, string? q, string? sort, Actor actor, ListPeople list, CancellationToken cancellationToken) =>
        filters.With(q) is { } filter
            ? Lists.Csv(ListPeople.Rows, sort, "people.csv", list.StreamAsync(actor, filter, sort, cancellationToken), PeopleCsv.Columns)
            : Problems.ToResult(NoAccount);

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

    private static async Task<Results<Ok<IReadOnlyList<TimelineItem>>, ProblemAnswer>> TimelineAsync(Guid id, DateTimeOffset? before, Actor actor, PersonTimeline timeline, CancellationToken cancellationToken) =>
        (await timeline.RunAsync(actor, id, before, cancellationToken)).ToOk<IReadOnlyList<TimelineEntry>, IReadOnlyList<TimelineItem>>(entries => [.. entries.Select(e => new TimelineItem(e.At, e.Action, e.By, e.What, e.CodeId))]);

    private static async Task<Results<Ok<PersonExport>, ProblemAnswer>> ExportAsync(Guid id, Actor actor, ExportPerson export, CancellationToken cancellationToken) =>
        (await export.RunAsync(actor, id, cancellationToken)).ToOk();
}

/// <summary>Columns of the CSV file, the same for the API and the back office.</summary>
internal static class PeopleCsv
{
    public static readonly (string, Func<PersonRow, string?>)[] Columns =
    [
        ("id", row => row.Id.ToString()), ("name", row => row.Name), ("email", row => row.Email), ("phone", row => row.Phone), ("clientId", row => row.ClientId), ("locale", row => row.Locale),
        ("createdAt", row => Lists.Cell(row.CreatedAt)), ("account", row => row.Account?.ToString().ToLowerInvariant()), ("lastSignInAt", row => Lists.Cell(row.LastSignInAt)),
        ("registrations", row => row.Registrations.ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ];
}
