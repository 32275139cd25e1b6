using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

public sealed record StaffInvitation(string? Email, string? Name, StaffPlace Place);

/// <summary>Makes a one-time link, good for a month, with which its holder joins the staff (S0.60, S3.24). An older open one to the same address ends.</summary>
public sealed class InviteStaff(Database database)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    public async Task<Result<MadeLink>> RunAsync(Actor actor, StaffInvitation input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        var email = EmailAddress.Normalize(input.Email);
        if (!EmailAddress.IsOne(email))
            return Problem.Invalid("email", "This is not an e-mail address.");
        if (input.Name is { Length: > 100 })
            return Problem.Invalid("name", "A name may have at most {0} characters.", 100);
        return await database.WriteAsync<MadeLink>(actor.WorkspaceId, async db =>
        {
            if (await StaffRules.RefusalAsync(db, input.Place, cancellationToken) is { } refusal)
                return refusal;
            var normalized = email!.ToUpperInvariant();
            if (await db.Accounts.AnyAsync(a => a.NormalizedEmail == normalized && a.Staff != StaffRole.None, cancellationToken))
                return Problem.Invalid("email", "Somebody with this address is on the staff already. Change their role in the list.");
            var token = OneTimeLinks.NewToken();
            var link = new InviteLink
            {
                WorkspaceId = actor.WorkspaceId,
                TokenHash = OneTimeLinks.HashOf(token),
                Kind = InviteLinkKind.Staff,
                Email = email,
                Name = string.IsNullOrWhiteSpace(input.Name) ? null : input.Name.Trim(),
                Staff = input.Place.Role,
                Scope = input.Place.Offerings is { } offerings ? string.Join(' ', offerings.Distinct()) : null,
                CreatedAt = database.Now,
                ExpiresAt = database.Now + Lifetime,
            };
            await db.InviteLinks.Where(l => l.Kind == InviteLinkKind.Staff && l.Email == email && l.SpentAt == null && l.RevokedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.RevokedAt, database.Now), cancellationToken);
            db.InviteLinks.Add(link);
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, "staff.invited", "link", link.Id, new { email, role = link.Staff, offerings = input.Place.Offerings }));
            await db.SaveChangesAsync(cancellationToken);
            return new MadeLink(link, token);
        }, cancellationToken);
    }
}
