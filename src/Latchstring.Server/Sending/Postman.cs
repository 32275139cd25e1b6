using Latchstring.Sending;

namespace Latchstring.Server.Sending;

/// <summary>
/// Carries mails out while the server runs: as many side by side as the transport takes, a look every second when there is nothing to do. What is to
/// be told of bookings is put in line first.
/// </summary>
internal sealed class Postman(MailBookings bookings, DispatchMessages dispatch, ILogger<Postman> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var rounds = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            rounds.RemoveAll(round => round.IsCompleted);
            await TellAsync(stoppingToken);
            var claimed = await ClaimAsync(dispatch.AtOnce - rounds.Count, stoppingToken);
            rounds.AddRange(claimed.Select(lane => SendAsync(lane, stoppingToken)));
            // One slow mail holds nothing up: the next look comes when any other is done.
            if (claimed.Count == 0 || rounds.Count >= dispatch.AtOnce)
                await Task.WhenAny([Task.Delay(Look, stoppingToken), .. claimed.Count == 0 ? [] : rounds]);
        }
        await Task.WhenAll(rounds);
    }

    private async Task TellAsync(CancellationToken stoppingToken)
    {
        try
        {
            await bookings.RunAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError(exception, "Mails about bookings could not be put in line");
        }
    }

    private async Task<IReadOnlyList<ClaimedLane>> ClaimAsync(int most, CancellationToken stoppingToken)
    {
        try
        {
            return most <= 0 ? [] : await dispatch.ClaimAsync(most, stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            log.LogError(exception, "Mails could not be claimed");
            return [];
        }
    }

    private async Task SendAsync(ClaimedLane lane, CancellationToken stoppingToken)
    {
        try
        {
            await dispatch.SendAsync(lane, stoppingToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || stoppingToken.IsCancellationRequested)
        {
            if (exception is not OperationCanceledException)
                log.LogError(exception, "Mails could not be handed over");
        }
    }
}
