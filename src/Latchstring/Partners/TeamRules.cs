using Latchstring.Agreements;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>Who sees and who leads the team of a partner (S1.42, S1.74).</summary>
internal static class TeamRules
{
    public static readonly Problem LastAdmin = new("team.last_admin", 409, "This is the last administrator of the team. Make somebody else an administrator first.");

    /// <summary>
    /// The partner, for its own team or for staff: 404 for everybody else's, 403 for its members where an administrator is needed. Whoever leads a
    /// team gives away all of the partner's guests, so staff who are limited to some offerings must reach every event of it.
    /// </summary>
    public static async Task<Result<Organisation>> FindAsync(Db db, Actor actor, Guid organisationId, bool lead, CancellationToken cancellationToken)
    {
        var own = actor.PartnerRole != PartnerRole.None && actor.OrganisationId == organisationId;
        if (!own && !actor.May(Permission.SeeOfferings))
            return actor.PartnerRole == PartnerRole.None ? Problem.Forbidden : Problem.NotFound("organisation");
        if (await db.Organisations.SingleOrDefaultAsync(o => o.Id == organisationId && o.Kind == OrganisationKind.Partner, cancellationToken) is not { } organisation)
            return Problem.NotFound("organisation");
        if (!own && actor.Offerings is { } scope && await db.Agreements.AnyAsync(a => a.OrganisationId == organisationId && (a.OfferingId == null || !scope.Contains(a.OfferingId.Value)), cancellationToken))
            return Problem.NotFound("organisation");
        return !lead || (own ? actor.PartnerRole == PartnerRole.Admin : actor.May(Permission.ManageOfferings)) ? organisation : Problem.Forbidden;
    }
}
