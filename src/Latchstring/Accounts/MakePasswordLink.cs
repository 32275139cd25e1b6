using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>
/// A one-time link, good for a week, with which somebody sets their first or a new password (S3.25, S3.26). Older ones of theirs end.
/// Staff give it to participants, an owner to staff.
/// </summary>
public sealed class MakePasswordLink(Database database)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public Task<Result<MadeLink>> ForPersonAsync(Actor actor, Guid personId, CancellationToken cancellationToken = default) => RunAsync(actor, null, personId, cancellationToken);

    public Task<Result<MadeLink>> ForAccountAsync(Actor actor, Guid accountId, CancellationToken cancellationToken = default) => RunAsync(actor, accountId, null, cancellationToken);

    private async Task<Result<MadeLink>> RunAsync(Actor actor, Guid? accountId, Guid? personId, CancellationToken cancellationToken)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        return await database.WriteAsync<MadeLink>(actor.WorkspaceId, async db =>
        {
            var person = personId is null ? null : await db.People.SingleOrDefaultAsync(p => p.Id == personId, cancellationToken);
            var address = person?.Email?.ToUpperInvariant();
            var account = await db.Accounts.SingleOrDefaultAsync(a => accountId != null ? a.Id == accountId : a.PersonId == personId || (address != null && a.NormalizedEmail == address), cancellationToken);
            if ((account is null && person is null) || !await db.ReachesPersonAsync(actor, account?.PersonId ?? personId, cancellationToken))
                return Problem.NotFound("account");
            if (account is { Staff: not StaffRole.None } && !actor.May(Permission.ManageWorkspace))
                return Problem.Forbidden;
            if (account is { Status: AccountStatus.Blocked })
                return new Problem("account.blocked", 409, "This account is blocked. Unblock it first.");
            if ((account?.Email ?? person?.Email) is not { } email)
                return Problem.Invalid("email", "This person has no e-mail address yet. Add one first: it is the name they sign in with.");
            return await MakeAsync(db, actor, EmailAddress.Normalize(email)!, account?.PersonId ?? personId, database.Now, Lifetime, cancellationToken);
        }, cancellationToken);
    }

    internal static async Task<MadeLink> MakeAsync(Db db, Actor actor, string email, Guid? personId, DateTimeOffset now, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var token = OneTimeLinks.NewToken();
        var link = new InviteLink
        {
            WorkspaceId = actor.WorkspaceId,
            TokenHash = OneTimeLinks.HashOf(token),
            Kind = InviteLinkKind.Password,
            Email = email,
            PersonId = personId,
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        await db.InviteLinks.Where(l => l.Kind == InviteLinkKind.Password && l.Email == email && l.SpentAt == null && l.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.RevokedAt, now), cancellationToken);
        db.InviteLinks.Add(link);
        db.AuditEntries.Add(AuditEntry.By(actor, now, "account.password_link_made", "link", link.Id, new { email }));
        await db.SaveChangesAsync(cancellationToken);
        return new MadeLink(link, token);
    }
}
