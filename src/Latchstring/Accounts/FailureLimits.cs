using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Latchstring.Data;

namespace Latchstring.Accounts;

/// <summary>Failures counted so far; an over window reads as none.</summary>
public sealed record Failures(int Count, DateTimeOffset WindowEndsAt);

/// <summary>One counter: what it counts and how long. A sliding window starts again with each failure; a fixed one with the first after it ended.</summary>
public sealed record FailureBucket(string Name, TimeSpan Window, bool Sliding = false);

/// <summary>
/// Counters of failed tries that all nodes share. They only count; what follows from a count is the caller's rule, and must never be
/// that one person's failures lock another out.
/// </summary>
public sealed class FailureLimits(Database database)
{
    private readonly byte[] _key = database.Keys.Derive("latchstring/1/failure source");

    /// <summary>A source (address, browser, e-mail) as it is stored: a keyed hash, so a dump names nobody.</summary>
    public string Hash(string source) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(source)).AsSpan(0, 12));

    /// <summary>An address as it is stored. IPv6 counts by its /64, because one household has as many addresses as it likes.</summary>
    public string Hash(IPAddress? address)
    {
        if (address is null)
            return Hash("unknown");
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        return Hash(Convert.ToHexString(address.AddressFamily == AddressFamily.InterNetworkV6 && bytes.Length == 16 ? bytes.AsSpan(0, 8) : bytes));
    }

    public async Task<IReadOnlyDictionary<string, Failures>> ReadAsync(Guid workspaceId, IReadOnlyCollection<string> buckets, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        var now = database.Now;
        var names = string.Join(',', buckets.Select((_, i) => $"@b{i}"));
        var rows = await db.QueryAsync(
            $"select bucket, count, window_ends_at from failure_count where workspace_id = @ws and bucket in ({names}) and window_ends_at > @now",
            row => (Name: row.Text(0), Failures: new Failures(row.Int(1), row.Time(2))), cancellationToken,
            [("now", now), .. buckets.Select((bucket, i) => ($"b{i}", (object?)bucket))]);
        return rows.ToDictionary(row => row.Name, row => row.Failures, StringComparer.Ordinal);
    }

    /// <summary>Counts one failure in each bucket, in one transaction, and tells where each stands now.</summary>
    public Task<IReadOnlyList<Failures>> AddAsync(Guid workspaceId, IReadOnlyList<FailureBucket> buckets, CancellationToken cancellationToken = default) =>
        database.WriteAsync<IReadOnlyList<Failures>>(workspaceId, async db =>
        {
            var counted = new Dictionary<string, Failures>(StringComparer.Ordinal);
            // One order for all, so that two nodes never wait for each other.
            foreach (var bucket in buckets.OrderBy(bucket => bucket.Name, StringComparer.Ordinal))
                counted[bucket.Name] = await AddAsync(db, bucket, cancellationToken);
            if (counted.Values.Any(failures => failures.Count == 1) && Random.Shared.Next(50) == 0)
                await db.ExecuteAsync("delete from failure_count where workspace_id = @ws and window_ends_at <= @now", cancellationToken, ("now", database.Now));
            return [.. buckets.Select(bucket => counted[bucket.Name])];
        }, cancellationToken);

    /// <summary>True for exactly one caller in each window, on whichever node: a slot in time, or a token that must not be spent twice.</summary>
    public Task<bool> TakeAsync(Guid workspaceId, string bucket, TimeSpan window, CancellationToken cancellationToken = default) =>
        database.WriteAsync(workspaceId, async db => await db.ExecuteAsync(
            """
            insert into failure_count (workspace_id, bucket, count, window_ends_at) values (@ws, @bucket, 1, @ends)
            on conflict (workspace_id, bucket) do update set window_ends_at = @ends where failure_count.window_ends_at <= @now
            """, cancellationToken, ("bucket", bucket), ("ends", database.Now + window), ("now", database.Now)) == 1, cancellationToken);

    public Task ForgetAsync(Guid workspaceId, string bucket, CancellationToken cancellationToken = default) =>
        database.WriteAsync(workspaceId, db => db.ExecuteAsync("delete from failure_count where workspace_id = @ws and bucket = @bucket", cancellationToken, ("bucket", bucket)), cancellationToken);

    /// <summary>One counted try was no failure after all.</summary>
    public Task TakeBackAsync(Guid workspaceId, string bucket, CancellationToken cancellationToken = default) =>
        database.WriteAsync(workspaceId, db => db.ExecuteAsync("update failure_count set count = count - 1 where workspace_id = @ws and bucket = @bucket and count > 0", cancellationToken, ("bucket", bucket)), cancellationToken);

    private async Task<Failures> AddAsync(Db db, FailureBucket bucket, CancellationToken cancellationToken)
    {
        var rows = await db.QueryAsync(
            """
            insert into failure_count (workspace_id, bucket, count, window_ends_at) values (@ws, @bucket, 1, @ends)
            on conflict (workspace_id, bucket) do update set
                count = case when failure_count.window_ends_at <= @now then 1 else failure_count.count + 1 end,
                window_ends_at = case when @sliding = 1 or failure_count.window_ends_at <= @now then @ends else failure_count.window_ends_at end
            returning count, window_ends_at
            """,
            row => new Failures(row.Int(0), row.Time(1)), cancellationToken,
            ("bucket", bucket.Name), ("ends", database.Now + bucket.Window), ("now", database.Now), ("sliding", bucket.Sliding ? 1 : 0));
        return rows[0];
    }
}
