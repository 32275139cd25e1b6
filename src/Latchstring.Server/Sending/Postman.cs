using Latchstring.Sending;

namespace Latchstring.Server.Sending;

/// <summary>
/// Carries mails out while the server runs: as many side by side as the transport takes, a look every second when there is nothing to do. Beside that
/// it looks every second for what is to be told of bookings.
/// </summary>
internal sealed class Postman(MailBookings bookings, DispatchMessages dispatch, ILogger<Postman> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(CarryAsync(stoppingToken), TellAsync(stoppingToken));

    private async Task CarryAsync(CancellationToken stoppingToken)
    {
        var rounds = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            rounds.RemoveAll(round => round.IsCompleted);
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
        for (; !stoppingToken.IsCancellationRequested; await Task.Delay(Look, stoppingToken))
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
