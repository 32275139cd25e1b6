using Latchstring.Data;

namespace Latchstring.Sending;

/// <summary>What is sent for one offering or bundle over one channel leaves in one row, at one pace. Mails about accounts have a lane of their own.</summary>
public sealed class Lane : IOwned
{
    public const int DefaultPerMinute = 60;
    public const int FastestPerMinute = 6_000;

    public Guid WorkspaceId { get; init; }

    /// <summary>Id of the offering, the programme or, for accounts, the workspace.</summary>
    public Guid Id { get; init; }
    public Channel Channel { get; init; }
    public int PerMinute { get; set; } = DefaultPerMinute;

    /// <summary>Opening and closing of the <see cref="SendingWindow"/>.</summary>
    public TimeOnly OpensAt { get; set; } = SendingWindow.Default.From;
    public TimeOnly ClosesAt { get; set; } = SendingWindow.Default.Till;

    /// <summary>When the next message may leave.</summary>
    public DateTimeOffset NextAt { get; set; }

    public Pace Pace => new(PerMinute);

    public SendingWindow Window => new(OpensAt, ClosesAt);

    /// <summary>It is there from now on; one that was there before stays as it is.</summary>
    internal static Task<int> OpenAsync(Db db, Lane lane, CancellationToken cancellationToken) => db.ExecuteAsync(
        "insert into lane (workspace_id, id, channel, per_minute, opens_at, closes_at, next_at) values (@ws, @id, @channel, @pace, @opens, @closes, @now) on conflict (workspace_id, id, channel) do nothing",
        cancellationToken, ("id", lane.Id), ("channel", lane.Channel), ("pace", lane.PerMinute), ("opens", lane.OpensAt), ("closes", lane.ClosesAt), ("now", lane.NextAt));
}

/// <summary>
/// So many a minute, one after the other. Up to one second's worth may leave together, so that a fast lane need not look a hundred times a
/// second; nothing that was missed is caught up.
/// </summary>
public readonly record struct Pace(int PerMinute)
{
    public TimeSpan Interval => TimeSpan.FromMicroseconds(Math.Ceiling(60_000_000.0 / PerMinute));

    private int Together => Math.Max(1, PerMinute / 60);

    /// <summary>How many may leave at <paramref name="now"/>.</summary>
    public int FreeAt(DateTimeOffset now, DateTimeOffset nextAt) =>
        Start(now, nextAt) is var start && start > now ? 0 : (int)Math.Min(Together, ((now - start) / Interval) + 1);

    /// <summary>When the next may leave after <paramref name="taken"/> have.</summary>
    public DateTimeOffset After(DateTimeOffset now, DateTimeOffset nextAt, int taken) => Start(now, nextAt) + (Interval * taken);

    /// <summary>A moment further ahead than one interval was never promised: the clock has been set back.</summary>
    private DateTimeOffset Start(DateTimeOffset now, DateTimeOffset nextAt)
    {
        if (nextAt > now + Interval)
            return now;
        var oldest = now - (Interval * (Together - 1));
        return nextAt < oldest ? oldest : nextAt;
    }
}
