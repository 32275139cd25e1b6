using Latchstring.Data;

namespace Latchstring.Accounts;

/// <summary>
/// <paramref name="Free"/> tries cost nothing; each further one doubles the wait, from <paramref name="FirstWait"/> up to
/// <paramref name="LongestWait"/>. <paramref name="Quiet"/> time without a try forgets it all; it is longer than any wait.
/// </summary>
public sealed record TryLimit(string Name, int Free, TimeSpan Quiet, TimeSpan FirstWait, TimeSpan LongestWait)
{
    internal FailureBucket Bucket(string hash) => new($"{Name}:{hash}", Quiet, Sliding: true);

    /// <summary>How long a source with this many tries must still wait; zero = it may try.</summary>
    public TimeSpan WaitAt(DateTimeOffset now, Failures tries)
    {
        if (tries.Count <= Free)
            return TimeSpan.Zero;
        var grown = FirstWait * Math.Pow(2, Math.Min(tries.Count - Free - 1, 30));
        var lastTry = tries.WindowEndsAt - Quiet;
        var until = lastTry + (grown < LongestWait ? grown : LongestWait);
        return until > now ? until - now : TimeSpan.Zero;
    }
}

/// <summary>One source, already hashed, under one limit.</summary>
public sealed record TrySource(TryLimit Limit, string Hash)
{
    internal FailureBucket Bucket => Limit.Bucket(Hash);
}

/// <summary>
/// Slows guessing without locking what is guessed at: tries are counted for the guesser (device, address), on all nodes together.
/// A try is counted before it is judged, so that a hundred at once are a hundred tries; a success gives it back.
/// </summary>
public sealed class LimitTries(Database database, FailureLimits failures)
{
    /// <summary>Counts one try and answers zero; or counts nothing and answers how long to wait.</summary>
    public async Task<TimeSpan> SpendAsync(Guid workspaceId, IReadOnlyList<TrySource> sources, CancellationToken cancellationToken = default)
    {
        var before = await failures.ReadAsync(workspaceId, [.. sources.Select(source => source.Bucket.Name)], cancellationToken);
        Failures Before(TrySource source) => before.GetValueOrDefault(source.Bucket.Name, new Failures(0, database.Now));

        var wait = sources.Max(source => source.Limit.WaitAt(database.Now, Before(source)));
        if (wait > TimeSpan.Zero)
            return wait;
        var after = await failures.AddAsync(workspaceId, [.. sources.Select(source => source.Bucket)], cancellationToken);
        // Others tried between the look and the count: only the first of them past the free ones goes on.
        return sources.Zip(after).Max(pair => pair.Second.Count > Before(pair.First).Count + 1 ? pair.First.Limit.WaitAt(database.Now, pair.Second) : TimeSpan.Zero);
    }

    /// <summary>The try succeeded: these sources start afresh.</summary>
    public async Task ForgiveAsync(Guid workspaceId, IEnumerable<TrySource> sources, CancellationToken cancellationToken = default)
    {
        foreach (var source in sources)
            await failures.ForgetAsync(workspaceId, source.Bucket.Name, cancellationToken);
    }

    /// <summary>The try succeeded, earlier failures stay: for a source that many share, such as an address.</summary>
    public async Task RefundAsync(Guid workspaceId, IEnumerable<TrySource> sources, CancellationToken cancellationToken = default)
    {
        foreach (var source in sources)
            await failures.TakeBackAsync(workspaceId, source.Bucket.Name, cancellationToken);
    }
}
