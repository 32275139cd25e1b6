using Latchstring.Data;

namespace Latchstring.Sending;

/// <summary>From the queue to the transport: claim, last look, hand over, record. Many nodes may do this at once.</summary>
public sealed class DispatchMessages(Database database, ClaimMessages claim, HandOverMessages handOver, ITransport transport, RecordDeliveries record)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private DateTimeOffset _pausedUntil;
    private int _down;

    public int AtOnce => transport.AtOnce;

    /// <summary>What may leave now, at most <paramref name="most"/>; nothing while the server is down, but for a try now and then.</summary>
    public async Task<IReadOnlyList<ClaimedLane>> ClaimAsync(int most, CancellationToken cancellationToken = default)
    {
        var now = database.Now;
        // A pause longer than any we take was left by a clock since set back.
        return now < _pausedUntil && _pausedUntil - now <= LongestPause ? [] : await claim.RunAsync(_down > 0 ? 1 : most, cancellationToken);
    }

    /// <summary>Hands the messages over one by one and records each answer.</summary>
    public async Task SendAsync(ClaimedLane claimed, CancellationToken cancellationToken = default)
    {
        foreach (var ready in await handOver.RunAsync(claimed, cancellationToken))
        {
            // A process that was frozen meanwhile must not send: the lease is no longer its own.
            var delivery = database.Now < ready.Until ? await transport.SendAsync(ready.Mail, cancellationToken) : new Delivery(Outcome.Down, "The process stood still.");
            Note(delivery);
            await record.RunAsync(ready.WorkspaceId, [(ready, delivery)], CancellationToken.None);
        }
    }

    /// <summary>Everything that may leave now, to its end; for tests and the command line.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        var sent = 0;
        for (IReadOnlyList<ClaimedLane> claimed; (claimed = await ClaimAsync(100, cancellationToken)).Count > 0;)
        {
            foreach (var lane in claimed)
                await SendAsync(lane, cancellationToken);
            sent += claimed.Sum(lane => lane.Messages.Count);
        }
        return sent;
    }

    private void Note(Delivery delivery)
    {
        if (delivery.Outcome != Outcome.Down)
        {
            _down = 0;
            return;
        }
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_down, 6)));
        (_down, _pausedUntil) = (_down + 1, database.Now + (pause < LongestPause ? pause : LongestPause));
    }
}
