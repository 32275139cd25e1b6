using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <param name="LaneId">The offering or bundle.</param>
/// <param name="State">queued, sent, visited, redeemed, notSent, problem; null = any.</param>
/// <param name="Q">Beginning of an address.</param>
public sealed record MessageFilter(Guid? LaneId = null, string? State = null, Guid? SendingId = null, Guid? CodeId = null, Guid? PersonId = null, string? Q = null)
{
    public static readonly IReadOnlyList<string> States = ["queued", "sent", "visited", "redeemed", "notSent", "problem"];

    internal Where Where(Actor actor)
    {
        var where = MessageScope.Narrow(new Where(), actor);
        if (LaneId is { } lane)
            where.And("m.lane_id = @lane", ("lane", lane));
        if (SendingId is { } sending)
            where.And("m.sending_id = @sending", ("sending", sending));
        if (CodeId is { } code)
            where.And("m.code_id = @code", ("code", code));
        if (PersonId is { } person)
            where.And("m.person_id = @person", ("person", person));
        if (!string.IsNullOrWhiteSpace(Q))
            where.And("m.address like @address escape '\\'", ("address", Search.Escape(Q.Trim().ToLowerInvariant()) + "%"));
        return State switch
        {
            "queued" => where.And("m.status = 'Queued'"),
            "sent" => where.And("m.sent_at is not null"),
            "visited" => where.And("m.visited_at is not null"),
            "redeemed" => where.And("m.sent_at is not null and c.use_count > 0"),
            "notSent" => where.And("m.status = 'NotSent'"),
            "problem" => where.And("m.status in ('Bounced', 'Failed', 'Unknown')"),
            _ => where,
        };
    }
}

/// <summary>One mail in a list.</summary>
public sealed record MessageRow(
    Guid Id, TemplateType Type, MessageStatus Status, string Address, string Locale, string TimeZone, Guid LaneId, Guid? CodeId, Guid? PersonId, int Generation, DateTimeOffset CreatedAt, DateTimeOffset NotBefore,
    DateTimeOffset? HandedAt, DateTimeOffset? SentAt, DateTimeOffset? VisitedAt, DateTimeOffset? ScannedAt, string? Reason, bool Redeemed, string ActorName, int Attempts, Channel Channel, Rank Rank, bool Paused, string? Opens)
{
    /// <summary>The forecast for one that waits.</summary>
    public DateTimeOffset? LeavesAt { get; set; }

    /// <summary>Can still be taken back.</summary>
    public bool Waits => Status == MessageStatus.Queued && HandedAt is null;
}

/// <summary>The list behind the outbox: what waits, what left, what became of it (S3 (e)).</summary>
public sealed class ListMessages(Database database)
{
    public static readonly ListQuery<MessageRow> Rows = new()
    {
        From = MessageScope.From,
        Columns = """
            m.id, m.type, m.status, m.address, m.locale, m.time_zone, m.lane_id, m.code_id, m.person_id, m.generation, m.created_at, m.not_before, m.handed_at, m.sent_at, m.visited_at, m.scanned_at, m.reason,
            coalesce(c.use_count, 0) > 0, m.actor_name, m.attempts, m.channel, m.rank,
            exists (select 1 from campaign g where g.workspace_id = m.workspace_id and g.id = m.sending_id and g.status = 'Paused'),
            coalesce((select o.name from offering o where o.workspace_id = m.workspace_id and o.id = m.lane_id), (select g.name from programme g where g.workspace_id = m.workspace_id and g.id = m.lane_id))
            """,
        Workspace = "m.workspace_id",
        Id = "m.id",
        Map = row => new MessageRow(
            row.Guid(0), row.Enum<TemplateType>(1), row.Enum<MessageStatus>(2), row.Text(3), row.Text(4), row.Text(5), row.Guid(6), row.GuidOrNull(7), row.GuidOrNull(8), row.Int(9), row.Time(10), row.Time(11),
            row.TimeOrNull(12), row.TimeOrNull(13), row.TimeOrNull(14), row.TimeOrNull(15), row.TextOrNull(16), row.Bool(17), row.Text(18), row.Int(19), row.Enum<Channel>(20), row.Enum<Rank>(21), row.Bool(22), row.TextOrNull(23)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["created"] = "m.created_at", ["address"] = "m.address" },
        DefaultSort = "-created",
    };

