using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>A partner's part in one event: the agreement between the two, which carries its quota and its words.</summary>
public sealed record Partnership(Agreement Agreement, Organisation Organisation, Offering Event, PartnerSettings? Settings)
{
    public Guid Id => Agreement.Id;

    /// <summary>
    /// Its team and staff in whose scope the event lies find it; for everybody else it is not there (I8). The team of a draft finds nothing.
    /// </summary>
    /// <param name="toInvite">For administrators of the team, and staff who manage codes (S1.42).</param>
    internal static async Task<Result<Partnership>> FindAsync(Db db, Actor actor, Guid agreementId, bool toInvite, CancellationToken cancellationToken)
    {
        var found = await (from g in db.Agreements.AsNoTracking()
                           where g.Id == agreementId
                           join y in db.Organisations on g.OrganisationId equals y.Id
                           where y.Kind == OrganisationKind.Partner
                           join o in db.Offerings on g.OfferingId equals o.Id
                           where o.Kind == OfferingKind.Event
                           select new { g, y, o }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return Problem.NotFound("partnership");
        var team = actor.PartnerRole != PartnerRole.None && actor.OrganisationId == found.y.Id && found.y.Publication != Publication.Draft && found.y.ArchivedAt is null;
        if (!team && !actor.May(Permission.SeeCodes, found.o.Id))
            return Problem.NotFound("partnership");
        if (toInvite && !(team ? actor.PartnerRole == PartnerRole.Admin : actor.May(Permission.ManageCodes, found.o.Id)))
            return Problem.Forbidden;
        return new Partnership(found.g, found.y, found.o, await db.PartnerSettings.AsNoTracking().SingleOrDefaultAsync(s => s.OfferingId == found.o.Id, cancellationToken));
    }

    /// <summary>Why nobody can be invited now; null = they can (S1.16, S1.43).</summary>
    internal async Task<Problem?> RefusalAsync(Db db, DateTimeOffset now, CancellationToken cancellationToken) =>
        Settings is not { On: true } ? PartnerRefusals.Off
        : Agreement.ArchivedAt is not null || now >= Agreement.EndsAt || !Event.TakesCodesAt(now) ? PartnerRefusals.Over
        : !Settings.Template || !await GuestMails.HasTemplateAsync(db, cancellationToken) ? PartnerRefusals.NoTemplate
        : null;

    /// <summary>Guests of a partner that is not published could not register (S1.73), so nothing is sent to them yet.</summary>
    internal Problem? SendingRefusal => Organisation.Publication == Publication.Published ? null : PartnerRefusals.NotPublished;
}

public static class PartnerRefusals
{
    public static readonly Problem Off = new("partners.off", 409, "The organizer has not opened invitations by partners for this event.");
    public static readonly Problem Over = new("event.over", 409, "This event is over, so nobody can be invited any more.");
    public static readonly Problem NoTemplate = new("partners.no_template", 409, "The organizer has not attached an invitation mail yet. Guests can be added as soon as that is done.");
    public static readonly Problem NotPublished = new("partner.not_published", 409, "This partner is not published yet, so its guests could not register. Add them without sending, and send later.", "send");
    public static readonly Problem NotPending = new("guest.not_pending", 409, "This invitation is not pending any more, so it can be neither sent nor cancelled.");
    public static readonly Problem InLine = new("guest.in_line", 409, "The mail to this guest is in line already.");
    public static readonly Problem TooMany = new("guests.too_many", 400, "Add at most {0} guests at once.", null, AddGuests.AtOnce);
}
