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
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == workspaceId, cancellationToken);
        var message = new Message
        {
            WorkspaceId = workspaceId,
            LaneId = workspaceId,
            Rank = Rank.Account,
            Type = TemplateType.Welcome,
            Address = email,
            Domain = Message.DomainOf(email),
            Locale = DefaultTemplates.Known(person.Locale ?? workspace.Locale),
            TimeZone = offering.TimeZone ?? workspace.TimeZone,
            PersonId = personId,
            CreatedAt = database.Now,
            NotBefore = database.Now,
            ActorName = "Latchstring",
        };
        var values = ComposeMails.PersonValues(workspace, message.Locale, email, person.FirstName, person.LastName, origin.Link($"/{workspace.Slug}/app"), null);
        (values[Placeholders.Offering], values[Placeholders.HowTo]) = (offering.Name, offering.HowToUrl);
        values[Placeholders.Support] = await db.Locations.Where(l => l.Id == offering.LocationId).Select(l => l.SupportContact).SingleOrDefaultAsync(cancellationToken) ?? workspace.SupportContact;
        var template = await db.Templates.SingleOrDefaultAsync(t => t.Type == message.Type && t.Locale == message.Locale, cancellationToken);
        message.SealedMail = ComposeMails.Seal(database.Keys.Of(workspaceId), compose.Compose(workspace, message, template, values));
        db.Add(message);
        await db.ExecuteAsync(
            "insert into lane (workspace_id, id, channel, per_minute, opens_at, closes_at, next_at) values (@ws, @ws, 'Email', @pace, '08:00:00', '16:00:00', @now) on conflict (workspace_id, id, channel) do nothing",
            cancellationToken, ("pace", Lane.FastestPerMinute), ("now", database.Now));
        await db.SaveChangesAsync(cancellationToken);
        return message;
    }, cancellationToken);
}
