using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>An invitation of a partner as its guest sees it. Nothing in it comes from the person on file: whoever copied the link could read it (X15).</summary>
/// <param name="Page">Null = none is attached (S1.18).</param>
/// <param name="Registration">Of that person at this event, by whatever way.</param>
public sealed record InvitedGuest(
    Invitation Invitation, Offering Event, Organisation Partner, RegistrationPage? Page, Registration? Registration, IReadOnlyDictionary<Guid, Property> Properties, CodeState Code)
{
    public IReadOnlyList<RegistrationStep> Steps { get; } = Page is null ? [] : RegistrationSteps.Of(Page);
    public IReadOnlyList<RegistrationField> Fields => [.. Steps.SelectMany(step => step.Fields)];

    /// <summary>What the partner entered, as far as the page shows it (S1.19).</summary>
    public GuestDetails Known { get; } = GuestDetails.Read(Invitation.Guest, key => Page is null || RegistrationSteps.Of(Page).SelectMany(step => step.Fields).FirstOrDefault(field => field.Key == key) is null or { Prefilled: true });

    /// <summary>The fields that are asked for beside these answers.</summary>
    public IReadOnlyList<RegistrationField> Shown(GuestDetails answers) => RegistrationSteps.Shown(Fields, key => answers[key]);

    /// <summary>Why nobody can register with it now; null = they can. A full event is no reason here, for there may be a waiting list.</summary>
    public Problem? RefusalAt(DateTimeOffset now) =>
        Invitation.CancelledAt is not null || Code != CodeState.Active ? InvitationRefusals.Cancelled
        : !Event.TakesCodesAt(now) ? InvitationRefusals.Over
        : Registration?.Status switch
        {
            RegistrationStatus.Registered => InvitationRefusals.Registered,
            RegistrationStatus.AwaitingApproval or RegistrationStatus.Waiting => InvitationRefusals.Waiting,
            RegistrationStatus.Refused => InvitationRefusals.Refused,
            RegistrationStatus.Cancelled when Invitation.DeclinedAt is null => InvitationRefusals.TakenOut,
            _ => null,
        }
        ?? (Partner.Publication != Publication.Published || Partner.ArchivedAt is not null ? InvitationRefusals.NotOpen : Page is null ? InvitationRefusals.NoPage : null);
}

/// <summary>Reads only (X6).</summary>
public sealed class SeeInvitation(Database database)
{
    public async Task<InvitedGuest?> RunAsync(Guid workspaceId, string? token, CancellationToken cancellationToken = default)
    {
        if (InviteTokens.Read(database.Keys, workspaceId, token) is not (var id, 0))
            return null;
        await using var db = database.Read(workspaceId);
        return await OfAsync(db, id, cancellationToken);
    }

    internal static async Task<InvitedGuest?> OfAsync(Db db, Guid invitationId, CancellationToken cancellationToken)
    {
        var found = await (from i in db.Invitations.AsNoTracking()
                           where i.Id == invitationId && i.AgreementId != null
                           join o in db.Offerings.AsNoTracking() on i.OfferingId equals o.Id
                           join g in db.Agreements.AsNoTracking() on i.AgreementId equals g.Id
                           join y in db.Organisations.AsNoTracking() on g.OrganisationId equals y.Id
                           join c in db.AccessCodes.AsNoTracking() on i.CodeId equals c.Id
                           select new { i, o, y, c.State }).SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        var page = await (from s in db.PartnerSettings where s.OfferingId == found.o.Id join p in db.RegistrationPages.AsNoTracking() on s.PageId equals p.Id select p).SingleOrDefaultAsync(cancellationToken);
        var registration = await db.Registrations.AsNoTracking().SingleOrDefaultAsync(r => r.OfferingId == found.o.Id && r.PersonId == found.i.PersonId, cancellationToken);
        return new InvitedGuest(found.i, found.o, found.y, page, registration, await db.Properties.AsNoTracking().Where(p => p.ArchivedAt == null).ToDictionaryAsync(p => p.Id, cancellationToken), found.State);
    }
}
