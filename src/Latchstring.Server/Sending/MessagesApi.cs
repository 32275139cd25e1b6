using Latchstring.Sending;
using Latchstring.Server.Codes;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Sending;

/// <summary>
/// POST /code-sendings · GET /messages, /messages/{id} · POST /messages/{id}/cancellation, /messages/{id}/resending
/// </summary>
public static class MessagesApi
{
    /// <summary>Codes to mail: one to each address, oldest first; without addresses, each to whom it is assigned.</summary>
    /// <param name="CodeIds">These; or all of the batch, offering or programme that can be sent.</param>
    /// <param name="AnyoneMayRedeem">False: the code becomes the addressee's. True: whoever holds it may use it.</param>
    /// <param name="PerMinute">Pace of this offering's mails from now on.</param>
    /// <param name="DryRun">Only say who would get one, and when.</param>
    public sealed record SendingBody(
        IReadOnlyList<Guid>? CodeIds = null, Guid? BatchId = null, Guid? OfferingId = null, Guid? ProgrammeId = null, IReadOnlyList<string>? Emails = null, string? Locale = null, bool AnyoneMayRedeem = false, int? PerMinute = null,
        DateTimeOffset? NotBefore = null, bool DryRun = false);

    /// <summary>One mail. <paramref name="LeavesAt"/> is the forecast while it is queued; <paramref name="VisitedAt"/> the first visit of its link that looks like a person's.</summary>
    public sealed record MessageItem(
        Guid Id, TemplateType Type, MessageStatus Status, string Address, string Locale, Guid? CodeId, Guid? PersonId, string? Opens, int Generation, DateTimeOffset CreatedAt, DateTimeOffset? LeavesAt, DateTimeOffset? SentAt,
        DateTimeOffset? VisitedAt, bool Redeemed, string? Reason, int Attempts)
    {
        public static MessageItem Of(MessageRow row) => new(
            row.Id, row.Type, row.Status, row.Address, row.Locale, row.CodeId, row.PersonId, row.Opens, row.Generation, row.CreatedAt, row.LeavesAt, row.SentAt, row.VisitedAt, row.Redeemed, row.Reason, row.Attempts);
    }

    public sealed record Filters
    {
        /// <summary>The offering or programme.</summary>
        [FromQuery(Name = "opensId")] public Guid? OpensId { get; init; }
        /// <summary>queued, sent, visited, redeemed, notSent, problem.</summary>
        [FromQuery(Name = "state")] public string? State { get; init; }
        [FromQuery(Name = "sendingId")] public Guid? SendingId { get; init; }
        [FromQuery(Name = "codeId")] public Guid? CodeId { get; init; }
        [FromQuery(Name = "personId")] public Guid? PersonId { get; init; }

        public Problem? Refusal => State is { } state && !MessageFilter.States.Contains(state) ? Problem.Invalid("state", "This must be one of {0}.", string.Join(", ", MessageFilter.States)) : null;

        public MessageFilter Over(string? query) => new(OpensId, State, SendingId, CodeId, PersonId, query);
    }

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/code-sendings", SendAsync).Needs(Permission.ManageCodes).WithTags("Messages").WithSummary("Mail codes to people")
            .WithDescription("Mails leave between 8 and 16 o'clock in the zone of the offering, at its pace; the answer says when the first and the last will. At most 5,000 addresses at once.");
        var messages = api.MapGroup("/messages").WithTags("Messages");
        messages.MapGet("", ListAsync).Needs(Permission.SeeCodes).WithSummary("Mails by state, what they open, code or person");
        messages.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeCodes).WithSummary("One mail");
        messages.MapPost("/{id:guid}/cancellation", CancelAsync).Needs(Permission.ManageCodes).WithSummary("Take back a mail that has not left yet");
        messages.MapPost("/{id:guid}/resending", ResendAsync).Needs(Permission.ManageCodes).WithSummary("Send a mail again, unless its code has been redeemed");
    }

    private static async Task<Results<Ok<CodesSent>, ProblemAnswer>> SendAsync(SendingBody body, Actor actor, SendCodes send, CancellationToken cancellationToken)
    {
        if (body.CodeIds is null && body.BatchId is null && body.OfferingId is null && body.ProgrammeId is null)
            return Problems.ToResult(Problem.Invalid("codeIds", "Name the codes, or a batch, an offering or a programme."));
        var filter = new Latchstring.Codes.CodeFilter(body.BatchId, body.OfferingId, body.ProgrammeId);
        return (await send.RunAsync(actor, new CodesToSend(body.CodeIds, filter, body.Emails ?? [], body.Locale, body.AnyoneMayRedeem, body.PerMinute, body.NotBefore, body.DryRun), cancellationToken)).ToOk();
    }

    private static async Task<Results<Ok<ListAnswer<MessageItem>>, ProblemAnswer>> ListAsync([AsParameters] Filters filters, [AsParameters] ListInput input, Actor actor, ListMessages list, CancellationToken cancellationToken)
    {
        if (filters.Refusal is { } problem)
            return Problems.ToResult(problem);
        var filter = filters.Over(input.Q);
        return await Lists.AnswerAsync(ListMessages.Rows, input, page => list.RunAsync(actor, filter, page, cancellationToken), () => list.CountAsync(actor, filter, cancellationToken), MessageItem.Of);
    }

    private static async Task<Results<Ok<MessageItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, ListMessages list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(MessageItem.Of);

    private static async Task<Results<Ok<MessageItem>, ProblemAnswer>> CancelAsync(Guid id, Actor actor, CancelMessages cancel, ListMessages list, CancellationToken cancellationToken)
    {
        var known = await list.FindAsync(actor, id, cancellationToken);
        if (!known.Ok)
            return Problems.ToResult(known.Problem);
        var done = await cancel.RunAsync(actor, [id], cancellationToken);
        if (done is { Ok: true, Value.Changed: 0 })
            return Problems.ToResult(new Problem("message.left", 409, "This mail is not waiting any more."));
        return done.Ok ? await FindAsync(id, actor, list, cancellationToken) : Problems.ToResult(done.Problem);
    }

    private static async Task<Results<Ok<MessageItem>, ProblemAnswer>> ResendAsync(Guid id, Actor actor, ResendMessage resend, ListMessages list, CancellationToken cancellationToken)
    {
        var again = await resend.RunAsync(actor, id, cancellationToken);
        return again.Ok ? await FindAsync(again.Value.Id, actor, list, cancellationToken) : Problems.ToResult(again.Problem);
    }
}
