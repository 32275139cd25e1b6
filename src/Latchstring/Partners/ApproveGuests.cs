using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>A guest who has filled everything in and waits: for a yes, or for a place.</summary>
public sealed record WaitingGuest(Guid RegistrationId, Guid PersonId, RegistrationStatus Status, string Name, string? Email, string Partner, DateTimeOffset Since);

/// <summary>Who waits, the longest first.</summary>
public sealed class ListWaitingGuests(Database database)
{
    public const int Most = 500;

    public async Task<Result<IReadOnlyList<WaitingGuest>>> RunAsync(Actor actor, Guid offeringId, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeePeople, offeringId) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        if (!await db.Offerings.AnyAsync(o => o.Id == offeringId && o.Kind == OfferingKind.Event, cancellationToken))
            return Problem.NotFound("offering");
        return await db.QueryAsync(
            $"""
            select r.id, r.person_id, r.status, r.answers, y.name, r.created_at from registration r
            left join invitation i on i.workspace_id = r.workspace_id and i.id = r.invitation_id
            left join agreement g on g.workspace_id = i.workspace_id and g.id = i.agreement_id
            left join organisation y on y.workspace_id = g.workspace_id and y.id = g.organisation_id
            where r.workspace_id = @ws and r.offering_id = @offering and r.status in ('AwaitingApproval', 'Waiting') order by r.status, r.created_at, r.id limit {Most}
            """,
            Of, cancellationToken, ("offering", offeringId));
    }

    private static WaitingGuest Of(Row row)
    {
        var answers = GuestDetails.Read(row.TextOrNull(3));
        return new WaitingGuest(row.Guid(0), row.Guid(1), row.Enum<RegistrationStatus>(2), $"{answers.FirstName} {answers.LastName}".Trim(), answers.Email, row.TextOrNull(4) ?? "", row.Time(5));
    }
}

/// <summary>Staff say yes or no to a guest who waits for approval (S1.77).</summary>
public sealed class ApproveGuest(Database database, AdmitGuest admit, MailGuests mails)
{
    public sealed record Input(Guid RegistrationId, bool Approved = true);

    /// <summary>A yes to a full event with a waiting list puts the guest on it.</summary>
    public async Task<Result<Registration>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        await using (var db = database.Read(actor.WorkspaceId))
        {
            var waiting = await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.Id == input.RegistrationId, cancellationToken);
            if (waiting is null || actor.Refusal(Permission.ManagePeople, waiting.OfferingId) is not null)
                return Problem.NotFound("registration");
            if (waiting.Status != RegistrationStatus.AwaitingApproval || waiting.InvitationId is not { } invitation || await SeeInvitation.OfAsync(db, invitation, cancellationToken) is not { } guest)
                return InvitationRefusals.NotWaiting;
            if (input.Approved && guest.Invitation.CancelledAt is not null)
                return InvitationRefusals.Cancelled;
            if (input.Approved)
            {
                var admitted = await admit.RunAsync(actor, guest, waiting.Answers!, cancellationToken);
                if (admitted.Ok || admitted.Problem.Code != InvitationRefusals.Full.Code || !guest.Event.WaitingList)
                    return admitted;
            }
        }
        return await SetAsync(actor, input, cancellationToken);
    }

    private Task<Result<Registration>> SetAsync(Actor actor, Input input, CancellationToken cancellationToken) => database.WriteAsync<Registration>(actor.WorkspaceId, async db =>
    {
        var to = input.Approved ? RegistrationStatus.Waiting : RegistrationStatus.Refused;
        if (await db.ExecuteAsync("update registration set status = @to where workspace_id = @ws and id = @id and status = 'AwaitingApproval'", cancellationToken, ("to", to), ("id", input.RegistrationId)) == 0)
            return InvitationRefusals.NotWaiting;
        var registration = await db.Registrations.AsNoTracking().SingleAsync(r => r.Id == input.RegistrationId, cancellationToken);
        await mails.QueueAsync(db, input.Approved ? TemplateType.GuestWaiting : TemplateType.GuestRefused, registration, cancellationToken);
        db.Add(AuditEntry.By(actor, database.Now, input.Approved ? "registration.approved" : "registration.refused", "person", registration.PersonId, new { registrationId = registration.Id, registration.OfferingId }));
        await db.SaveChangesAsync(cancellationToken);
        return registration;
    }, cancellationToken);
}
