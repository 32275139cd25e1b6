using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>Attaches a code to a booking that was made without one (S0.57): it is redeemed for whoever is booked, at its price. A code they redeemed before, for no booking, is just attached.</summary>
public sealed class AttachCode(Database database, RedeemCode redeem)
{
    public sealed record Input(Guid CodeId, Guid BookingId);

    public async Task<Result<Redeemed>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        var known = await ReadAsync(actor, input, cancellationToken);
        if (!known.Ok)
            return known.Problem;
        var (text, person, offering) = known.Value;
        var redeemed = await redeem.RunAsync(actor, text, person, new Wish(OfferingId: offering, BookingId: input.BookingId), cancellationToken);
        return redeemed is { Ok: true, Value.Repeated: true } ? await LinkAsync(actor, input.BookingId, redeemed.Value, cancellationToken) : redeemed;
    }

    private async Task<Result<(string Text, Guid PersonId, Guid OfferingId)>> ReadAsync(Actor actor, Input input, CancellationToken cancellationToken)
    {
        await using var db = database.Read(actor.WorkspaceId);
        if (await CodeScope.FindAsync(db, actor, Permission.ManageCodes, input.CodeId, cancellationToken) is not { } found)
            return Problem.NotFound("code");
        if (found.Problem is { } forbidden)
            return forbidden;
        var booking = await db.Bookings.Where(b => b.Id == input.BookingId).Join(db.Sessions, b => b.SessionId, s => s.Id, (b, s) => new { b.PersonId, s.OfferingId }).SingleOrDefaultAsync(cancellationToken);
        if (booking is null || !actor.May(Permission.ManageCodes, booking.OfferingId))
            return BookingRefusals.NotBooked;
        var row = (await CodeList.Query.PageAsync(db, new Where().And("c.id = @one", ("one", input.CodeId)), new PageRequest(), cancellationToken)).Items[0];
        await CodeList.FillAsync(db, database.Keys.Of(actor.WorkspaceId), [row], cancellationToken);
        return (row.Text, booking.PersonId, booking.OfferingId);
    }

    private Task<Result<Redeemed>> LinkAsync(Actor actor, Guid bookingId, Redeemed redeemed, CancellationToken cancellationToken) => database.WriteAsync<Redeemed>(actor.WorkspaceId, async db =>
    {
        if (await db.Bookings.AnyAsync(b => b.RedemptionId == redeemed.Redemption.Id && b.Status == BookingStatus.Booked, cancellationToken))
            return CodeRefusals.UsedUp;
        var linked = await db.ExecuteAsync("update booking set redemption_id = @redemption, version = version + 1 where workspace_id = @ws and id = @id and redemption_id is null and status = 'Booked'",
            cancellationToken, ("id", bookingId), ("redemption", redeemed.Redemption.Id));
        return linked == 1 ? redeemed : SeatRefusals.HasCode;
    }, cancellationToken);
}
