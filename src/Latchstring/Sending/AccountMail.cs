using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>
/// A mail about somebody's account. Its link is known only now, so it is finished as it is put in line; it has a lane of its own, as fast as any,
/// and leaves at any hour.
/// </summary>
/// <param name="Path">Of its link, behind the workspace.</param>
/// <param name="More">What its template may say besides.</param>
internal sealed record AccountMail(
    TemplateType Type, string Address, string? Locale, string? FirstName, string? LastName, string Path, string ActorName, DateTimeOffset? ExpiresAt = null, Guid? PersonId = null, IReadOnlyDictionary<string, string?>? More = null)
{
    public async Task<Message> QueueAsync(Db db, Database database, ComposeMails compose, MailOrigin origin, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == db.WorkspaceId, cancellationToken);
        var message = new Message
        {
            WorkspaceId = workspace.Id,
            LaneId = workspace.Id,
            Rank = Rank.Account,
            Type = Type,
            Address = Address,
            Domain = Message.DomainOf(Address),
            Locale = DefaultTemplates.Known(Locale ?? workspace.Locale),
            TimeZone = workspace.TimeZone,
            PersonId = PersonId,
            CreatedAt = database.Now,
            NotBefore = database.Now,
            ExpiresAt = ExpiresAt,
            ActorName = ActorName,
        };
        var values = ComposeMails.PersonValues(workspace, message.Locale, Address, FirstName, LastName, origin.Link($"/{workspace.Slug}/{Path}"), ExpiresAt);
        foreach (var (name, value) in More ?? new Dictionary<string, string?>(StringComparer.Ordinal))
            values[name] = value ?? values.GetValueOrDefault(name);
        var template = await db.Templates.SingleOrDefaultAsync(t => t.Type == Type && t.Locale == message.Locale, cancellationToken);
        message.SealedMail = ComposeMails.Seal(database.Keys.Of(workspace.Id), compose.Compose(workspace, message, template, values));
        db.Add(message);
        await Lane.OpenAsync(db, new Lane { Id = workspace.Id, PerMinute = Lane.FastestPerMinute, NextAt = database.Now }, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return message;
    }
}
