using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.People;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>
/// Mails a one-time link to whoever has forgotten their password, or never had one (S3.25). It goes at any hour, to the address on file only, and
/// not often. Who asks learns nothing: there is one answer whether the address is known or not.
/// </summary>
public sealed class MailPasswordLink(Database database, FailureLimits limits, ComposeMails compose, MailOrigin origin)
{
    /// <summary>A link that anybody can ask for lives shorter than one that staff hand out.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    public async Task RunAsync(Guid workspaceId, string? typed, string locale, CancellationToken cancellationToken = default)
    {
        var email = EmailAddress.Normalize(typed);
        if (!EmailAddress.IsOne(email) || !await RecipientCaps.SpendAsync(limits, workspaceId, email!, cancellationToken))
            return;
        await database.WriteAsync(workspaceId, async db =>
        {
            var normalized = email!.ToUpperInvariant();
            var account = await db.Accounts.SingleOrDefaultAsync(a => a.NormalizedEmail == normalized, cancellationToken);
            var person = await db.People.SingleOrDefaultAsync(p => account != null ? p.Id == account.PersonId : p.Email == email, cancellationToken);
            if ((account is null && person is null) || account is { Status: AccountStatus.Blocked })
                return 0;
            var link = await MakePasswordLink.MakeAsync(db, Actor.System(workspaceId), email, person?.Id, database.Now, Lifetime, cancellationToken);
            var workspace = await db.Workspaces.SingleAsync(w => w.Id == workspaceId, cancellationToken);
            var message = MessageTo(workspace, email, account?.PasswordHash is null ? TemplateType.FirstPassword : TemplateType.PasswordReset, DefaultTemplates.Known(account?.Locale ?? person?.Locale ?? locale), link.Link.ExpiresAt);
            message.SealedMail = ComposeMails.Seal(database.Keys.Of(workspaceId), await MailAsync(db, workspace, message, link, account, person, cancellationToken));
            db.Add(message);
            await db.ExecuteAsync(
                "insert into lane (workspace_id, id, channel, per_minute, next_at) values (@ws, @ws, 'Email', @pace, @now) on conflict (workspace_id, id, channel) do nothing",
                cancellationToken, ("pace", Lane.FastestPerMinute), ("now", database.Now));
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    private async Task<Mail> MailAsync(Db db, Workspace workspace, Message message, MadeLink link, Account? account, Person? person, CancellationToken cancellationToken)
    {
        var template = await db.Templates.SingleOrDefaultAsync(t => t.Type == message.Type && t.Locale == message.Locale, cancellationToken);
        var values = ComposeMails.PersonValues(workspace, message.Locale, message.Address, person?.FirstName ?? account?.Name, person?.LastName, origin.Link($"/{workspace.Slug}/password/{link.Token}"), link.Link.ExpiresAt);
        return compose.Compose(workspace, message, template, values);
    }

    private Message MessageTo(Workspace workspace, string email, TemplateType type, string locale, DateTimeOffset expires) => new()
    {
        WorkspaceId = workspace.Id,
        LaneId = workspace.Id,
        Rank = Rank.Account,
        Type = type,
        Address = email,
        Domain = Message.DomainOf(email),
        Locale = locale,
        TimeZone = workspace.TimeZone,
        CreatedAt = database.Now,
        NotBefore = database.Now,
        ExpiresAt = expires,
        ActorName = "Latchstring",
    };
}
