using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>A guest says yes, without an account: registered at once, or waiting for approval or for a place, as the event has it.</summary>
public sealed class RegisterInvited(Database database, SeeInvitation see, AdmitGuest admit, MailGuests mails)
{
    /// <param name="Typed">As it came; what is read-only or not asked for does not count (S1.20).</param>
    public sealed record Input(string? Token, GuestDetails Typed);

    public async Task<Result<Registration>> RunAsync(Guid workspaceId, Input input, CancellationToken cancellationToken = default)
    {
        if (await see.RunAsync(workspaceId, input.Token, cancellationToken) is not { } guest)
            return Problem.NotFound("invitation");
        // Pressing twice is answered like pressing once.
        if (guest.Registration is { Status: RegistrationStatus.Registered or RegistrationStatus.AwaitingApproval or RegistrationStatus.Waiting } there && there.InvitationId == guest.Invitation.Id)
            return there;
        if (guest.RefusalAt(database.Now) is { } refusal)
            return refusal;
        var checkedAnswers = Check(guest, input.Typed);
        if (!checkedAnswers.Ok)
            return checkedAnswers.Problem;
        var (answers, actor) = (checkedAnswers.Value.ToJson(), Actor.Guest(workspaceId, $"{checkedAnswers.Value.FirstName} {checkedAnswers.Value.LastName}"));
        if (guest.Event.NeedsApproval)
            return await WaitAsync(actor, guest, answers, RegistrationStatus.AwaitingApproval, cancellationToken);
        if (guest.Event.WaitingList && await SomebodyWaitsAsync(workspaceId, guest.Event.Id, cancellationToken))
            return await WaitAsync(actor, guest, answers, RegistrationStatus.Waiting, cancellationToken);
        var admitted = await admit.RunAsync(actor, guest, answers, cancellationToken);
        return !admitted.Ok && admitted.Problem.Code == InvitationRefusals.Full.Code && guest.Event.WaitingList ? await WaitAsync(actor, guest, answers, RegistrationStatus.Waiting, cancellationToken) : admitted;
    }

    /// <summary>What counts of what was typed, or all that is wrong with it.</summary>
    public static Result<GuestDetails> Check(InvitedGuest guest, GuestDetails typed, GuestDetails? known = null)
    {
        // First what is read-only: another question may hang on it.
        var sure = typed.Over(known ?? guest.Known, guest.Fields);
        var fields = guest.Shown(sure);
        var answers = typed.Over(known ?? guest.Known, fields) is var all ? all with { Values = all.Values.Where(one => fields.Any(field => field.PropertyId == one.Key)).ToDictionary() } : all;
        return answers.Refusal(fields, guest.Properties) is { } problem ? problem : answers with { Email = People.Person.NormalizeEmail(answers.Email) };
    }

    private async Task<bool> SomebodyWaitsAsync(Guid workspaceId, Guid eventId, CancellationToken cancellationToken)
    {
        await using var db = database.Read(workspaceId);
        return await db.Registrations.AnyAsync(r => r.OfferingId == eventId && r.Status == RegistrationStatus.Waiting, cancellationToken);
    }

    private Task<Result<Registration>> WaitAsync(Actor actor, InvitedGuest guest, string answers, RegistrationStatus status, CancellationToken cancellationToken) => database.WriteAsync<Registration>(actor.WorkspaceId, async db =>
    {
        var invitation = await db.Invitations.SingleAsync(i => i.Id == guest.Invitation.Id, cancellationToken);
        if (invitation.CancelledAt is not null)
            return InvitationRefusals.Cancelled;
        invitation.DeclinedAt = null;
        if (await WaitingPlaces.PutAsync(db, database.Now, invitation, answers, status, cancellationToken) is not { } registration)
            return InvitationRefusals.Waiting;
        await mails.QueueAsync(db, TemplateType.GuestWaiting, registration, cancellationToken);
        db.Add(AuditEntry.By(actor, database.Now, status == RegistrationStatus.Waiting ? "registration.waiting" : "registration.awaiting", "person", registration.PersonId, new { registrationId = registration.Id, registration.OfferingId }));
        await db.SaveChangesAsync(cancellationToken);
        return registration;
    }, cancellationToken);
}

/// <summary>Registrations that take no seat yet.</summary>
internal static class WaitingPlaces
{
    /// <summary>A new one, or the one that was given up earlier, now at the end of the line; null = there is one in force.</summary>
    public static async Task<Registration?> PutAsync(Db db, DateTimeOffset now, Invitation invitation, string answers, RegistrationStatus status, CancellationToken cancellationToken)
    {
        var put = await db.ExecuteAsync(
            """
            insert into registration (workspace_id, id, offering_id, person_id, source, status, invitation_id, answers, created_at)
            values (@ws, @id, @offering, @person, 'Partner', @status, @invitation, @answers, @now)
            on conflict (workspace_id, offering_id, person_id) do update set status = @status, invitation_id = @invitation, answers = @answers, created_at = @now where registration.status = 'Cancelled'
            """, cancellationToken, ("id", Guid.CreateVersion7(now)), ("offering", invitation.OfferingId), ("person", invitation.PersonId), ("status", status), ("invitation", invitation.Id), ("answers", answers), ("now", now));
        return put == 0 ? null : await db.Registrations.AsNoTracking().SingleAsync(r => r.OfferingId == invitation.OfferingId && r.PersonId == invitation.PersonId, cancellationToken);
    }
}

/// <summary>A guest says no (S1.75). The quota stays as it is: only the partner can take an invitation back.</summary>
public sealed class DeclineInvitation(Database database, SeeInvitation see)
{
    public async Task<Result<Invitation>> RunAsync(Guid workspaceId, string? token, CancellationToken cancellationToken = default)
    {
        if (await see.RunAsync(workspaceId, token, cancellationToken) is not { } guest)
            return Problem.NotFound("invitation");
        if (guest.RefusalAt(database.Now) is { Code: not ("invitation.no_page" or "invitation.not_open") } refusal)
            return refusal;
        return await database.WriteAsync<Invitation>(workspaceId, async db =>
        {
            var invitation = await db.Invitations.SingleAsync(i => i.Id == guest.Invitation.Id, cancellationToken);
            if (invitation.CancelledAt is not null)
                return InvitationRefusals.Cancelled;
            if (invitation.DeclinedAt is not null)
                return invitation;
            invitation.DeclinedAt = database.Now;
            db.Add(AuditEntry.By(Actor.Guest(workspaceId, "–"), database.Now, "invitation.declined", "person", invitation.PersonId, new { invitationId = invitation.Id, invitation.OfferingId }));
            await db.SaveChangesAsync(cancellationToken);
            return invitation;
        }, cancellationToken);
    }
}
