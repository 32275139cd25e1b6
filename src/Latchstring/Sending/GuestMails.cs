using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.Offerings;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>One mail that asks a guest of a partner in.</summary>
/// <param name="Locale">What the guest reads; null = the workspace's language.</param>
public sealed record GuestLetter(Guid InvitationId, Guid CodeId, Guid PersonId, int Generation, string Address, string? FirstName, string? LastName, string? Locale);

/// <summary>
/// Puts the invitations of a partner in line. Each is finished here: the words are those that the partner had when the button was pressed, and the
/// link is of generation 0, so that a copied one goes on working after a resend (X13).
/// </summary>
public sealed class GuestMails(Database database, ComposeMails compose, MailOrigin origin)
{
    public string LinkOf(string slug, Guid workspaceId, Guid invitationId) => origin.Link($"/{slug}/invitation/{InviteTokens.Of(database.Keys, workspaceId, invitationId, 0)}");

    /// <summary>Languages in which the workspace has saved this mail; none = partners cannot send (S1.31).</summary>
    public static Task<bool> HasTemplateAsync(Db db, CancellationToken cancellationToken) => db.Templates.AnyAsync(t => t.Type == TemplateType.PartnerInvite, cancellationToken);

    internal async Task QueueAsync(Db db, Offering offering, string partner, string? words, IReadOnlyList<GuestLetter> guests, string actorName, CancellationToken cancellationToken)
    {
        var (now, keys) = (database.Now, database.Keys.Of(db.WorkspaceId));
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(w => w.Id == db.WorkspaceId, cancellationToken);
        var templates = await db.Templates.AsNoTracking().Where(t => t.Type == TemplateType.PartnerInvite).OrderBy(t => t.Locale).ToListAsync(cancellationToken);
        await Lane.OpenAsync(db, new Lane { WorkspaceId = db.WorkspaceId, Id = offering.Id, NextAt = now }, cancellationToken);
        var lane = await db.Lanes.AsNoTracking().SingleAsync(l => l.Id == offering.Id && l.Channel == Channel.Email, cancellationToken);
        var zone = offering.TimeZone ?? workspace.TimeZone;
        var open = lane.Window.OpenAt(now, TimeZoneInfo.FindSystemTimeZoneById(zone));
        var (sending, messages) = (Guid.CreateVersion7(now), new List<Message>(guests.Count));
        foreach (var (i, guest) in guests.Index())
        {
            var template = TemplateFor(templates, guest.Locale, workspace.Locale);
            var message = new Message
            {
                WorkspaceId = db.WorkspaceId,
                LaneId = offering.Id,
                Rank = guests.Count == 1 ? Rank.OneToOne : Rank.Batch,
                Type = TemplateType.PartnerInvite,
                Address = guest.Address,
                Domain = Message.DomainOf(guest.Address),
                Locale = template.Locale,
                TimeZone = zone,
                CodeId = guest.CodeId,
                PersonId = guest.PersonId,
                Generation = guest.Generation,
                SendingId = sending,
                // One microsecond apart: the order of the list.
                CreatedAt = now.AddMicroseconds(i),
                NotBefore = open,
                ActorName = actorName,
            };
            message.SealedMail = ComposeMails.Seal(keys, Compose(workspace, offering, partner, words, message, template, guest));
            messages.Add(message);
        }
        T[] Each<T>(Func<Message, T> of) => [.. messages.Select(of)];
        await db.InsertManyAsync("message", cancellationToken,
            ("id", Each(m => m.Id)), ("lane_id", Each(m => m.LaneId)), ("channel", Each(m => m.Channel.ToString())), ("rank", Each(m => m.Rank.ToString())), ("type", Each(m => m.Type.ToString())),
            ("status", Each(m => m.Status.ToString())), ("address", Each(m => m.Address)), ("domain", Each(m => m.Domain)), ("locale", Each(m => m.Locale)), ("time_zone", Each(m => m.TimeZone)), ("code_id", Each(m => m.CodeId!.Value)),
            ("person_id", Each(m => m.PersonId!.Value)), ("generation", Each(m => m.Generation)), ("sending_id", Each(m => m.SendingId)), ("sealed_mail", Each(m => m.SealedMail)), ("created_at", Each(m => m.CreatedAt)),
            ("not_before", Each(m => m.NotBefore)), ("fence", Each(_ => 0)), ("attempts", Each(_ => 0)), ("actor_name", Each(m => m.ActorName)));
    }

    /// <summary>As it would go to this guest now; null while no template is saved.</summary>
    internal async Task<Mail?> PreviewAsync(Db db, Offering offering, string partner, string? words, GuestLetter guest, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(w => w.Id == db.WorkspaceId, cancellationToken);
        var templates = await db.Templates.AsNoTracking().Where(t => t.Type == TemplateType.PartnerInvite).OrderBy(t => t.Locale).ToListAsync(cancellationToken);
        if (templates.Count == 0)
            return null;
        var template = TemplateFor(templates, guest.Locale, workspace.Locale);
        // Of rank Account, so that no image counts the opening of a preview.
        var message = new Message { Type = TemplateType.PartnerInvite, Rank = Rank.Account, Address = guest.Address, Domain = Message.DomainOf(guest.Address), Locale = template.Locale, TimeZone = workspace.TimeZone, ActorName = partner };
        return Compose(workspace, offering, partner, words, message, template, guest);
    }

    /// <summary>What the mail says about the event and the partner.</summary>
    internal static void Values(Dictionary<string, string?> values, Offering? offering, Workspace workspace, string locale, string? partner, string? words)
    {
        if (offering?.StartsAt is { } start)
            ComposeMails.Session(values, offering.Name, start, offering.EndsAt ?? start, TimeZoneInfo.FindSystemTimeZoneById(offering.TimeZone ?? workspace.TimeZone), locale, offering.Venue);
        values[Placeholders.Place] = offering?.Venue;
        (values[Placeholders.Offering], values[Placeholders.HowTo]) = (offering?.Name ?? workspace.Name, offering?.HowToUrl);
        (values[Placeholders.Partner], values[Placeholders.Words]) = (partner, words.OrNull());
    }

    private Mail Compose(Workspace workspace, Offering offering, string partner, string? words, Message message, Template template, GuestLetter guest)
    {
        var link = guest.InvitationId == Guid.Empty ? origin.Link($"/{workspace.Slug}/invitation/…") : LinkOf(workspace.Slug, workspace.Id, guest.InvitationId);
        var values = ComposeMails.PersonValues(workspace, message.Locale, guest.Address, guest.FirstName, guest.LastName, link, offering.EndsAt);
        Values(values, offering, workspace, message.Locale, partner, words);
        return compose.Compose(workspace, message, template, values);
    }

    /// <summary>In the guest's language if the workspace has saved it, else in the workspace's, else in any.</summary>
    private static Template TemplateFor(List<Template> templates, string? locale, string workspace) =>
        templates.Find(t => t.Locale == locale) ?? templates.Find(t => t.Locale == DefaultTemplates.Known(workspace)) ?? templates[0];
}