    public async Task<Result<Page<MessageRow>>> RunAsync(Actor actor, MessageFilter filter, PageRequest request, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var page = await Rows.PageAsync(db, filter.Where(actor), request, cancellationToken);
        await FillAsync(db, page.Items, cancellationToken);
        return page;
    }

    public async Task<Count> CountAsync(Actor actor, MessageFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, filter.Where(actor), cancellationToken);
    }

    public async IAsyncEnumerable<MessageRow> StreamAsync(Actor actor, MessageFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, filter.Where(actor), sort, cancellationToken))
            yield return row;
    }

    public async Task<Result<MessageRow>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var where = new MessageFilter().Where(actor).And("m.id = @id", ("id", id));
        var page = await Rows.PageAsync(db, where, new PageRequest(Limit: 1), cancellationToken);
        if (page.Items.Count == 0)
            return Problem.NotFound("message");
        await FillAsync(db, page.Items, cancellationToken);
        return page.Items[0];
    }

    private async Task FillAsync(Db db, IReadOnlyList<MessageRow> rows, CancellationToken cancellationToken)
    {
        foreach (var lane in rows.Where(row => row is { Status: MessageStatus.Queued, Paused: false }).GroupBy(row => (row.LaneId, row.Channel)))
            await ForecastAsync(db, lane.Key.LaneId, lane.Key.Channel, [.. lane], cancellationToken);
    }

    /// <summary>By its place in the lane, the pace and the window.</summary>
    private async Task ForecastAsync(Db db, Guid laneId, Channel channel, List<MessageRow> rows, CancellationToken cancellationToken)
    {
        var lane = await db.Lanes.AsNoTracking().SingleOrDefaultAsync(l => l.Id == laneId && l.Channel == channel, cancellationToken) ?? new Lane();
        // In the order in which they are claimed.
        var ahead = (await db.QueryAsync(
            $"""
            select q.id, q.place from (
                select m.id, row_number() over (order by case m.rank when 'Account' then 0 when 'OneToOne' then 1 else 2 end, m.not_before, m.created_at) - 1 as place
                from message m where m.workspace_id = @ws and m.lane_id = @lane and m.channel = @channel and m.status = 'Queued') q
            where q.id in ({string.Join(',', rows.Select((_, i) => $"@i{i}"))})
            """,
            row => (Id: row.Guid(0), Place: (int)row.Long(1)), cancellationToken, [("lane", laneId), ("channel", channel), .. rows.Select((row, i) => ($"i{i}", (object?)row.Id))])).ToDictionary(one => one.Id, one => one.Place);
        foreach (var row in rows)
        {
            // One that left a moment ago is in no line any more.
            var place = ahead.GetValueOrDefault(row.Id);
            var from = row.NotBefore > database.Now ? row.NotBefore : database.Now;
            row.LeavesAt = row.Rank == Rank.Account ? from + (lane.Pace.Interval * place) : lane.Window.LastOf(place + 1, from, lane.Pace, TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone));
        }
    }
}

/// <summary>The exact mail that was sent; or what would go out now.</summary>
/// <param name="Exact">Word for word as it left.</param>
public sealed record SeenMail(Mail Mail, bool Exact, Suppression? Suppression);

/// <summary>Reads one mail (the outbox page).</summary>
public sealed class SeeMail(Database database, ComposeMails compose, ITransport transport)
{
    public async Task<Result<SeenMail>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        if ((await MessageScope.FindAsync(db, actor, [id], cancellationToken)) is not [var message])
            return Problem.NotFound("message");
        var facts = await MessageFacts.ReadAsync(db, [message], cancellationToken);
        var mail = (await compose.RunAsync(db, [(message, facts[id])], cancellationToken))[id];
        var suppression = await db.Suppressions.SingleOrDefaultAsync(s => s.Channel == message.Channel && s.Address == message.Address, cancellationToken);
        // A link that opens an account is for its addressee. Without a mail server nobody else could hand it on.
        return new SeenMail(message.AnyTime && transport.Host is not null ? Hidden(mail) : mail, message.SealedMail is not null, suppression);
    }

    private static Mail Hidden(Mail mail)
    {
        static string Hide(string text) => System.Text.RegularExpressions.Regex.Replace(text, "/(?<what>password|join)/[A-Za-z0-9_-]{43}", "/${what}/…", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return mail with { Text = Hide(mail.Text), Html = Hide(mail.Html) };
    }
}
