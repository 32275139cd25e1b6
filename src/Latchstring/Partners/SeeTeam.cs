using Latchstring.Accounts;
using Latchstring.Agreements;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

public sealed record Colleague(Guid AccountId, string Name, string Email, PartnerRole Role, bool Blocked, DateTimeOffset? LastSignInAt);

/// <param name="Asked">Open and recently expired links, by address.</param>
/// <param name="Leads">The actor may ask people in and change roles.</param>
public sealed record PartnerTeam(Organisation Organisation, IReadOnlyList<Colleague> Colleagues, IReadOnlyList<InviteLink> Asked, bool Leads);

/// <summary>The team of a partner and who was asked into it.</summary>
public sealed class SeeTeam(Database database)
{
    public async Task<Result<PartnerTeam>> RunAsync(Actor actor, Guid organisationId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await TeamRules.FindAsync(db, actor, organisationId, lead: false, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var leads = (await TeamRules.FindAsync(db, actor, organisationId, lead: true, cancellationToken)).Ok;
        var colleagues = await db.Accounts.Where(a => a.OrganisationId == organisationId && a.Partner != PartnerRole.None).OrderBy(a => a.Name)
            .Select(a => new Colleague(a.Id, a.Name, a.Email, a.Partner, a.Status == AccountStatus.Blocked, a.LastSignInAt)).ToListAsync(cancellationToken);
        var asked = await db.InviteLinks.Where(l => l.Kind == InviteLinkKind.Partner && l.OrganisationId == organisationId && l.SpentAt == null && l.RevokedAt == null && l.ExpiresAt > database.Now.AddDays(-30))
            .OrderBy(l => l.Email).ToListAsync(cancellationToken);
        return new PartnerTeam(found.Value, colleagues, asked, leads);
    }
}
