using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>Tells somebody who has just come in their user name and the way back (S2.36). It goes at any hour: they are sitting there.</summary>
public sealed class MailWelcome(Database database, ComposeMails compose, MailOrigin origin)
{
    public Task<Message?> RunAsync(Guid workspaceId, Guid personId, Guid offeringId, CancellationToken cancellationToken = default) => database.WriteAsync<Message?>(workspaceId, async db =>
    {
        var person = await db.People.SingleAsync(p => p.Id == personId, cancellationToken);
        var offering = await db.Offerings.SingleAsync(o => o.Id == offeringId, cancellationToken);
        if (person.Email is not { } email)
            return null;
        var support = await db.Locations.Where(l => l.Id == offering.LocationId).Select(l => l.SupportContact).SingleOrDefaultAsync(cancellationToken);
        var more = new Dictionary<string, string?>(StringComparer.Ordinal) { [Placeholders.Offering] = offering.Name, [Placeholders.HowTo] = offering.HowToUrl, [Placeholders.Support] = support };
        return await new AccountMail(TemplateType.Welcome, email, person.Locale, person.FirstName, person.LastName, "app", "Latchstring", PersonId: personId, More: more).QueueAsync(db, database, compose, origin, cancellationToken);
    }, cancellationToken);
}
