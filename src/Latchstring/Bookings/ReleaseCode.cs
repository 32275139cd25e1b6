using Latchstring.Data;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>
/// A booking cancelled before its time gives the code back that it was made with, once (S0 (d)): whoever cancels a second time with the same code
/// keeps it used. The agreement may switch it off.
/// </summary>
internal static class ReleaseCode
{
    /// <summary>Stands on the reversal, and tells that the one time is spent.</summary>
    public const string Reason = "The booking was cancelled before its time.";

    /// <param name="ours">The organizer called it off: the code comes back however often, and nobody's one time is spent.</param>
    public static async Task<bool> RunAsync(Db db, Actor actor, DateTimeOffset now, Booking booking, bool ours, CancellationToken cancellationToken)
    {
        if (booking.RedemptionId is not { } id || await db.Redemptions.SingleAsync(r => r.Id == id, cancellationToken) is not { ReversedAt: null } redemption)
            return false;
        if (!ours && (await SwitchedOffAsync(db, redemption.BatchId, cancellationToken) || await IsSpentAsync(db, redemption, cancellationToken)))
            return false;
        await ReverseRedemption.ApplyAsync(db, actor, now, redemption, ours ? "The session was called off." : Reason, cancellationToken);
        return true;
    }

    /// <summary>Whether cancelling before its time would give the code back.</summary>
    public static async Task<bool> WouldAsync(Db db, Booking booking, CancellationToken cancellationToken) =>
        booking.RedemptionId is { } id && await db.Redemptions.AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is { ReversedAt: null } redemption
        && !await SwitchedOffAsync(db, redemption.BatchId, cancellationToken) && !await IsSpentAsync(db, redemption, cancellationToken);

    private static Task<bool> SwitchedOffAsync(Db db, Guid batch, CancellationToken cancellationToken) =>
        db.CodeBatches.Where(b => b.Id == batch).AnyAsync(b => db.Agreements.Any(a => a.Id == b.AgreementId && !a.ReleaseOnCancel), cancellationToken);

    private static Task<bool> IsSpentAsync(Db db, Redemption redemption, CancellationToken cancellationToken) =>
        db.Redemptions.AnyAsync(r => r.CodeId == redemption.CodeId && r.PersonId == redemption.PersonId && r.ReversedAt != null && db.Reversals.Any(v => v.RedemptionId == r.Id && v.Reason == Reason), cancellationToken);
}
