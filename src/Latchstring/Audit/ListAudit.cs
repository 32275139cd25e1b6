using System.Runtime.CompilerServices;
using Latchstring.Data;

namespace Latchstring.Audit;

/// <param name="Detail">What changed, JSON.</param>
public sealed record AuditRow(Guid Id, DateTimeOffset At, ActorKind ActorKind, Guid? ActorId, string ActorName, string Action, string Subject, Guid? SubjectId, string? Detail);

/// <param name="Action">A whole action (<c>code.deactivated</c>), or the beginning of several with a dot at its end (<c>code.</c>).</param>
/// <param name="From">Inclusive.</param>
/// <param name="Till">Exclusive.</param>
/// <param name="Query">Part of the actor's name, in any case.</param>
public sealed record AuditFilter(string? Query = null, string? Action = null, string? Subject = null, Guid? SubjectId = null, Guid? ActorId = null, DateTimeOffset? From = null, DateTimeOffset? Till = null);

/// <summary>Who did what, newest first.</summary>
public sealed class ListAudit(Database database)
{
    public static readonly ListQuery<AuditRow> Rows = new()
    {
        From = "audit_entry a",
        Columns = "a.id, a.at, a.actor_kind, a.actor_id, a.actor_name, a.action, a.subject, a.subject_id, a.detail",
        Workspace = "a.workspace_id",
        Id = "a.id",
        Map = row => new AuditRow(row.Guid(0), row.Time(1), row.Enum<ActorKind>(2), row.GuidOrNull(3), row.Text(4), row.Text(5), row.Text(6), row.GuidOrNull(7), row.TextOrNull(8)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["at"] = "a.id" },
        DefaultSort = "-at",
    };

    public async Task<Result<Page<AuditRow>>> RunAsync(Actor actor, AuditFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!MaySee(actor))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, AuditFilter filter, CancellationToken cancellationToken = default)
    {
        if (!MaySee(actor))
            return new Count(0, true);
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(filter), cancellationToken);
    }

    /// <summary>Every entry of the filter; none without the permission.</summary>
    public async IAsyncEnumerable<AuditRow> StreamAsync(Actor actor, AuditFilter filter, string? sort, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!MaySee(actor))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(filter), sort, cancellationToken))
            yield return row;
    }

    /// <summary>Entries tell of all offerings, so a scoped actor sees none of them.</summary>
    public static bool MaySee(Actor actor) => actor.May(Permission.SeeAudit) && actor.Offerings is null;

    private static Where Matching(AuditFilter filter)
    {
        var where = new Where();
        if (!string.IsNullOrWhiteSpace(filter.Action))
            where.And("a.action like @action escape '\\'", ("action", Search.Escape(filter.Action) + (filter.Action.EndsWith('.') ? "%" : "")));
        if (!string.IsNullOrWhiteSpace(filter.Subject))
            where.And("a.subject = @subject", ("subject", filter.Subject));
        if (filter.SubjectId is { } subject)
            where.And("a.subject_id = @subject_id", ("subject_id", subject));
        if (filter.ActorId is { } actor)
            where.And("a.actor_id = @actor_id", ("actor_id", actor));
        if (filter.From is { } from)
            where.And("a.at >= @from", ("from", from));
        if (filter.Till is { } till)
            where.And("a.at < @till", ("till", till));
        return where.Contains(filter.Query, "a.actor_name");
    }
}
