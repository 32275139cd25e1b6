using Latchstring.Data;

namespace Latchstring.Sending;

/// <summary>From the queue to the transport: claim, last look, hand over, record. Many nodes may do this at once.</summary>
public sealed class DispatchMessages(Database database, ClaimMessages claim, HandOverMessages handOver, ITransport transport, ISmsTransport sms, RecordDeliveries record)
{
    private readonly Way _mail = new(Channel.Email);
    private readonly Way _sms = new(Channel.Sms);

    public int AtOnce => transport.AtOnce;

    /// <summary>What may leave now, at most <paramref name="most"/>; nothing over a way that is down, but for a try now and then.</summary>
    public async Task<IReadOnlyList<ClaimedLane>> ClaimAsync(int most, CancellationToken cancellationToken = default)
    {
        if (!_mail.Down && !_sms.Down)
            return await claim.RunAsync(most, cancellationToken: cancellationToken);
        var claimed = new List<ClaimedLane>();
        foreach (var way in new[] { _mail, _sms }.Where(way => way.OpenAt(database.Now)))
            claimed.AddRange(await claim.RunAsync(way.Down ? 1 : most, way.Channel, cancellationToken));
        return claimed;
    }

    /// <summary>Hands the messages over one by one. Answers that come in while others are being written down are written together after them.</summary>
    public async Task SendAsync(ClaimedLane claimed, CancellationToken cancellationToken = default)
    {
        var answers = new List<(Ready, Delivery)>();
        var writing = Task.CompletedTask;
        try
        {
            foreach (var ready in await handOver.RunAsync(claimed, cancellationToken))
            {
                // A process that was frozen meanwhile must not send: the lease is no longer its own.
                var delivery = database.Now < ready.Until ? await HandAsync(ready, cancellationToken) : new Delivery(Outcome.Down, "The process stood still.");
                (claimed.Channel == Channel.Sms ? _sms : _mail).Note(delivery, database.Now);
                answers.Add((ready, delivery));
                if (!writing.IsCompleted)
                    continue;
                await writing;
                (writing, answers) = (record.RunAsync(claimed.WorkspaceId, answers, CancellationToken.None), []);
            }
        }
        finally
        {
            await writing;
            if (answers.Count > 0)
                await record.RunAsync(claimed.WorkspaceId, answers, CancellationToken.None);
        }
    }

    private Task<Delivery> HandAsync(Ready ready, CancellationToken cancellationToken) => ready.Mail is { Channel: Channel.Sms } text
        ? sms.SendAsync(new Sms(text.To, text.Text, text.MessageId, "/hooks/sms/" + MessageTokens.Report.Of(database.Keys, ready.WorkspaceId, ready.Id)), cancellationToken)
        : transport.SendAsync(ready.Mail, cancellationToken);

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

    /// <summary>Mail server and gateway go down each for itself.</summary>
    private sealed class Way(Channel channel)
    {
        private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
        private DateTimeOffset _pausedUntil;
        private int _down;

        public Channel Channel => channel;

        public bool Down => _down > 0;

        /// <summary>A pause longer than any we take was left by a clock since set back.</summary>
        public bool OpenAt(DateTimeOffset now) => now >= _pausedUntil || _pausedUntil - now > LongestPause;

        public void Note(Delivery delivery, DateTimeOffset now)
        {
            if (delivery.Outcome != Outcome.Down)
            {
                _down = 0;
                return;
            }
            var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(_down, 6)));
            (_down, _pausedUntil) = (_down + 1, now + (pause < LongestPause ? pause : LongestPause));
        }
    }
}
