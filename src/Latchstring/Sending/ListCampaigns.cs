using System.Text.Json;
using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>What people see: <see cref="CampaignStatus"/> with what follows from the clock, the window and the messages.</summary>
public enum CampaignState { Scheduled, Running, Waiting, Paused, Completed, Cancelled }

/// <summary>One campaign in a list. <paramref name="Waiting"/> of its <paramref name="Messages"/> have not left.</summary>
public sealed record CampaignRow(
    Guid Id, string Name, Guid OfferingId, Guid? LocationId, string Location, CampaignStatus Status, DateTimeOffset? NotBefore, int Total, string ActorName, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, long Messages, long Waiting, long Accepted)
{
    public CampaignState StateAt(DateTimeOffset now, bool windowOpen) => this switch
    {
        { Status: CampaignStatus.Cancelled } => CampaignState.Cancelled,
        { Waiting: 0 } => CampaignState.Completed,
        { Status: CampaignStatus.Paused } => CampaignState.Paused,
        _ when NotBefore > now => CampaignState.Scheduled,
        _ => windowOpen ? CampaignState.Running : CampaignState.Waiting,
    };
}

/// <summary>What became of the messages of one kind; the numbers add up to <see cref="All"/>.</summary>
public sealed record Carried(IReadOnlyDictionary<MessageStatus, long> By)
{
    private long Of(params ReadOnlySpan<MessageStatus> statuses)
    {
        var sum = 0L;
        foreach (var status in statuses)
            sum += By.GetValueOrDefault(status);
        return sum;
    }

    public long All => By.Values.Sum();
    public long Waiting => Of(MessageStatus.Queued);
    public long Sent => Of(MessageStatus.Sent);
    public long Delivered => Of(MessageStatus.Delivered);
    public long Seen => Of(MessageStatus.Opened, MessageStatus.Clicked);
    public long Failed => Of(MessageStatus.Bounced, MessageStatus.Failed);
    public long Unknown => Of(MessageStatus.Unknown);
    public long NotSent => Of(MessageStatus.NotSent);
}

/// <param name="Mails">E-mails with the link, <paramref name="Codes"/> messages with the code.</param>
/// <param name="People">By the state of their invitation now; who was invited by another campaign since is not among them.</param>
/// <param name="Skipped">Reason → people left out at the start.</param>
/// <param name="Next">When the next message leaves, and the <paramref name="Last"/>; null when nothing waits or it is paused.</param>
public sealed record CampaignView(
    CampaignRow Row, CampaignState State, string TimeZone, Carried Mails, Carried Codes, MemberCounts People, IReadOnlyDictionary<string, int> Skipped, DateTimeOffset? Next, DateTimeOffset? Last)
{
    public long Messages => Mails.All + Codes.All;
    public long Left => Messages - Mails.Waiting - Codes.Waiting;
    public bool Moves => State is CampaignState.Running or CampaignState.Waiting or CampaignState.Scheduled;
}

/// <summary>Campaigns the actor reaches, newest first, and one of them in full.</summary>
public sealed class ListCampaigns(Database database, ListMembers members)
{
    private const string Kinds = "m.type in ('Invite', 'InviteCode')";

    public static readonly ListQuery<CampaignRow> Rows = new()
    {
        From = "campaign c join offering o on o.workspace_id = c.workspace_id and o.id = c.offering_id left join location l on l.workspace_id = o.workspace_id and l.id = o.location_id",
        Columns = $"""
            c.id, c.name, c.offering_id, o.location_id, coalesce(l.name, o.name), c.status, c.not_before, c.total, c.actor_name, c.created_at, c.ended_at,
            (select count(*) from message m where m.workspace_id = c.workspace_id and m.sending_id = c.id and {Kinds}),
            (select count(*) from message m where m.workspace_id = c.workspace_id and m.sending_id = c.id and {Kinds} and m.status = 'Queued'),
            (select count(*) from invitation i join registration r on r.workspace_id = i.workspace_id and r.offering_id = i.offering_id and r.person_id = i.person_id and r.status = 'Registered'
                where i.workspace_id = c.workspace_id and i.campaign_id = c.id)
            """,
        Workspace = "c.workspace_id",
        Id = "c.id",
        Map = row => new CampaignRow(
            row.Guid(0), row.Text(1), row.Guid(2), row.GuidOrNull(3), row.Text(4), row.Enum<CampaignStatus>(5), row.TimeOrNull(6), row.Int(7), row.Text(8), row.Time(9), row.TimeOrNull(10), row.Long(11), row.Long(12), row.Long(13)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["created"] = "c.id", ["name"] = "lower(c.name)" },
        DefaultSort = "-created",
    };

