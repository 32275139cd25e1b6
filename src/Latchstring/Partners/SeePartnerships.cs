using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>One event of a partner, to choose from.</summary>
public sealed record PartnershipItem(Guid Id, string EventName, DateTimeOffset? StartsAt, bool Over);

/// <param name="Closed">Why nobody can be invited now; null = they can.</param>
/// <param name="HasTemplate">The invitation mail is attached, so the partner may write words of its own (S1.41).</param>
/// <param name="MayInvite">The reader is an administrator of the team.</param>
public sealed record PartnershipView(Partnership Partnership, Quota Quota, GuestForm Form, Problem? Closed, bool HasTemplate, bool MayInvite)
{
    public Guid Id => Partnership.Id;
}

/// <summary>The events in which the actor's partner takes part, and one of them as its pages show it.</summary>
public sealed class SeePartnerships(Database database)
{
    /// <summary>Those to come first, the next one at the top.</summary>
    public async Task<IReadOnlyList<PartnershipItem>> ListAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        if (actor is not { PartnerRole: not PartnerRole.None, OrganisationId: { } own })
            return [];
        await using var db = database.Read(actor.WorkspaceId);
        var rows = await (from g in db.Agreements
                          where g.OrganisationId == own && g.ArchivedAt == null
                          join o in db.Offerings on g.OfferingId equals o.Id
                          where o.Kind == Offerings.OfferingKind.Event && o.ArchivedAt == null
                          select new { g.Id, o.Name, o.StartsAt, o.EndsAt }).ToListAsync(cancellationToken);
        return [.. rows.Select(row => new PartnershipItem(row.Id, row.Name, row.StartsAt, database.Now >= row.EndsAt)).OrderBy(row => row.Over).ThenBy(row => row.StartsAt ?? DateTimeOffset.MaxValue).ThenBy(row => row.EventName, StringComparer.CurrentCultureIgnoreCase)];
    }

    public async Task<Result<PartnershipView>> FindAsync(Actor actor, Guid agreementId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Partnership.FindAsync(db, actor, agreementId, toInvite: false, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var may = (await Partnership.FindAsync(db, actor, agreementId, toInvite: true, cancellationToken)).Ok;
        var template = found.Value.Settings is { Template: true } && await GuestMails.HasTemplateAsync(db, cancellationToken);
        return new PartnershipView(found.Value, await Quota.ReadAsync(db, agreementId, toChange: false, cancellationToken), await GuestForm.ReadAsync(db, found.Value.Settings, cancellationToken), await found.Value.RefusalAsync(db, database.Now, cancellationToken), template, may);
    }
}
