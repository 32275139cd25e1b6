using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.Redemptions;
using Latchstring.Sending;

namespace Latchstring.Partners;

/// <summary>
/// Mails the link to the own registration once more, to the address that registered. The page of the invitation never shows it: whoever copied the
/// invitation would see what the guest filled in.
/// </summary>
public sealed class SendMyLink(Database database, SeeInvitation see, MailGuests mails, FailureLimits limits)
{
    public async Task<Problem?> RunAsync(Guid workspaceId, string? token, CancellationToken cancellationToken = default)
    {
        if (await see.RunAsync(workspaceId, token, cancellationToken) is not { Registration: { } registration } guest || registration.InvitationId != guest.Invitation.Id)
            return Problem.NotFound("registration");
        if (registration.Status is not (RegistrationStatus.Registered or RegistrationStatus.AwaitingApproval or RegistrationStatus.Waiting))
            return InvitationRefusals.NotIn;
        if (GuestDetails.Read(registration.Answers).Email is not { } email || !await RecipientCaps.SpendAsync(limits, workspaceId, email, cancellationToken))
            return RecipientCaps.Reached;
        await database.WriteAsync(workspaceId, async db =>
        {
            await mails.QueueAsync(db, registration.Status == RegistrationStatus.Registered ? TemplateType.GuestRegistered : TemplateType.GuestWaiting, registration, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }, cancellationToken);
        return null;
    }
}
