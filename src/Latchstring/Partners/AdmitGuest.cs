using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>
/// Lets a partner's guest in: the invitation's code is redeemed for its person, which takes the seat (X5). Whoever registers, approves or moves
/// somebody up comes through here.
/// </summary>
public sealed class AdmitGuest(Database database, RedeemCode redeem, MailGuests mails)
{
    internal async Task<Result<Registration>> RunAsync(Actor actor, InvitedGuest guest, string answers, CancellationToken cancellationToken)
    {
        var invitation = guest.Invitation;
        if (await CountAsync(actor.WorkspaceId, invitation, cancellationToken) is { } used)
            return used;
        var redeemed = await redeem.RunAsync(actor, await TextAsync(actor.WorkspaceId, invitation.CodeId, cancellationToken), invitation.PersonId, new Wish(invitation.OfferingId, Guest: new GuestWish(invitation.Id, answers)), cancellationToken);
        if (!redeemed.Ok)
        {
            await UncountAsync(actor.WorkspaceId, invitation, cancellationToken);
            return redeemed.Problem.Code == CodeRefusals.OfferingFull.Code ? InvitationRefusals.Full : redeemed.Problem with { Field = null };
        }
        return await database.WriteAsync<Registration>(actor.WorkspaceId, async db =>
        {
            var registration = await db.Registrations.AsNoTracking().SingleAsync(r => r.OfferingId == invitation.OfferingId && r.PersonId == invitation.PersonId, cancellationToken);
            if (!redeemed.Value.Repeated)
            {
                await KeepPersonAsync(db, invitation, answers, cancellationToken);
                await mails.QueueAsync(db, TemplateType.GuestRegistered, registration, cancellationToken);
                await db.SaveChangesAsync(cancellationToken);
            }
            return registration;
        }, cancellationToken);
    }

    /// <summary>Where the event counts guests as they register, the slot is taken first; nothing is let in above the quota (I3).</summary>
    private async Task<Problem?> CountAsync(Guid workspaceId, Invitations.Invitation invitation, CancellationToken cancellationToken)
    {
        if (invitation.CountedAt is not null)
            return null;
        var counted = await database.WriteAsync<bool>(workspaceId, async db =>
            await Quota.CountAsync(db, invitation.AgreementId!.Value, QuotaUse.Registration, [invitation.Id], database.Now, cancellationToken) is { } problem ? problem : true, cancellationToken);
        return counted.Ok ? null : counted.Problem.Code == InvitationRefusals.QuotaUsed.Code ? InvitationRefusals.QuotaUsed : counted.Problem;
    }

    /// <summary>Nobody came in, so the slot is free again, unless they came in by another request meanwhile.</summary>
    private Task UncountAsync(Guid workspaceId, Invitations.Invitation invitation, CancellationToken cancellationToken) => invitation.CountedAt is not null ? Task.CompletedTask : database.WriteAsync(workspaceId, db => db.ExecuteAsync(
        "update invitation set counted_at = null, version = version + 1 where workspace_id = @ws and id = @id and not exists (select 1 from registration r where r.workspace_id = @ws and r.invitation_id = invitation.id)",
        cancellationToken, ("id", invitation.Id)), cancellationToken);

    private async Task<string> TextAsync(Guid workspaceId, Guid codeId, CancellationToken cancellationToken)
    {
        await using var db = database.Read(workspaceId);
        var code = await db.AccessCodes.AsNoTracking().SingleAsync(c => c.Id == codeId, cancellationToken);
        var texts = await CodeTexts.ReadAsync(db, database.Keys.Of(workspaceId), [code.BatchId], cancellationToken);
        return texts.Of(code.BatchId, code.Number, code.SealedText);
    }

    /// <summary>
    /// Somebody whom this invitation made known, and who has no account, is called what they call themselves. Everybody else stays as they are on file:
    /// the link may have been copied, and their answers stand with the registration.
    /// </summary>
    private static async Task KeepPersonAsync(Db db, Invitations.Invitation invitation, string json, CancellationToken cancellationToken)
    {
        var person = await db.People.SingleAsync(p => p.Id == invitation.PersonId, cancellationToken);
        if (person.CreatedAt < invitation.CreatedAt.AddMinutes(-1) || await db.Accounts.AnyAsync(a => a.PersonId == person.Id, cancellationToken))
            return;
        var answers = GuestDetails.Read(json);
        (person.FirstName, person.LastName, person.Phone) = (answers.FirstName ?? person.FirstName, answers.LastName ?? person.LastName, answers.Phone ?? person.Phone);
        await People.PersonValues.SetAsync(db, person.Id, answers.Values, cancellationToken);
    }
}
