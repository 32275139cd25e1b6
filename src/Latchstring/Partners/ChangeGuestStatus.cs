using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>
/// Staff say by hand what became of an invitation (S1.71): somebody called and comes, declined, or does not come after all. Each is the act that the
/// guest's own page would be; what cannot be taken back is not offered.
/// </summary>
public sealed class ChangeGuestStatus(Database database, ListGuests guests, CancelGuest cancel, CancelRegistration withdraw, RedeemCode redeem)
{
    private static readonly Problem NoWay = new("guest.status", 409, "This invitation cannot become that. Reload the page to see how it stands.", "status");

    public sealed record Input(Guid Id, GuestStatus Status);

    /// <summary>What this guest may become by hand.</summary>
    public static IReadOnlyList<GuestStatus> Offered(GuestStatus now) => now switch
    {
        GuestStatus.Pending => [GuestStatus.Registered, GuestStatus.Refused, GuestStatus.Cancelled],
        GuestStatus.Refused => [GuestStatus.Pending, GuestStatus.Registered],
        GuestStatus.Registered => [GuestStatus.Cancelled],
        _ => [],
    };

    public async Task<Result<GuestRow>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        var found = await guests.FindAsync(actor, input.Id, cancellationToken);
        if (!found.Ok || found.Value.Status == input.Status)
            return found;
        var row = found.Value;
        if (!actor.May(Permission.ManageCodes, row.OfferingId))
            return Problem.NotFound("guest");
        if (!Offered(row.Status).Contains(input.Status))
            return NoWay;
        var problem = input.Status switch
        {
            GuestStatus.Registered => await RegisterAsync(actor, row, cancellationToken),
            GuestStatus.Cancelled when row.RegistrationId is { } registration => (await withdraw.RunAsync(actor, new(registration), cancellationToken)).Problem,
            GuestStatus.Cancelled => (await cancel.RunAsync(actor, row.Id, cancellationToken)).Problem,
            _ => await DeclineAsync(actor, row, input.Status == GuestStatus.Refused, cancellationToken),
        };
        return problem ?? await guests.FindAsync(actor, input.Id, cancellationToken);
    }

    /// <summary>With the guest's own code, so that it counts, costs and stands in the statement as if they had done it.</summary>
    private async Task<Problem?> RegisterAsync(Actor actor, GuestRow row, CancellationToken cancellationToken)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var code = await (from i in db.Invitations where i.Id == row.Id join c in db.AccessCodes on i.CodeId equals c.Id select c).SingleAsync(cancellationToken);
        var text = new BatchTexts(database.Keys.Of(actor.WorkspaceId), await db.CodeBatches.SingleAsync(b => b.Id == code.BatchId, cancellationToken)).Of(code.Number, code.SealedText);
        var answers = GuestDetails.Read(row.Fields.ToJson()).ToJson();
        return (await redeem.RunAsync(actor, text, row.PersonId, new Wish(Guest: new GuestWish(row.Id, answers)), cancellationToken)).Problem;
    }

    private Task<Problem?> DeclineAsync(Actor actor, GuestRow row, bool declined, CancellationToken cancellationToken) => database.WriteAsync(actor.WorkspaceId, async db =>
    {
        var (now, before) = (database.Now, row.Status);
        // Somebody with a registration has answered in another way.
        var changed = await db.ExecuteAsync(
            $"""
            update invitation set declined_at = @declined, version = version + 1 where workspace_id = @ws and id = @id and cancelled_at is null
                and not exists (select 1 from registration r where r.workspace_id = @ws and r.offering_id = invitation.offering_id and r.person_id = invitation.person_id)
            """, cancellationToken, ("declined", declined ? now : null), ("id", row.Id));
        if (changed == 0)
            return NoWay;
        db.Add(AuditEntry.By(actor, now, "guest.status_changed", "invitation", row.Id, new { from = before, to = declined ? GuestStatus.Refused : GuestStatus.Pending }));
        await db.SaveChangesAsync(cancellationToken);
        return (Problem?)null;
    }, cancellationToken);
}
