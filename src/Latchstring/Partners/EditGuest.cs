using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Invitations;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>
/// Changes what stands on an invitation: staff at any time (S1.9, S1.70), the partner's administrators while nothing was sent, for a slip of the
/// pen. The person behind it is not changed; another address makes it somebody else's invitation, with the same link, until it was used.
/// </summary>
public sealed class EditGuest(Database database)
{
    private static readonly Problem Sent = new("guest.sent", 409, "This invitation has been sent, so only the organizer can change it.");
    private static readonly Problem Answered = Problem.Invalid(GuestFields.Email, "This guest has answered already, so the address stays.");

    /// <param name="Values">By key of the form; what is not named stays, null clears.</param>
    public sealed record Input(Guid Id, IReadOnlyDictionary<string, string?> Values, int? Version = null);

    public Task<Result<Invitation>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) => database.WriteAsync<Invitation>(actor.WorkspaceId, async db =>
    {
        if (await db.Invitations.SingleOrDefaultAsync(i => i.Id == input.Id && i.AgreementId != null, cancellationToken) is not { AgreementId: { } agreement } invitation)
            return Problem.NotFound("guest");
        var found = await Partnership.FindAsync(db, actor, agreement, toInvite: true, cancellationToken);
        if (!found.Ok)
            return found.Problem.Status == 404 ? Problem.NotFound("guest") : found.Problem;
        if (actor.PartnerRole != PartnerRole.None && (invitation.CancelledAt is not null || await db.Messages.AnyAsync(m => m.CodeId == invitation.CodeId, cancellationToken)))
            return Sent;
        var (form, before) = (await GuestForm.ReadAsync(db, found.Value.Settings, cancellationToken), GuestFields.Of(invitation.Guest));
        var typed = form.Fields.Select(field => field.Key).Append(GuestFields.Locale).ToDictionary(key => key, key => before[key], StringComparer.Ordinal);
        foreach (var (key, text) in input.Values)
            typed[key] = text;
        var read = form.Read(typed);
        if (!read.Ok)
            return read.Problem;
        // What the form no longer asks for is kept.
        invitation.Guest = GuestFields.Of(before.Values.Where(pair => !typed.ContainsKey(pair.Key)).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)).Concat(read.Value.Values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)))).ToJson();
        if (input.Version is { } version)
            db.Entry(invitation).Property(i => i.Version).OriginalValue = version;
        db.Add(AuditEntry.By(actor, database.Now, "guest.edited", "invitation", invitation.Id));
        await db.SaveChangesAsync(cancellationToken);
        return read.Value[GuestFields.Email] == before[GuestFields.Email] ? invitation : await MoveAsync(db, actor, found.Value, invitation, read.Value, cancellationToken);
    }, cancellationToken);

    /// <summary>To whoever has the new address. What waits for the old one does not leave.</summary>
    private async Task<Result<Invitation>> MoveAsync(Db db, Actor actor, Partnership partnership, Invitation invitation, GuestFields fields, CancellationToken cancellationToken)
    {
        if (await db.Registrations.AnyAsync(r => r.OfferingId == invitation.OfferingId && r.PersonId == invitation.PersonId, cancellationToken))
            return Answered;
        db.ChangeTracker.Clear();
        var person = (await AddGuests.PeopleAsync(db, actor, [fields], database.Now, cancellationToken))[0];
        if (person == invitation.PersonId)
            return invitation;
        if (await AddGuests.OthersAsync(db, partnership.Id, [person], cancellationToken) is { } known)
            return known;
        (string, object?)[] values = [("id", invitation.Id), ("code", invitation.CodeId), ("person", person)];
        // A code that was used in the meantime is not given to somebody else.
        if (await db.ExecuteAsync("update access_code set assignee_id = @person, version = version + 1 where workspace_id = @ws and id = @code and use_count = 0", cancellationToken, values[1..]) == 0)
            return Answered;
        await db.ExecuteAsync("update invitation set person_id = @person, version = version + 1 where workspace_id = @ws and id = @id", cancellationToken, values[0], values[2]);
        await db.ExecuteAsync("update message set status = 'NotSent', reason = 'reassigned', lease_until = null, fence = fence + 1 where workspace_id = @ws and code_id = @code and status = 'Queued' and handed_at is null", cancellationToken, values[1]);
        return invitation;
    }
}
