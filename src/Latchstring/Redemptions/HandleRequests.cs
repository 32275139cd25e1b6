using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

/// <summary>A row of the organizer's queue; <paramref name="Opens"/> is what the refused code would have opened, if it was one of ours.</summary>
public sealed record CodeRequestRow(Guid Id, string Email, string? Name, string? Message, string? Refusal, Guid? CodeId, string? Opens, DateTimeOffset CreatedAt, DateTimeOffset? HandledAt);

/// <summary>The organizer's queue of guests who ask for a new code: see it, tick off what is done, reopen it.</summary>
public sealed class HandleRequests(Database database)
{
    public static readonly ListQuery<CodeRequestRow> Rows = new()
    {
        From = """
            code_request q
            left join access_code c on c.workspace_id = q.workspace_id and c.id = q.code_id
            left join code_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id
            left join offering o on o.workspace_id = b.workspace_id and o.id = b.offering_id
            left join programme g on g.workspace_id = b.workspace_id and g.id = b.programme_id
            """,
        Columns = "q.id, q.email, q.name, q.message, q.refusal, q.code_id, coalesce(o.name, g.name), q.created_at, q.handled_at",
        Workspace = "q.workspace_id",
        Id = "q.id",
        Map = row => new CodeRequestRow(row.Guid(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4), row.GuidOrNull(5), row.TextOrNull(6), row.Time(7), row.TimeOrNull(8)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["asked"] = "q.id", ["email"] = "q.email" },
        DefaultSort = "asked",
    };

    /// <summary>Scoped staff see requests about their offerings, and those that name no code of ours.</summary>
    public static Where Matching(Actor actor, bool? handled)
    {
        var where = new Where();
        if (handled is { } done)
            where.And(done ? "q.handled_at is not null" : "q.handled_at is null");
        if (actor.Offerings is not { } offerings)
            return where;
        var names = offerings.Select((_, i) => $"@scope{i}").DefaultIfEmpty("null");
        return where.And($"(q.code_id is null or b.offering_id in ({string.Join(',', names)}))", [.. offerings.Select((id, i) => ($"scope{i}", (object?)id))]);
    }

    public async Task<Result<Page<CodeRequestRow>>> ListAsync(Actor actor, bool? handled, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, handled), page, cancellationToken);
    }

    /// <summary>How many wait, for the menu and the dashboard.</summary>
    public async Task<Count> WaitingAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, handled: false), cancellationToken);
    }

    public async Task<Result<CodeRequest>> RunAsync(Actor actor, Guid id, bool handled, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        return await database.WriteAsync<CodeRequest>(actor.WorkspaceId, async db =>
        {
            var where = Matching(actor, handled: null).And("q.id = @id", ("id", id));
            if ((await Rows.PageAsync(db, where, new PageRequest(), cancellationToken)).Items.Count == 0)
                return Problem.NotFound("request");
            var request = await db.CodeRequests.SingleAsync(r => r.Id == id, cancellationToken);
            if (request.HandledAt is not null == handled)
                return request;
            request.HandledAt = handled ? database.Now : null;
            db.Add(AuditEntry.By(actor, database.Now, handled ? "code_request.handled" : "code_request.reopened", "code_request", id));
            await db.SaveChangesAsync(cancellationToken);
            return request;
        }, cancellationToken);
    }
}
