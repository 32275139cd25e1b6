using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>Where a person pays for their appointment; started at the provider on the first time, the same again afterwards.</summary>
public sealed class StartPayment(Database database, IPaymentProvider provider)
{
    public static readonly Problem NothingDue = new("payment.not_due", 409, "There is nothing to pay here any more.");
    public static readonly Problem Unreachable = new("payment.unreachable", 503, "The payment could not be started. Nothing was charged; please try again.");

    /// <param name="ReturnUrl">Where they come back to.</param>
    public sealed record Input(Guid BookingId, Guid PersonId, string ReturnUrl);

    public async Task<Result<Checkout>> RunAsync(Guid workspaceId, Input input, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        var found = await (from b in db.Bookings
                           where b.Id == input.BookingId && b.PersonId == input.PersonId && b.Status == BookingStatus.Booked
                           join p in db.Payments on b.RedemptionId equals p.RedemptionId
                           join s in db.Sessions on b.SessionId equals s.Id
                           join person in db.People on b.PersonId equals person.Id
                           select new { p, s.Title, person.Email }).SingleOrDefaultAsync(cancellationToken);
        if (found is not { p: { Status: PaymentStatus.Due } payment } || payment.ExpiresAt <= database.Now)
            return NothingDue;
        var checkout = payment.Reference is { } known
            ? await provider.FindAsync(known, cancellationToken)
            : await provider.StartAsync(new PaymentRequest(payment.Id, new Money(payment.Amount, payment.Currency), found.Title, found.Email, input.ReturnUrl, payment.ExpiresAt), cancellationToken);
        if (checkout is null)
            return Unreachable;
        if (payment.Reference is null)
            await database.WriteAsync(workspaceId, one => one.ExecuteAsync("update payment set reference = @reference, version = version + 1 where workspace_id = @ws and id = @id and reference is null", cancellationToken, ("id", payment.Id), ("reference", checkout.Reference)), cancellationToken);
        return checkout;
    }
}

/// <summary>The provider says that it was paid. Twice is once; after the time was over it is noted, so that staff pay it back.</summary>
public sealed class SettlePayment(Database database)
{
    /// <summary>False = no payment has this reference.</summary>
    public async Task<bool> RunAsync(string reference, CancellationToken cancellationToken = default)
    {
        List<(Guid Workspace, Guid Id)> known;
        await using (var db = database.Read(Guid.Empty))
            known = await db.QueryAsync("select workspace_id, id from payment where reference = @reference", row => (row.Guid(0), row.Guid(1)), cancellationToken, ("reference", reference));
        if (known is not [var (workspace, id)])
            return false;
        return await database.WriteAsync(workspace, async db =>
        {
            var payment = await db.Payments.AsNoTracking().SingleAsync(p => p.Id == id, cancellationToken);
            var settled = await db.ExecuteAsync("update payment set status = 'Paid', paid_at = @now, version = version + 1 where workspace_id = @ws and id = @id and status = 'Due'", cancellationToken, ("id", id), ("now", database.Now));
            if (settled == 1)
                await db.ExecuteAsync("update booking set notice = 'Confirmed', version = version + 1 where workspace_id = @ws and redemption_id = @redemption and status = 'Booked'", cancellationToken, ("redemption", payment.RedemptionId));
            else if (payment.Status == PaymentStatus.Paid)
                return true;
            var person = await db.Redemptions.Where(r => r.Id == payment.RedemptionId).Select(r => r.PersonId).SingleAsync(cancellationToken);
            db.Add(AuditEntry.By(Actor.System(workspace), database.Now, settled == 1 ? "payment.paid" : "payment.late", "person", person, new { paymentId = id, payment.Amount, payment.Currency, payment.Provider, reference }));
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }, cancellationToken);
    }
}

/// <summary>What was not paid in time is free again: the appointment for others, the code for its person.</summary>
public sealed class ReleaseUnpaid(Database database)
{
    public const string Reason = "It was not paid in time.";

    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        List<(Guid Workspace, Guid Id)> over;
        await using (var db = database.Read(Guid.Empty))
            over = await db.QueryAsync("select workspace_id, id from payment where status = 'Due' and expires_at <= @now", row => (row.Guid(0), row.Guid(1)), cancellationToken, ("now", database.Now));
        var released = 0;
        foreach (var (workspace, id) in over)
        {
            released += await database.WriteAsync(workspace, async db =>
            {
                // The row count decides between us and a payment that comes in this moment.
                if (await db.ExecuteAsync("update payment set status = 'Released', version = version + 1 where workspace_id = @ws and id = @id and status = 'Due'", cancellationToken, ("id", id)) == 0)
                    return 0;
                var redemption = await db.Redemptions.SingleAsync(r => db.Payments.Any(p => p.Id == id && p.RedemptionId == r.Id), cancellationToken);
                await ReverseRedemption.ApplyAsync(db, Actor.System(workspace), database.Now, redemption, Reason, cancellationToken);
                return 1;
            }, cancellationToken);
        }
        return released;
    }
}
