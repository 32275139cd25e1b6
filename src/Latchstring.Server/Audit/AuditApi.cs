using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Audit;

/// <summary>GET /audit · GET /audit.csv</summary>
public static class AuditApi
{
    /// <param name="ActorKind">Account, API key, guest or the system itself.</param>
    /// <param name="Detail">What changed; never a code text or a secret.</param>
    public sealed record Entry(Guid Id, DateTimeOffset At, ActorKind ActorKind, Guid? ActorId, string ActorName, string Action, string Subject, Guid? SubjectId, JsonElement? Detail);

    public sealed record Filter
    {
        /// <summary>A whole action, <c>code.deactivated</c>, or the beginning of several with its dot: <c>code.</c></summary>
        public string? Action { get; init; }
        /// <summary>Kind of thing: code, batch, offering, account …</summary>
        public string? Subject { get; init; }
        public Guid? SubjectId { get; init; }
        public Guid? ActorId { get; init; }
        /// <summary>Inclusive.</summary>
        public DateTimeOffset? From { get; init; }
        /// <summary>Exclusive.</summary>
        public DateTimeOffset? Till { get; init; }

        public AuditFilter With(string? query) => new(query, Action, Subject, SubjectId, ActorId, From, Till);
    }

    public static void Map(RouteGroupBuilder api)
    {
        var audit = api.MapGroup("").Needs(Permission.SeeAudit).WithTags("Audit");
        audit.MapGet("/audit", ListAsync).WithSummary("Who did what, newest first");
        audit.MapGet("/audit.csv", Csv).WithSummary("All audit entries of the filters as CSV");
    }

    private static Task<Results<Ok<ListAnswer<Entry>>, ProblemAnswer>> ListAsync([AsParameters] ListInput input, [AsParameters] Filter filter, ListAudit list, Actor actor, CancellationToken cancellationToken) =>
        Lists.AnswerAsync(ListAudit.Rows, input, page => list.RunAsync(actor, filter.With(input.Q), page, cancellationToken), () => list.CountAsync(actor, filter.With(input.Q), cancellationToken), Shown);

    private static Results<CsvAnswer, ProblemAnswer> Csv(string? q, string? sort, [AsParameters] Filter filter, ListAudit list, Actor actor, CancellationToken cancellationToken) =>
        Lists.Csv(ListAudit.Rows, sort, "audit.csv", list.StreamAsync(actor, filter.With(q), sort, cancellationToken),
            ("id", row => row.Id.ToString()), ("at", row => Lists.Cell(row.At)), ("actorKind", row => row.ActorKind.ToString()), ("actorName", row => row.ActorName),
            ("action", row => row.Action), ("subject", row => row.Subject), ("subjectId", row => row.SubjectId?.ToString()), ("detail", row => row.Detail));

    private static Entry Shown(AuditRow row) =>
        new(row.Id, row.At, row.ActorKind, row.ActorId, row.ActorName, row.Action, row.Subject, row.SubjectId, row.Detail is null ? null : JsonElement.Parse(row.Detail));
}
