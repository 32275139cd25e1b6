using Latchstring.Accounts;
using Latchstring.Data;
using Latchstring.People;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>
/// Mails a one-time link to whoever has forgotten their password, or never had one (S3.25). It goes at any hour, to the address on file only, and
/// not often. Who asks learns nothing: there is one answer whether the address is known or not.
/// </summary>
public sealed class MailPasswordLink(Database database, FailureLimits limits, ComposeMails compose, MailOrigin origin, MakePasswordLink makeLink)
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
            await QueueAsync(db, link, account, person, locale, "Latchstring", cancellationToken);
            return 1;
        }, cancellationToken);
    }

    /// <summary>The link that staff would otherwise hand over themselves, with its longer life (S3.26).</summary>
    public async Task<Result<Message>> ForPersonAsync(Actor actor, Guid personId, CancellationToken cancellationToken = default)
    {
        var link = await makeLink.ForPersonAsync(actor, personId, cancellationToken);
        if (!link.Ok)
            return link.Problem;
        if (!await RecipientCaps.SpendAsync(limits, actor.WorkspaceId, link.Value.Link.Email, cancellationToken))
            return RecipientCaps.Reached;
        return await database.WriteAsync<Message>(actor.WorkspaceId, async db =>
        {
            var person = await db.People.SingleAsync(p => p.Id == personId, cancellationToken);
            var account = await db.Accounts.SingleOrDefaultAsync(a => a.PersonId == personId, cancellationToken);
            return await QueueAsync(db, link.Value, account, person, null, actor.Name, cancellationToken);
        }, cancellationToken);
    }

    private Task<Message> QueueAsync(Db db, MadeLink link, Account? account, Person? person, string? locale, string by, CancellationToken cancellationToken) => new AccountMail(
        account?.PasswordHash is null ? TemplateType.FirstPassword : TemplateType.PasswordReset, link.Link.Email, account?.Locale ?? person?.Locale ?? locale,
        person?.FirstName ?? account?.Name, person?.LastName, $"password/{link.Token}", by, link.Link.ExpiresAt).QueueAsync(db, database, compose, origin, cancellationToken);
}
