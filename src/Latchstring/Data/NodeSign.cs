using Npgsql;

namespace Latchstring.Data;

/// <summary>
/// Lets other nodes see that this one lives: a session of its own holds an advisory lock, and PostgreSQL lets go of it the moment the process
/// dies. Begins with the first claim.
/// </summary>
internal sealed class NodeSign(NpgsqlDataSource source) : IAsyncDisposable
{
    /// <summary>First half of the lock's number; the second is the node's.</summary>
    public const int Space = 4612802;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _tried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _start = new();
    private volatile int _number;
    private Task? _hold;
    private int _disposed;

    /// <summary>This node's number while its lock is held; 0 while nobody could see it, as when the database was just restarted.</summary>
    public async ValueTask<int> NumberAsync()
    {
        lock (_start)
            _hold ??= Task.Run(HoldAsync);
        await _tried.Task;
        return _number;
    }

    private async Task HoldAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await using var session = await source.OpenConnectionAsync(_stop.Token);
                // A new number each time: claims made under a lock that was lost belong to nobody.
                var number = Random.Shared.Next(1, int.MaxValue);
                await using var take = new NpgsqlCommand($"select pg_try_advisory_lock({Space}, {number})", session);
                _number = await take.ExecuteScalarAsync(_stop.Token) is true ? number : 0;
                _tried.TrySetResult();
                // Nobody sends anything; this ends when the session does.
                while (_number != 0)
                    await session.WaitAsync(_stop.Token);
            }
            catch (Exception exception) when (exception is NpgsqlException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
            {
                _number = 0;
                _tried.TrySetResult();
            }
            await Task.WhenAny(Task.Delay(TimeSpan.FromSeconds(1), _stop.Token));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await _stop.CancelAsync();
        if (_hold is not null)
            await _hold;
        _stop.Dispose();
    }
}
