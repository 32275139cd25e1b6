using Latchstring.Data;

namespace Latchstring.People;

/// <summary>Something that happened to a person. <paramref name="Action"/> is <c>redeemed</c>, <c>reversed</c>, <c>registered</c> or the name of an audit entry.</summary>
/// <param name="What">The offering or bundle it was about.</param>
/// <param name="Detail">JSON of the audit entry.</param>
public sealed record TimelineEntry(DateTimeOffset At, string Action, string? By, string? What, Guid? CodeId, string? Detail);

/// <summary>Everything that happened to one person, newest first: messages and what became of them, redemptions, registrations, bookings, account events and changes by staff.</summary>
public sealed class PersonTimeline(Database database)
{
    public const int Most = 100;

    /// <param name="before">Only what happened earlier; null = from now back.</param>
    public async Task<Result<IReadOnlyList<TimelineEntry>>> RunAsync(Actor actor, Guid personId, DateTimeOffset? before = null, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        if (!await actor.ReachesPersonAsync(db, personId, cancellationToken))
            return Problem.NotFound("person");
        // Somebody with a scope sees what happened in it, and nothing of other offerings (S3.24).
        var scope = Scope(actor, "o.id");
        var lane = Scope(actor, "m.lane_id").Sql;
        var whole = actor.Offerings is null ? "" : " and 1 = 0";
        return await db.QueryAsync(
            $"""
            select * from (
              select d.redeemed_at as happened, 'redeemed' as action, null as by_name, coalesce(o.name, g.name) as what, d.code_id as code_id, null as detail, d.id as tie
              from redemption d join code_batch b on b.workspace_id = d.workspace_id and b.id = d.batch_id
              left join offering o on o.workspace_id = b.workspace_id and o.id = b.offering_id
              left join programme g on g.workspace_id = b.workspace_id and g.id = b.programme_id
              where d.workspace_id = @ws and d.person_id = @person{scope.Sql}
              union all
              select v.at, 'reversed', v.actor_name, coalesce(o.name, g.name), d.code_id, null, d.id
              from redemption d join reversal v on v.workspace_id = d.workspace_id and v.redemption_id = d.id
              join code_batch b on b.workspace_id = d.workspace_id and b.id = d.batch_id
              left join offering o on o.workspace_id = b.workspace_id and o.id = b.offering_id
              left join programme g on g.workspace_id = b.workspace_id and g.id = b.programme_id
              where d.workspace_id = @ws and d.person_id = @person{scope.Sql}
              union all
              select r.created_at, 'registered', null, o.name, null, null, r.id
              from registration r join offering o on o.workspace_id = r.workspace_id and o.id = r.offering_id
              where r.workspace_id = @ws and r.person_id = @person{scope.Sql}
              union all {Message("m.sent_at", "sent", lane)}
              union all {Message("m.delivered_at", "delivered", lane)}
              union all {Message("m.opened_at", "opened", lane)}
              union all {Message("m.visited_at", "visited", lane)}
              union all {Message("m.scanned_at", "scanned", lane)}
              union all {Message("case when m.status in ('Bounced', 'Failed') then m.handed_at end", "returned", lane)}
              union all
              select e.at, e.action, e.actor_name, null, null, e.detail, e.id
              from audit_entry e where e.workspace_id = @ws and e.subject_id in (
                select @person union all select a.id from account a where a.workspace_id = @ws and a.person_id = @person
                union all select l.id from invite_link l where l.workspace_id = @ws and l.person_id = @person){whole}
            ) everything
            where happened < @before order by happened desc, tie desc limit {Most}
            """,
            row => new TimelineEntry(row.Time(0), row.Text(1), row.TextOrNull(2), row.TextOrNull(3), row.GuidOrNull(4), row.TextOrNull(5)),
            cancellationToken, [("person", personId), ("before", before ?? database.Now.AddMinutes(1)), .. scope.Parameters]);
    }

    /// <summary>What happened to messages, as <c>mail.sent</c> or <c>sms.sent</c>.</summary>
    private static string Message(string at, string what, string scope) =>
        $"""
        select {at}, case m.channel when 'Sms' then 'sms.{what}' else 'mail.{what}' end, null, coalesce(o.name, g.name), m.code_id, m.reason, m.id
        from message m left join offering o on o.workspace_id = m.workspace_id and o.id = m.lane_id left join programme g on g.workspace_id = m.workspace_id and g.id = m.lane_id
        where m.workspace_id = @ws and m.person_id = @person and {at} is not null{scope}
        """;

    private static (string Sql, (string, object?)[] Parameters) Scope(Actor actor, string column)
    {
        if (actor.Offerings is not { } offerings)
            return ("", []);
        var names = offerings.Select((id, i) => ($"scope{i}", (object?)id)).ToArray();
        return (names.Length == 0 ? " and 1 = 0" : $" and {column} in ({string.Join(", ", names.Select(n => "@" + n.Item1))})", names);
    }
}
