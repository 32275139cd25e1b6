using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.CheckIns;

/// <summary>Whoever stands at the door: their place in this event, or only who they are.</summary>
internal sealed record AtDoor(Guid PersonId, string Name, Registration? Registration, bool HoldsOtherTicket);

/// <summary>Settles scans inside one transaction.</summary>
internal sealed class Door(Db db, Actor actor, Offering offering, string device, DateTimeOffset now)
{
    public async Task<IReadOnlyList<(Scan Scan, AtDoor? Guest)>> FindAsync(CodeKeys keys, IReadOnlyList<Scan> scans, CancellationToken cancellationToken)
    {
        var found = new List<(Scan, AtDoor?)>();
        foreach (var scan in scans.DistinctBy(scan => scan.Id))
            found.Add((scan, await FindAsync(keys, scan.Text?.Trim(), cancellationToken)));
        return found;
    }

    private async Task<AtDoor?> FindAsync(CodeKeys keys, string? text, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (SignedId.Read(keys, SignedId.Ticket, db.WorkspaceId, text) is { } ticket)
            return await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.Id == ticket, cancellationToken) is { } registration ? await HolderAsync(registration.PersonId, registration, cancellationToken) : null;
        var email = EmailAddress.Normalize(text);
        var people = await db.People.Where(p => p.Email == email || p.Phone == text || p.ClientId == text).Select(p => p.Id).Take(2).ToListAsync(cancellationToken);
        return people is [var person] ? await HolderAsync(person, null, cancellationToken) : null;
    }

    private async Task<AtDoor> HolderAsync(Guid personId, Registration? ticket, CancellationToken cancellationToken)
    {
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Id == personId, cancellationToken);
        var here = ticket?.OfferingId == offering.Id ? ticket : await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.OfferingId == offering.Id && r.PersonId == personId, cancellationToken);
        return new AtDoor(personId, person.DisplayName, here, ticket is { Status: RegistrationStatus.Registered } && ticket.OfferingId != offering.Id);
    }

    public async Task<Scanned> SettleAsync(Scan scan, AtDoor? guest, CancellationToken cancellationToken)
    {
        if (await KnownAsync(scan.Id, guest, cancellationToken) is { } known)
            return known;
        var at = scan.At < now ? scan.At.ToUniversalTime() : now;
        var (outcome, registration) = await DecideAsync(scan, guest, at, cancellationToken);
        var added = await db.ExecuteAsync(
            """
            insert into check_in (workspace_id, id, offering_id, registration_id, at, received_at, device, outcome, actor_name)
            values (@ws, @id, @offering, @registration, @at, @now, @device, @outcome, @actor) on conflict (workspace_id, id) do nothing
            """,
            cancellationToken, ("id", scan.Id), ("offering", offering.Id), ("registration", registration), ("at", at), ("now", now), ("device", device), ("outcome", outcome), ("actor", actor.Name));
        // The same scan came twice at once; the other one counts.
        if (added == 0 && await KnownAsync(scan.Id, guest, cancellationToken) is { } other)
            return other;
        return new Scanned(scan.Id, outcome, registration, guest?.Name, registration is { } id ? await SinceAsync(id, cancellationToken) : null);
    }

    private async Task<(CheckInOutcome Outcome, Guid? Registration)> DecideAsync(Scan scan, AtDoor? guest, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (guest is null)
            return (CheckInOutcome.Unknown, null);
        if (guest.Registration is not { Status: RegistrationStatus.Registered } place)
        {
            if (!guest.HoldsOtherTicket)
                return (CheckInOutcome.NotRegistered, guest.Registration?.Id);
            if (guest.Registration is { Status: not RegistrationStatus.Cancelled } || !await db.PartnerSettings.AnyAsync(s => s.OfferingId == offering.Id && s.OtherBadges, cancellationToken))
                return (CheckInOutcome.OtherEvent, null);
            return await AdmitAsync(scan, guest, at, cancellationToken);
        }
        if (await db.ExecuteAsync("update registration set checked_in_at = @at where workspace_id = @ws and id = @id and status = 'Registered' and checked_in_at is null", cancellationToken, ("at", at), ("id", place.Id)) == 1)
        {
            Tell(guest, place.Id);
            return (CheckInOutcome.Entered, place.Id);
        }
        await db.ExecuteAsync("update registration set checked_in_at = @at where workspace_id = @ws and id = @id and checked_in_at > @at", cancellationToken, ("at", at), ("id", place.Id));
        return (scan.LetIn ? CheckInOutcome.Twice : CheckInOutcome.Again, place.Id);
    }

    /// <summary>
    /// A badge of another event (S1.81): its holder is registered here and present, if a seat is free. The seat comes first, so that of two devices
    /// with the same badge one waits for the other and then finds the registration.
    /// </summary>
    private async Task<(CheckInOutcome Outcome, Guid? Registration)> AdmitAsync(Scan scan, AtDoor guest, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (await db.ExecuteAsync("update offering set registered = registered + 1 where workspace_id = @ws and id = @id and (capacity is null or registered < capacity)", cancellationToken, ("id", offering.Id)) == 0)
            return (CheckInOutcome.Full, null);
        var here = await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.OfferingId == offering.Id && r.PersonId == guest.PersonId, cancellationToken);
        if (here is { Status: RegistrationStatus.Registered })
        {
            await db.ExecuteAsync("update offering set registered = registered - 1 where workspace_id = @ws and id = @id", cancellationToken, ("id", offering.Id));
            return (scan.LetIn ? CheckInOutcome.Twice : CheckInOutcome.Again, here.Id);
        }
        var id = here?.Id ?? Guid.CreateVersion7(now);
        if (here is null)
            db.Add(new Registration { WorkspaceId = db.WorkspaceId, Id = id, OfferingId = offering.Id, PersonId = guest.PersonId, Source = RegistrationSource.Direct, Status = RegistrationStatus.Registered, CheckedInAt = at, CreatedAt = now });
        else
            await db.ExecuteAsync("update registration set status = 'Registered', checked_in_at = @at where workspace_id = @ws and id = @id", cancellationToken, ("at", at), ("id", id));
        Tell(guest, id);
        await db.SaveChangesAsync(cancellationToken);
        return (CheckInOutcome.Entered, id);
    }

    private void Tell(AtDoor guest, Guid registrationId) =>
        db.Add(AuditEntry.By(actor, now, "registration.checked_in", "person", guest.PersonId, new { registrationId, offeringId = offering.Id, device }));

    private async Task<Scanned?> KnownAsync(Guid id, AtDoor? guest, CancellationToken cancellationToken) =>
        await db.CheckIns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id && c.OfferingId == offering.Id, cancellationToken) is { } known
            ? new Scanned(id, known.Outcome, known.RegistrationId, guest?.Name, known.RegistrationId is { } registration ? await SinceAsync(registration, cancellationToken) : null) : null;

    private Task<DateTimeOffset?> SinceAsync(Guid registrationId, CancellationToken cancellationToken) =>
        db.Registrations.Where(r => r.Id == registrationId).Select(r => r.CheckedInAt).SingleOrDefaultAsync(cancellationToken);
}
