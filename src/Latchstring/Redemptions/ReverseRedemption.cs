using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Redemptions;

public sealed record ReversalInput(Guid RedemptionId, string? Reason = null);

/// <summary>
/// Takes a redemption back: the use is free again, the record stays with a <see cref="Reversal"/> beside it. The access it gave ends,
/// unless another redemption of that person, not reversed, opens the same offering. Doing it twice does it once.
/// </summary>
public sealed class ReverseRedemption(Database database)
{
    public const int ReasonLength = 500;

    public Task<Result<Reversal>> RunAsync(Actor actor, ReversalInput input, CancellationToken cancellationToken = default) =>
        database.WriteAsync<Reversal>(actor.WorkspaceId, async db =>
        {
            if (!actor.May(Permission.ManageCodes) && !actor.May(Permission.Redeem))
                return Problem.Forbidden;
            if (new Check().Lines(input.Reason, "reason", ReasonLength).Problem is { } reason)
                return reason;
            if (await db.Redemptions.SingleOrDefaultAsync(r => r.Id == input.RedemptionId, cancellationToken) is not { } redemption
                || !await ReachesAsync(db, actor, redemption, cancellationToken))
                return Problem.NotFound("redemption");
            return await ApplyAsync(db, actor, database.Now, redemption, input.Reason, cancellationToken);
        }, cancellationToken);

    /// <summary>Inside a transaction of the caller, who has seen to it that the actor may.</summary>
    internal static async Task<Reversal> ApplyAsync(Db db, Actor actor, DateTimeOffset now, Redemption redemption, string? reason, CancellationToken cancellationToken)
    {
        if (await FreeAsync(db, redemption, now, cancellationToken) is not { } unused)
            return await db.Reversals.SingleAsync(r => r.RedemptionId == redemption.Id, cancellationToken);
        var reversal = new Reversal { WorkspaceId = db.WorkspaceId, RedemptionId = redemption.Id, At = now, ActorId = actor.Id, ActorName = actor.Name, Reason = reason.OrNull() };
        db.Add(reversal);
        foreach (var registration in await db.Registrations.Where(r => r.RedemptionId == redemption.Id && r.PersonId == redemption.PersonId).ToListAsync(cancellationToken))
            await EndAsync(db, actor, now, registration, redemption, cancellationToken);
        await GiveUpSeatAsync(db, redemption, now, cancellationToken);
        // Code, agreement, seat, batch: the order in which redeeming locks them.
        await db.ExecuteAsync("update code_batch set uses = uses - 1, used = used - @last where workspace_id = @ws and id = @batch",
            cancellationToken, ("batch", redemption.BatchId), ("last", unused ? 1 : 0));
        db.Add(AuditEntry.By(actor, now, "redemption.reversed", "code", redemption.CodeId, new { redemptionId = redemption.Id, redemption.PersonId, reversal.Reason }));
        await db.SaveChangesAsync(cancellationToken);
        return reversal;
    }

    /// <summary>
    /// An appointment to come that was booked with it is cancelled; one that the code was attached to later stays, without a code. What is still to be
    /// paid need not be paid any more.
    /// </summary>
    private static async Task GiveUpSeatAsync(Db db, Redemption redemption, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await db.ExecuteAsync("update payment set status = 'Released', version = version + 1 where workspace_id = @ws and redemption_id = @id and status = 'Due'", cancellationToken, ("id", redemption.Id));
        await db.ExecuteAsync("update booking set redemption_id = null, version = version + 1 where workspace_id = @ws and redemption_id = @id and since < @redeemed and status <> 'Cancelled'",
            cancellationToken, ("id", redemption.Id), ("redeemed", redemption.RedeemedAt));
        foreach (var session in await db.QueryAsync(
            "select s.id from booking b join session s on s.workspace_id = b.workspace_id and s.id = b.session_id where b.workspace_id = @ws and b.redemption_id = @id and b.status = 'Booked' and s.starts_at > @now",
            row => row.Guid(0), cancellationToken, ("id", redemption.Id), ("now", now)))
        {
            var gone = await db.ExecuteAsync("update booking set status = 'Cancelled', since = @now, notice = 'Cancelled', version = version + 1 where workspace_id = @ws and redemption_id = @id and session_id = @session and status = 'Booked'",
                cancellationToken, ("id", redemption.Id), ("session", session), ("now", now));
            await db.ExecuteAsync("update session set booked = booked - @gone where workspace_id = @ws and id = @session", cancellationToken, ("session", session), ("gone", gone));
        }
    }

    /// <summary>Scope: every offering that the code opens must be in reach.</summary>
    private static async Task<bool> ReachesAsync(Db db, Actor actor, Redemption redemption, CancellationToken cancellationToken)
    {
        if (actor.Offerings is null)
            return true;
        var batch = await db.CodeBatches.SingleAsync(b => b.Id == redemption.BatchId, cancellationToken);
        var offerings = batch.OfferingId is { } one ? [one]
            : await db.ProgrammeOfferings.Where(p => p.ProgrammeId == batch.ProgrammeId).Select(p => p.OfferingId).ToListAsync(cancellationToken);
        return offerings.TrueForAll(actor.Offerings.Contains);
    }

    /// <summary>The row count of the first update decides who reverses; null = somebody did already. True = the code is unused again.</summary>
    private static async Task<bool?> FreeAsync(Db db, Redemption redemption, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.ExecuteAsync("update redemption set reversed_at = @now where workspace_id = @ws and id = @id and reversed_at is null",
            cancellationToken, ("id", redemption.Id), ("now", now)) == 0)
            return null;
        var left = await db.QueryAsync("update access_code set use_count = use_count - 1 where workspace_id = @ws and id = @code returning use_count",
            row => row.Int(0), cancellationToken, ("code", redemption.CodeId));
        await db.ExecuteAsync("update agreement set redeemed = redeemed - 1 where workspace_id = @ws and id = (select agreement_id from code_batch where workspace_id = @ws and id = @batch)",
            cancellationToken, ("batch", redemption.BatchId));
        return left[0] == 0;
    }

    private static async Task EndAsync(Db db, Actor actor, DateTimeOffset now, Registration registration, Redemption reversed, CancellationToken cancellationToken)
    {
        var other = await db.Redemptions
            .Where(r => r.PersonId == reversed.PersonId && r.Id != reversed.Id && r.ReversedAt == null)
            .Where(r => db.CodeBatches.Any(b => b.Id == r.BatchId && (b.OfferingId == registration.OfferingId || (b.AgreementId != null && r.RegistrationId == registration.Id)
                || (b.AgreementId == null && db.ProgrammeOfferings.Any(p => p.ProgrammeId == b.ProgrammeId && p.OfferingId == registration.OfferingId)))))
            .OrderByDescending(r => r.Id).FirstOrDefaultAsync(cancellationToken);
        if (other is not null)
        {
            var days = await db.Offerings.Where(o => o.Id == registration.OfferingId).Select(o => o.AccessDays).SingleAsync(cancellationToken);
            registration.RedemptionId = other.Id;
            registration.AccessUntil = days is { } count ? other.RedeemedAt.AddDays(count) : null;
            return;
        }
        if (registration.Status == RegistrationStatus.Registered)
            await db.ExecuteAsync("update offering set registered = registered - 1 where workspace_id = @ws and id = @offering", cancellationToken, ("offering", registration.OfferingId));
        registration.Status = RegistrationStatus.Cancelled;
        db.Add(AuditEntry.By(actor, now, "registration.cancelled", "person", registration.PersonId, new { registrationId = registration.Id, registration.OfferingId, redemptionId = reversed.Id }));
    }
}
