using Latchstring.Agreements;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>How many invitations of a partner would count under each answer to "when is the quota used", and how many count now.</summary>
public sealed record QuotaPreview(Guid AgreementId, string Partner, int Created, int Sent, int Registered, int Counted)
{
    public int Under(QuotaUse use) => use switch { QuotaUse.Sending => Sent, QuotaUse.Registration => Registered, _ => Created };
}

/// <param name="Version">0 where nothing was said yet.</param>
/// <param name="HasTemplate">The mail to guests is saved in this workspace, so that it can be attached.</param>
/// <param name="Partners">Partnerships of the event; <paramref name="Published"/> of them are of a published partner.</param>
public sealed record PartnerSettingsView(Offering Offering, PartnerSettingsFields Fields, int Version, IReadOnlyList<RegistrationPage> Pages, bool HasTemplate, int Partners, int Published)
{
    /// <summary>Guests can be invited and can register.</summary>
    public bool Ready => Checks.All(check => check.Done);

    /// <summary>What must be so before the first guest can register, in the order in which one does it.</summary>
    public IReadOnlyList<(ReadinessPoint Point, bool Done)> Checks =>
    [
        (ReadinessPoint.On, Fields.On),
        (ReadinessPoint.Page, Fields.PageId is not null),
        (ReadinessPoint.TemplateSaved, HasTemplate),
        (ReadinessPoint.TemplateAttached, Fields.Template),
        (ReadinessPoint.Partner, Partners > 0),
        (ReadinessPoint.Published, Published > 0),
    ];
}

public enum ReadinessPoint { On, Page, TemplateSaved, TemplateAttached, Partner, Published }

public sealed class SeePartnerSettings(Database database)
{
    public async Task<Result<PartnerSettingsView>> RunAsync(Actor actor, Guid offeringId, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeeOfferings, offeringId) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        if (await db.Offerings.SingleOrDefaultAsync(o => o.Id == offeringId && o.Kind == OfferingKind.Event, cancellationToken) is not { } offering)
            return Problem.NotFound("offering");
        var settings = await db.PartnerSettings.SingleOrDefaultAsync(s => s.OfferingId == offeringId, cancellationToken);
        var pages = await db.RegistrationPages.Where(p => p.OfferingId == offeringId).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        var partners = await (from a in db.Agreements where a.OfferingId == offeringId join o in db.Organisations on a.OrganisationId equals o.Id where o.Kind == OrganisationKind.Partner && o.ArchivedAt == null select o.Publication).ToListAsync(cancellationToken);
        return new PartnerSettingsView(offering, PartnerSettingsFields.Of(settings), settings?.Version ?? 0, pages, await GuestMails.HasTemplateAsync(db, cancellationToken), partners.Count, partners.Count(one => one == Publication.Published));
    }

    /// <summary>The partners that have invited most, at most <paramref name="most"/>.</summary>
    public async Task<Result<IReadOnlyList<QuotaPreview>>> PreviewAsync(Actor actor, Guid offeringId, int most = 20, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeeOfferings, offeringId) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        return await db.QueryAsync(
            """
            select a.id, o.name, count(*), sum(case when i.sent_at is not null or r.id is not null then 1 else 0 end), sum(case when r.id is not null then 1 else 0 end), sum(case when i.counted_at is not null then 1 else 0 end)
            from invitation i join agreement a on a.workspace_id = i.workspace_id and a.id = i.agreement_id
            join organisation o on o.workspace_id = a.workspace_id and o.id = a.organisation_id
            left join registration r on r.workspace_id = i.workspace_id and r.invitation_id = i.id and r.status = 'Registered' and r.companion_of is null
            where i.workspace_id = @ws and i.offering_id = @offering and i.agreement_id is not null and i.cancelled_at is null
            group by a.id, o.name order by 3 desc, 2 limit @most
            """,
            row => new QuotaPreview(row.Guid(0), row.Text(1), (int)row.Long(2), (int)row.Long(3), (int)row.Long(4), (int)row.Long(5)), cancellationToken, ("offering", offeringId), ("most", most));
    }
}
