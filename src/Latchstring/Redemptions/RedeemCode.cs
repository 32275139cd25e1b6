using System.Threading.Channels;
using Latchstring.Codes;
using Latchstring.Data;
using Microsoft.Extensions.Logging;

namespace Latchstring.Redemptions;

/// <param name="Redemption">The record; of an earlier call when <paramref name="Repeated"/>.</param>
/// <param name="Repeated">The same person had redeemed this code before: nothing was consumed now (X5).</param>
public sealed record Redeemed(Redemption Redemption, bool Repeated);

/// <summary>What the person chose, where a contract leaves a choice, and what they were shown.</summary>
/// <param name="OfferingId">Of a programme, the one to open.</param>
/// <param name="Extras">What to have beside it, by id.</param>
/// <param name="ShownPrice">With the extras; when another price is in force by now, nothing is consumed. Null = none was shown.</param>
/// <param name="HoldId">The held seat that becomes a booking with it; when it is over, nothing is consumed.</param>
/// <param name="BookingId">A booking without a code that it is attached to.</param>
/// <param name="Provider">Who takes the payment where the contract asks for it at once; null = it goes on the invoice.</param>
/// <param name="Guest">A partner's guest registers.</param>
public sealed record Wish(Guid? OfferingId = null, IReadOnlyList<Guid>? Extras = null, Money? ShownPrice = null, Guid? HoldId = null, Guid? BookingId = null, string? Provider = null, GuestWish? Guest = null)
{
    public Guid? Seat => HoldId ?? BookingId;

    public static readonly Wish None = new();
}

/// <summary>The invitation that a partner's guest follows, and what was filled in (<see cref="GuestDetails.ToJson"/>).</summary>
public sealed record GuestWish(Guid InvitationId, string Answers);

/// <summary>One person's wish to use one code, and the promise of its answer.</summary>
internal sealed record Ask(Actor Actor, Guid PersonId, CodeText Text, byte[] Fingerprint, DateTimeOffset At, Wish Wish)
{
    public Guid WorkspaceId => Actor.WorkspaceId;
    public TaskCompletionSource<Result<Redeemed>> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Redeems a code for a person. Requests that come while a transaction commits are settled together in the next one; each caller gets its own
/// answer, none before its commit. A batch starts as soon as the one before it has finished, without lingering; where the database has several
/// writers, one batch works while the other waits for its commit. A batch that fails is done again one by one, so that no item fails its
/// neighbours.
/// </summary>
public sealed class RedeemCode(Database database, ILogger<RedeemCode> log, int maxBatch, int writers) : IAsyncDisposable
{
    /// <summary>Most requests in one transaction.</summary>
    public const int MaxBatch = 512;
    private const int Attempts = 5;

    public RedeemCode(Database database, ILogger<RedeemCode> log) : this(database, log, MaxBatch, database.Writers)
    {
    }

    private readonly Channel<Ask> _asks = Channel.CreateUnbounded<Ask>();
    private readonly Lock _starting = new();
    private Task? _loop;

    /// <summary>
    /// The doors see to it that guests act for nobody but themselves. Answers: <c>code.not_found</c>, <c>code.not_yet_valid</c>, <c>code.expired</c>,
    /// <c>code.used_up</c>, <c>code.not_yours</c>, <c>offering.full</c>, <c>registration.exists</c>, <c>person.not_found</c>, <c>code.choose</c>,
    /// <c>price.changed</c>, <c>slot.gone</c>, <c>booking.exists</c>, <c>outcome.unknown</c>.
    /// </summary>
    public Task<Result<Redeemed>> RunAsync(Actor actor, string? code, Guid personId, CancellationToken cancellationToken = default) =>
        RunAsync(actor, code, personId, Wish.None, cancellationToken);

    /// <summary>With what the person chose and was shown.</summary>
    public Task<Result<Redeemed>> RunAsync(Actor actor, string? code, Guid personId, Wish wish, CancellationToken cancellationToken = default)
    {
        if (!CodeText.TryParse(code, out var text))
            return Task.FromResult<Result<Redeemed>>(CodeRefusals.NotFound);
        var ask = new Ask(actor, personId, text, database.Keys.Of(actor.WorkspaceId).Fingerprint(text), database.Now, wish);
        Start();
        // Nothing is taken any more while the process stops.
        return _asks.Writer.TryWrite(ask) ? ask.Answer.Task.WaitAsync(cancellationToken) : Task.FromResult<Result<Redeemed>>(CodeRefusals.OutcomeUnknown);
    }

    public async ValueTask DisposeAsync()
    {
        _asks.Writer.TryComplete();
        if (_loop is { } loop)
            await loop;
    }

    private void Start()
    {
        if (_loop is not null)
            return;
        lock (_starting)
        {
            // The loop outlives the request that happens to start it, so it must not inherit anything of it, such as its idempotency claim.
            using var bare = ExecutionContext.SuppressFlow();
            _loop ??= Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(LoopAsync)));
        }
    }

    private async Task LoopAsync()
    {
        var batch = new List<Ask>(MaxBatch);
        while (await _asks.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < maxBatch && _asks.Reader.TryRead(out var ask))
                batch.Add(ask);
            // One statement serves one workspace, so that it stays on one shard.
            foreach (var ofWorkspace in batch.GroupBy(ask => ask.WorkspaceId))
                await SettleAsync([.. ofWorkspace]);
        }
    }

    private async Task SettleAsync(Ask[] asks, int attempt = 1)
    {
        try
        {
            var answers = await database.WriteAsync(asks[0].WorkspaceId, db => Settlement.RunAsync(db, asks, database.Now));
            Counts.Settled(asks.Length);
            for (var i = 0; i < asks.Length; i++)
            {
                Counts.Answered(answers[i].Problem);
                asks[i].Answer.TrySetResult(answers[i]);
            }
        }
        catch (Exception) when (asks.Length > 1)
        {
            foreach (var ask in asks)
                await SettleAsync([ask]);
        }
        catch (Exception exception) when (attempt < Attempts && (exception is RacedException || database.IsUniqueViolation(exception)))
        {
            // Another node was faster; what it left behind decides now.
            await SettleAsync(asks, attempt + 1);
        }
        catch (Exception exception)
        {
            // The commit's answer may have been lost on the way: the truth is in the database, and asking again is safe.
            log.LogError(exception, "A redemption could not be confirmed");
            Counts.Unconfirmed();
            asks[0].Answer.TrySetResult(CodeRefusals.OutcomeUnknown);
        }
    }
}