    public async Task<Result<Page<CampaignRow>>> RunAsync(Actor actor, Guid? offeringId, string? query, PageRequest request, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, offeringId, query), request, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, Guid? offeringId, string? query, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, offeringId, query), cancellationToken);
    }

    public async IAsyncEnumerable<CampaignRow> StreamAsync(Actor actor, Guid? offeringId, string? query, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(actor, offeringId, query), sort, cancellationToken))
            yield return row;
    }

    public async Task<Result<CampaignView>> FindAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        if ((await Rows.PageAsync(db, Matching(actor, null, null).And("c.id = @id", ("id", id)), new PageRequest(Limit: 1), cancellationToken)).Items is not [var row])
            return Problem.NotFound("campaign");
        var counts = await db.QueryAsync($"select m.type, m.status, count(*) from message m where m.workspace_id = @ws and m.sending_id = @id and {Kinds} group by m.type, m.status",
            one => (Type: one.Enum<TemplateType>(0), Status: one.Enum<MessageStatus>(1), Count: one.Long(2)), cancellationToken, ("id", id));
        Carried Of(TemplateType type) => new(counts.Where(one => one.Type == type).ToDictionary(one => one.Status, one => one.Count));
        var zone = await db.Locations.Where(l => l.Id == row.LocationId).Select(l => l.TimeZone).SingleOrDefaultAsync(cancellationToken) ?? await db.Workspaces.Where(w => w.Id == db.WorkspaceId).Select(w => w.TimeZone).SingleAsync(cancellationToken);
        var lanes = await db.Lanes.AsNoTracking().Where(l => l.Id == row.OfferingId).ToListAsync(cancellationToken);
        var open = lanes.Count == 0 || lanes[0].Window.IsOpenAt(database.Now, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var state = row.StateAt(database.Now, open);
        var (next, last) = state is CampaignState.Running or CampaignState.Waiting or CampaignState.Scheduled ? await AheadAsync(db, row, lanes, zone, cancellationToken) : (null, null);
        var skipped = await db.Campaigns.Where(c => c.Id == id).Select(c => c.Skipped).SingleAsync(cancellationToken);
        return new CampaignView(
            row, state, zone, Of(TemplateType.Invite), Of(TemplateType.InviteCode), await members.CountsAsync(actor, row.OfferingId, new MemberFilter(CampaignId: id), cancellationToken),
            JsonSerializer.Deserialize<Dictionary<string, int>>(skipped) ?? [], next, last);
    }

    /// <summary>By what waits in each lane up to its last message.</summary>
    private async Task<(DateTimeOffset? Next, DateTimeOffset? Last)> AheadAsync(Db db, CampaignRow row, List<Lane> lanes, string zone, CancellationToken cancellationToken)
    {
        (DateTimeOffset? next, DateTimeOffset? last) = (null, null);
        foreach (var lane in lanes)
        {
            var waiting = await db.QueryAsync(
                """
                select min(m.created_at), max(m.created_at), min(m.not_before) from message m where m.workspace_id = @ws and m.sending_id = @id and m.channel = @channel and m.status = 'Queued'
                """,
                one => one.IsNull(0) ? default((DateTimeOffset First, DateTimeOffset Last, DateTimeOffset From)?) : (one.Time(0), one.Time(1), one.Time(2)), cancellationToken, ("id", row.Id), ("channel", lane.Channel));
            if (waiting is not [{ } span])
                continue;
            async Task<DateTimeOffset> LeavesAsync(DateTimeOffset createdAt)
            {
                var place = await db.Messages.CountAsync(m => m.LaneId == lane.Id && m.Channel == lane.Channel && m.Status == MessageStatus.Queued && (m.CreatedAt <= createdAt || m.Rank != Rank.Batch), cancellationToken);
                return lane.Window.LastOf(place, span.From > database.Now ? span.From : database.Now, lane.Pace, TimeZoneInfo.FindSystemTimeZoneById(zone));
            }
            var (from, till) = (await LeavesAsync(span.First), await LeavesAsync(span.Last));
            (next, last) = (next < from ? next : from, last > till ? last : till);
        }
        return (next, last);
    }

    private static Where Matching(Actor actor, Guid? offeringId, string? query)
    {
        var where = new Where().Begins(query, "c.name", "l.name");
        if (offeringId is { } offering)
            where.And("c.offering_id = @offering", ("offering", offering));
        if (actor.Offerings is { } scope)
            where.And($"c.offering_id in ({string.Join(',', scope.Select((_, i) => $"@s{i}").DefaultIfEmpty("null"))})", [.. scope.Select((one, i) => ($"s{i}", (object?)one))]);
        return where;
    }
}
