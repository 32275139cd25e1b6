using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.CheckIns;

/// <param name="Id">Made by the device, so that a scan which is sent twice counts once.</param>
/// <param name="Text">What the ticket says; or an e-mail address, telephone or client number that somebody typed.</param>
/// <param name="At">By the clock of the device; later than now means now.</param>
/// <param name="LetIn">The device had no network and opened the door.</param>
public sealed record Scan(Guid Id, string? Text, DateTimeOffset At, bool LetIn = false);

/// <param name="Name">Of the guest; null when nobody was found.</param>
/// <param name="FirstAt">Since when they are in.</param>
public sealed record Scanned(Guid Id, CheckInOutcome Outcome, Guid? RegistrationId = null, string? Name = null, DateTimeOffset? FirstAt = null);

/// <summary>
/// Checks guests in at the door of an event: one scan or many that waited for the network. A guest counts once, however many devices scan the
/// ticket and in whatever order the scans arrive; the earliest scan says when they came.
/// </summary>
public sealed class CheckInGuests(Database database)
{
    public const int Most = 500;

    /// <param name="Device">Tells devices apart, e.g. "North door".</param>
    public sealed record Input(Guid OfferingId, string? Device, IReadOnlyList<Scan> Scans);

    public async Task<Result<IReadOnlyList<Scanned>>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManagePeople, input.OfferingId) is { } refusal)
            return refusal;
        var problem = new Check().Required(input.Device, "device", 100)
            .That(input.Scans.Count is > 0 and <= Most, "scans", "Send between {0} and {1} scans at once.", 1, Most)
            .That(input.Scans.All(scan => scan.Id != Guid.Empty), "scans", "Each scan needs an id of its own, made by the device.").Problem;
        return await database.WriteAsync<IReadOnlyList<Scanned>>(actor.WorkspaceId, async db =>
        {
            if (await db.Offerings.AsNoTracking().SingleOrDefaultAsync(o => o.Id == input.OfferingId && o.Kind == OfferingKind.Event, cancellationToken) is not { } offering)
                return Problem.NotFound("offering");
            if (problem is not null)
                return problem;
            var answers = new Dictionary<Guid, Scanned>();
            var door = new Door(db, actor, offering, input.Device!.Trim(), database.Now);
            // In one order for all devices, so that two of them never wait for each other in a ring.
            foreach (var (scan, guest) in (await door.FindAsync(database.Keys, input.Scans, cancellationToken)).OrderBy(found => found.Guest?.Registration?.Id ?? found.Guest?.PersonId).ThenBy(found => found.Scan.At))
                answers[scan.Id] = await door.SettleAsync(scan, guest, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            return input.Scans.Select(scan => answers[scan.Id]).ToList();
        }, cancellationToken);
    }

    /// <summary>Takes an entry back: the wrong person was checked in. The scan stays in the list.</summary>
    public async Task<Result<Scanned>> UndoAsync(Actor actor, Guid offeringId, Guid registrationId, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManagePeople, offeringId) is { } refusal)
            return refusal;
        return await database.WriteAsync<Scanned>(actor.WorkspaceId, async db =>
        {
            var registration = await db.Registrations.SingleOrDefaultAsync(r => r.Id == registrationId && r.OfferingId == offeringId, cancellationToken);
            if (registration is null)
                return Problem.NotFound("registration");
            var scan = new CheckIn { WorkspaceId = db.WorkspaceId, Id = Guid.CreateVersion7(), OfferingId = offeringId, RegistrationId = registrationId, At = database.Now, ReceivedAt = database.Now, Device = actor.Name, Outcome = CheckInOutcome.Undone, ActorName = actor.Name };
            if (registration.CheckedInAt is null)
                return new Scanned(scan.Id, CheckInOutcome.Undone, registrationId);
            registration.CheckedInAt = null;
            db.Add(scan);
            db.Add(AuditEntry.By(actor, database.Now, "registration.check_in_undone", "person", registration.PersonId, new { registrationId, offeringId }));
            await db.SaveChangesAsync(cancellationToken);
            return new Scanned(scan.Id, CheckInOutcome.Undone, registrationId);
        }, cancellationToken);
    }
}
