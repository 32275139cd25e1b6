using Latchstring.Data;

namespace Latchstring.Sending;

/// <summary>
/// What a day of text messages may cost at most, so that nobody pumps them through us: so many for each workspace, and the rest waits until the day
/// that began with the first of them is over (security.md).
/// </summary>
public sealed record SmsBudget(int PerDay = SmsBudget.Usual)
{
    public const int Usual = 5_000;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>In SQL over a lane l: it may hand over nothing before this is over; <c>@budget</c> is <see cref="PerDay"/>.</summary>
    internal const string Spent = "l.channel = 'Sms' and exists (select 1 from failure_count f where f.workspace_id = l.workspace_id and f.bucket = 'sms:day' and f.count >= @budget and f.window_ends_at > @now)";

    /// <summary>Counts so many, and tells how many are left. The row stays locked until the transaction ends, so that two nodes share one budget.</summary>
    internal async Task<int> SpendAsync(Db db, int count, DateTimeOffset now, CancellationToken cancellationToken) => PerDay - (await db.QueryAsync(
        """
        insert into failure_count (workspace_id, bucket, count, window_ends_at) values (@ws, 'sms:day', @more, @ends)
        on conflict (workspace_id, bucket) do update set count = case when failure_count.window_ends_at <= @now then @more else failure_count.count + @more end,
            window_ends_at = case when failure_count.window_ends_at <= @now then @ends else failure_count.window_ends_at end
        returning count
        """,
        row => row.Int(0), cancellationToken, ("more", count), ("ends", now + Day), ("now", now))).Single();

    /// <summary>When the next text message may leave, if today's are spent; null = now.</summary>
    public async Task<DateTimeOffset?> SpentUntilAsync(Database database, Guid workspaceId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        return (await db.QueryAsync("select window_ends_at from failure_count where workspace_id = @ws and bucket = 'sms:day' and count >= @budget and window_ends_at > @now",
            row => (DateTimeOffset?)row.Time(0), cancellationToken, ("budget", PerDay), ("now", database.Now))).SingleOrDefault();
    }
}
