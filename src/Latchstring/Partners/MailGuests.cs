using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Redemptions;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>Tells a partner's guest what became of the registration: at any hour, for they are sitting there or wait for it.</summary>
public sealed class MailGuests(Database database, ComposeMails compose, MailOrigin origin)
{
    /// <summary>In the transaction of the caller; nothing when there is no address to write to, or it has bounced.</summary>
    internal async Task QueueAsync(Db db, TemplateType type, Registration registration, CancellationToken cancellationToken)
    {
        var answers = GuestDetails.Read(registration.Answers);
        var person = await db.People.AsNoTracking().SingleAsync(p => p.Id == registration.PersonId, cancellationToken);
        if ((Person.NormalizeEmail(answers.Email) ?? person.Email) is not { } email || await db.Suppressions.AnyAsync(s => s.Channel == Channel.Email && s.Address == email && s.Reason != SuppressionReason.OptOut, cancellationToken))
            return;
        var offering = await db.Offerings.AsNoTracking().SingleAsync(o => o.Id == registration.OfferingId, cancellationToken);
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(w => w.Id == db.WorkspaceId, cancellationToken);
        var partner = await (from i in db.Invitations where i.Id == registration.InvitationId join g in db.Agreements on i.AgreementId equals g.Id join y in db.Organisations on g.OrganisationId equals y.Id select y.Name).SingleOrDefaultAsync(cancellationToken);
        var locale = person.Locale ?? workspace.Locale;
        var values = new Dictionary<string, string?>(StringComparer.Ordinal);
        GuestMails.Values(values, offering, workspace, DefaultTemplates.Known(locale), partner, words: null);
        values[Placeholders.Ticket] = registration.Status == RegistrationStatus.Registered ? origin.Link($"/{workspace.Slug}/ticket/{SignedId.Of(database.Keys, SignedId.Ticket, db.WorkspaceId, registration.Id)}") : null;
        var mail = new AccountMail(type, email, locale, answers.FirstName ?? person.FirstName, answers.LastName ?? person.LastName,
            $"registration/{SignedId.Of(database.Keys, SignedId.Registration, db.WorkspaceId, registration.Id)}", "Latchstring", offering.EndsAt, registration.PersonId, values);
        await mail.QueueAsync(db, database, compose, origin, cancellationToken);
    }
}
