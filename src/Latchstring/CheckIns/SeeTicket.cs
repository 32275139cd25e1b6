using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.CheckIns;

/// <param name="Token">What the QR code says.</param>
/// <param name="Zone">IANA zone in which the event takes place.</param>
/// <param name="Valid">It lets its holder in.</param>
/// <param name="Companions">Tickets of the people brought along.</param>
public sealed record Ticket(string Token, Guid RegistrationId, Offering Event, string Name, string Zone, bool Valid, DateTimeOffset? CheckedInAt, IReadOnlyList<(string Token, string Name)> Companions);

/// <summary>A guest looks at their ticket. Whoever has its address may: the ticket is the right to come in, and shows no more than a name.</summary>
public sealed class SeeTicket(Database database)
{
    /// <summary>Null when the text is no ticket of this workspace.</summary>
    public async Task<Ticket?> RunAsync(Guid workspaceId, string? token, CancellationToken cancellationToken = default)
    {
        if (SignedId.Read(database.Keys, SignedId.Ticket, workspaceId, token) is not { } id)
            return null;
        await using var db = database.Read(workspaceId);
        if (await db.Registrations.SingleOrDefaultAsync(r => r.Id == id, cancellationToken) is not { } registration)
            return null;
        var offering = await db.Offerings.SingleAsync(o => o.Id == registration.OfferingId, cancellationToken);
        var person = await db.People.SingleAsync(p => p.Id == registration.PersonId, cancellationToken);
        var zone = offering.TimeZone ?? await db.Workspaces.Where(w => w.Id == workspaceId).Select(w => w.TimeZone).SingleAsync(cancellationToken);
        var companions = await db.Registrations.Where(r => r.CompanionOf == id && r.Status == RegistrationStatus.Registered)
            .Join(db.People, r => r.PersonId, p => p.Id, (r, p) => new { r.Id, Person = p }).OrderBy(one => one.Id).ToListAsync(cancellationToken);
        // What they call themselves at this event: whoever copied the link of an invitation learns nothing of the person on file.
        var answers = GuestDetails.Read(registration.Answers);
        var name = answers.FirstName is null && answers.LastName is null ? person.DisplayName : $"{answers.FirstName} {answers.LastName}".Trim();
        return new Ticket(token!.ToUpperInvariant(), id, offering, name, zone, registration.Status == RegistrationStatus.Registered, registration.CheckedInAt,
            companions.ConvertAll(one => (SignedId.Of(database.Keys, SignedId.Ticket, workspaceId, one.Id), one.Person.DisplayName)));
    }
}
