using Latchstring.Data;

namespace Latchstring.Sending;

/// <summary>Messages of one lane that this node may hand over until the lease ends, each under its fencing number.</summary>
public sealed record ClaimedLane(Guid WorkspaceId, Guid LaneId, Channel Channel, IReadOnlyList<(Guid Id, int Fence)> Messages);

/// <summary>
/// Takes from each lane what its pace and the recipients' windows allow now, accounts before single mails before batches. What died in
/// the middle of a hand-over becomes Unknown here; what died before it is claimed again.
/// </summary>
public sealed class ClaimMessages(Database database, SmsBudget? budget = null)
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Refusals for now in a row, after which a domain is left alone for a while.</summary>
    internal const int DomainPatience = 3;
    private const int LanesAtOnce = 50;
    private readonly int _smsPerDay = (budget ?? new SmsBudget()).PerDay;

    /// <summary>Nobody holds it, its campaign is not paused, and what it follows has left (S2.11: the code comes after the mail that says what it is for).</summary>
    private const string Free =
        """
        m.status = 'Queued' and m.handed_at is null and (m.lease_until is null or m.lease_until < @now)
        and not exists (select 1 from campaign g where g.workspace_id = m.workspace_id and g.id = m.sending_id and g.status = 'Paused')
        and not (m.type = 'InviteCode' and exists (select 1 from message e
            where e.workspace_id = m.workspace_id and e.code_id = m.code_id and e.type = 'Invite' and e.generation = m.generation and e.status = 'Queued'))
        """;
    private const string Waiting = $"exists (select 1 from message m where m.workspace_id = l.workspace_id and m.lane_id = l.id and m.channel = l.channel and m.rank = '{{0}}' and m.not_before <= @now and {Free})";

    /// <param name="only">Lanes of this channel; null = of all.</param>
    public async Task<IReadOnlyList<ClaimedLane>> RunAsync(int most, Channel? only = null, CancellationToken cancellationToken = default)
    {
        // Looking first keeps an idle server from writing every second.
        await using (var look = database.Read(Guid.Empty))
        {
            if (!await AnyAsync(look, "select 1 from message where status = 'Queued' and handed_at is not null and lease_until < @now limit 1", cancellationToken)
                && (await LanesAsync(look, only, 1, cancellationToken)).Count == 0)
                return [];
        }
        return await database.WriteAsync(Guid.Empty, async db =>
        {
            foreach (var (of, code, at) in await db.QueryAsync("update message set status = 'Unknown' where status = 'Queued' and handed_at is not null and lease_until < @now returning workspace_id, code_id, handed_at",
                row => (row.Guid(0), row.GuidOrNull(1), row.Time(2)), cancellationToken, ("now", database.Now)))
            {
                if (code is { } carried)
                    await InviteLife.StartAsync(db, of, carried, at, cancellationToken);
            }
            var claimed = new List<ClaimedLane>();
            foreach (var lane in await LanesAsync(db, only, LanesAtOnce, cancellationToken))
            {
                var room = Math.Min(most - claimed.Sum(one => one.Messages.Count), lane.Pace.FreeAt(database.Now, lane.NextAt));
                if (room > 0 && await TakeAsync(db, lane, room, cancellationToken) is { Count: > 0 } taken)
                    claimed.Add(new ClaimedLane(lane.WorkspaceId, lane.Id, lane.Channel, taken));
            }
            return claimed;
        }, cancellationToken);
    }

    /// <summary>Lanes whose next moment has come and in which something waits; one that is far ahead was left by a clock since set back.</summary>
    private Task<List<Lane>> LanesAsync(Db db, Channel? only, int most, CancellationToken cancellationToken) => db.QueryAsync(
        $"""
        select l.workspace_id, l.id, l.channel, l.per_minute, l.next_at, l.opens_at, l.closes_at from lane l
        where {(only is null ? "" : $"l.channel = '{only}' and ")}(l.next_at <= @now or l.next_at > @ahead) and not ({SmsBudget.Spent}) and ({string.Join(" or ", Enum.GetNames<Rank>().Select(rank => Waiting.Replace("{0}", rank, StringComparison.Ordinal)))})
        order by l.next_at limit {most}
        """,
        row => new Lane { WorkspaceId = row.Guid(0), Id = row.Guid(1), Channel = row.Enum<Channel>(2), PerMinute = row.Int(3), NextAt = row.Time(4), OpensAt = row.Clock(5), ClosesAt = row.Clock(6) },
        cancellationToken, ("now", database.Now), ("ahead", database.Now + TimeSpan.FromMinutes(1)), ("budget", _smsPerDay));

    private async Task<List<(Guid Id, int Fence)>> TakeAsync(Db db, Lane lane, int room, CancellationToken cancellationToken)
    {
        var taken = new List<(Guid Id, int Fence)>();
        foreach (var rank in Enum.GetValues<Rank>())
        {
            // A zone whose window is closed is put off as a whole, and the rest is looked at again.
            while (taken.Count < room)
            {
                var due = await DueAsync(db, lane, rank, room - taken.Count, cancellationToken);
                var closed = rank == Rank.Account ? [] : due.Select(one => one.Zone).Distinct().Where(zone => !lane.Window.IsOpenAt(database.Now, TimeZoneInfo.FindSystemTimeZoneById(zone))).ToList();
                foreach (var zone in closed)
                    await PutOffAsync(db, lane, zone, cancellationToken);
                if (closed.Count > 0)
                    continue;
                if (due.Count > 0)
                {
                    await db.ExecuteAsync(
                        $"update message set lease_until = @lease, fence = fence + 1 where workspace_id = @of and id in ({string.Join(',', due.Select((_, i) => $"@i{i}"))})",
                        cancellationToken, [("of", lane.WorkspaceId), ("lease", database.Now + Lease), .. due.Select((one, i) => ($"i{i}", (object?)one.Id))]);
                }
                taken.AddRange(due.Select(one => (one.Id, one.Fence + 1)));
                break;
            }
        }
        return taken;
    }

    private Task<List<(Guid Id, int Fence, string Zone)>> DueAsync(Db db, Lane lane, Rank rank, int room, CancellationToken cancellationToken) => db.QueryAsync(
        $"""
        select m.id, m.fence, m.time_zone from message m
        where m.workspace_id = @of and m.lane_id = @lane and m.channel = @channel and m.rank = '{rank}' and m.not_before <= @now and {Free}
            and not exists (select 1 from failure_count f where f.workspace_id = @of and f.bucket = '{DomainBucket}' || m.domain and f.count >= {DomainPatience} and f.window_ends_at > @now)
        order by m.not_before, m.created_at limit {room} {db.SkipLocked}
        """,
        row => (row.Guid(0), row.Int(1), row.Text(2)),
        cancellationToken, ("of", lane.WorkspaceId), ("lane", lane.Id), ("channel", lane.Channel), ("now", database.Now));

    private Task<int> PutOffAsync(Db db, Lane lane, string zone, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"""
        update message set not_before = @open where workspace_id = @of and lane_id = @lane and channel = @channel and rank <> 'Account' and time_zone = @zone
            and status = 'Queued' and handed_at is null and not_before <= @now and (lease_until is null or lease_until < @now)
        """,
        cancellationToken, ("of", lane.WorkspaceId), ("lane", lane.Id), ("channel", lane.Channel), ("zone", zone), ("now", database.Now), ("open", lane.Window.OpenAt(database.Now, TimeZoneInfo.FindSystemTimeZoneById(zone))));

    internal const string DomainBucket = "mail-later:";

    private async Task<bool> AnyAsync(Db db, string sql, CancellationToken cancellationToken) => (await db.QueryAsync(sql, row => row.Int(0), cancellationToken, ("now", database.Now))).Count > 0;
}
