using Latchstring.Bookings;
using Latchstring.Redemptions;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Offerings;

/// <summary>
/// GET /registrations · GET /registrations.csv · GET, PATCH /registrations/{id} · POST, DELETE /registrations/{id}/cancellation · POST /offerings/{id}/access-changes
/// </summary>
public static class RegistrationsApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var registrations = api.MapGroup("/registrations").WithTags("Registrations");
        registrations.MapGet("", ListAsync).Needs(Permission.SeePeople).WithSummary("Who is in which offering, since when, until when, by which code");
        api.MapGet("/registrations.csv", Csv).Needs(Permission.SeePeople).WithTags("Registrations").WithSummary("All registrations of the same filters as CSV").Produces<string>(200, "text/csv");
        registrations.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeePeople).WithSummary("One registration");
        registrations.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManagePeople).WithSummary("Move the end of access").WithDescription("null = access for good.");
        registrations.MapPost("/{id:guid}/cancellation", CancelAsync).Needs(Permission.ManagePeople).WithSummary("Take the person out; the redemption stays");
        registrations.MapDelete("/{id:guid}/cancellation", ReinstateAsync).Needs(Permission.ManagePeople).WithSummary("Take the person back in, if there is a place");
        api.MapPost("/offerings/{id:guid}/access-changes", ChangeAsync).Needs(Permission.ManagePeople).WithTags("Registrations").WithSummary("Move the end of access for many, by ids or by e-mail addresses");
    }

    public sealed record RegistrationItem(
        Guid Id, Guid OfferingId, string Offering, Guid PersonId, string Person, string? Email, RegistrationStatus Status, RegistrationSource Source, DateTimeOffset Since, DateTimeOffset? AccessUntil, Guid? RedemptionId, Guid? CodeId, Guid? BatchId)
    {
        public static RegistrationItem Of(RegistrationRow r) => new(r.Id, r.OfferingId, r.OfferingName, r.PersonId, r.PersonName, r.Email, r.Status, r.Source, r.CreatedAt, r.AccessUntil, r.RedemptionId, r.CodeId, r.BatchId);
    }

    /// <param name="AccessUntil">Exclusive.</param>
    public sealed record RegistrationPatch(Given<DateTimeOffset?> AccessUntil = default);

    /// <summary>Who: either registrationIds or emails.</summary>
    /// <param name="Until">Exclusive; null = for good.</param>
    public sealed record AccessBody(DateTimeOffset? Until, IReadOnlyList<Guid>? RegistrationIds = null, IReadOnlyList<string>? Emails = null);

    internal sealed record Filters
    {
        public Guid? OfferingId { get; init; }
        public Guid? PersonId { get; init; }
        public string? Status { get; init; }
        /// <summary>true = open now, false = ended or not given.</summary>
        public bool? Access { get; init; }

        /// <summary>Null when there is no such status.</summary>
        public RegistrationFilter? With(string? query) =>
            Status is null ? new(OfferingId, PersonId, query, null, Access)
            : Enum.TryParse<RegistrationStatus>(Status, true, out var status) && !char.IsAsciiDigit(Status[0]) ? new(OfferingId, PersonId, query, status, Access) : null;
    }

    private static readonly Problem NoStatus = Problem.Invalid("status", "This must be one of {0}.", "registered, awaitingApproval, refused, cancelled, waiting");
    private static readonly Problem WhoMissing = Problem.Invalid("registrationIds", "Give either registrationIds or emails.");

    private static async Task<Results<Ok<ListAnswer<RegistrationItem>>, ProblemAnswer>> ListAsync(
        [AsParameters] ListInput input, [AsParameters] Filters filters, Actor actor, ListRegistrations list, CancellationToken cancellationToken) =>
        filters.With(input.Q) is { } filter
            ? await Lists.AnswerAsync(ListRegistrations.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), RegistrationItem.Of)
            : Problems.ToResult(NoStatus);

    private static Results<CsvAnswer, ProblemAnswer> Csv([AsParameters] Filters filters, string? q, string? sort, Actor actor, ListRegistrations list, CancellationToken cancellationToken) =>
        filters.With(q) is { } filter
            ? Lists.Csv(ListRegistrations.Rows, sort, "registrations.csv", list.StreamAsync(actor, filter, sort, cancellationToken), OfferingCsv.RegistrationColumns)
            : Problems.ToResult(NoStatus);

    private static async Task<Results<Ok<RegistrationItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListRegistrations list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(RegistrationItem.Of);

    private static async Task<Results<Ok<RegistrationItem>, ProblemAnswer>> EditAsync(Guid id, RegistrationPatch body, Actor actor, ListRegistrations list, ChangeAccess change, CancellationToken cancellationToken)
    {
        var now = await list.FindAsync(actor, id, cancellationToken);
        if (now.Ok && body.AccessUntil.IsGiven && (await change.RunAsync(actor, new(now.Value.OfferingId, body.AccessUntil.Value, [id]), cancellationToken)).Problem is { } problem)
            return Problems.ToResult(problem);
        return await FindAsync(id, actor, list, cancellationToken);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> CancelAsync(Guid id, Actor actor, CancelRegistration cancel, FreeSeats free, CancellationToken cancellationToken)
    {
        var done = await cancel.RunAsync(actor, new(id), cancellationToken);
        await free.RunAsync(actor.WorkspaceId, CancellationToken.None);
        return done.ToNoContent();
    }

    private static async Task<Results<NoContent, ProblemAnswer>> ReinstateAsync(Guid id, Actor actor, CancelRegistration cancel, CancellationToken cancellationToken) =>
        (await cancel.RunAsync(actor, new(id, Cancelled: false), cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<ChangeAccess.Outcome>, ProblemAnswer>> ChangeAsync(Guid id, AccessBody body, Actor actor, ChangeAccess change, CancellationToken cancellationToken) =>
        body.RegistrationIds is null == body.Emails is null
            ? Problems.ToResult(WhoMissing)
            : (await change.RunAsync(actor, new(id, body.Until, body.RegistrationIds, body.Emails), cancellationToken)).ToOk();
}
