using System.Globalization;
using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Bookings;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Invitations;
using Latchstring.People;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>Makes the finished mails of messages: the template in the recipient's language, filled with what is true now.</summary>
public sealed class ComposeMails(Database database, MailOrigin origin)
{
    /// <summary>By message id. What was handed over once comes back word for word.</summary>
    internal async Task<Dictionary<Guid, Mail>> RunAsync(Db db, IReadOnlyList<(Message Message, MessageFacts Facts)> messages, CancellationToken cancellationToken)
    {
        var keys = database.Keys.Of(db.WorkspaceId);
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == db.WorkspaceId, cancellationToken);
        var templates = await db.Templates.ToListAsync(cancellationToken);
        var texts = await CodeTexts.ReadAsync(db, keys, [.. messages.Select(m => m.Facts.BatchId).OfType<Guid>().Distinct()], cancellationToken);
        var mails = new Dictionary<Guid, Mail>();
        foreach (var (message, facts) in messages)
        {
            var template = templates.Find(t => t.Type == message.Type && t.Locale == message.Locale);
            mails[message.Id] = message.SealedMail is { } kept ? Open(keys, kept)
                : Message.IsAboutBooking(message.Type) ? Compose(workspace, message, template, BookingValues(workspace, message, facts)) with { Calendar = Calendar(facts.Seat) }
                : Compose(workspace, message, template, CodeValues(workspace, message, facts, texts));
        }
        return mails;
    }

    /// <summary>A mail of a type with these values; also for previews and tests.</summary>
    public Mail Compose(Workspace workspace, Message message, Template? template, IReadOnlyDictionary<string, string?> values)
    {
        var (subject, body) = template is null ? DefaultTemplates.Of(message.Type, message.Locale) : (template.Subject, template.Body);
        var id = $"<{message.Id:N}.{message.Generation}@{origin.Host}>";
        if (message.Channel == Channel.Sms)
            return new Mail(message.Address, null, TemplateText.OneLine(workspace.Name), null, "", TemplateText.Plain(body, values).Trim(), "", id, null, "invitation", Channel.Sms);
        var unsubscribe = message.Rank == Rank.Batch ? origin.Link($"/{workspace.Slug}/unsubscribe/{OptOutTokens.Of(database.Keys, workspace.Id, message.Address)}") : null;
        var (plain, title) = (TemplateText.Plain(body, values), TemplateText.Line(subject, values));
        var html = TemplateText.Html(body, values, DefaultTemplates.Button(message.Type, message.Locale, values.GetValueOrDefault(Placeholders.Offering)));
        var foot = "";
        if (unsubscribe is not null)
        {
            var (sentence, words) = DefaultTemplates.OptOut(message.Locale);
            var asked = string.Format(CultureInfo.InvariantCulture, sentence, TemplateText.OneLine(workspace.Name));
            plain += $"\n-- \n{asked}\n{words}: {unsubscribe}\n";
            foot = MailHtml.Foot(asked, unsubscribe, words);
        }
        if (workspace.TrackOpens && message.Rank != Rank.Account)
            foot += MailHtml.Image(origin.Link($"/o/{MessageTokens.Image.Of(database.Keys, workspace.Id, message.Id)}.gif"));
        return new Mail(
            message.Address, template?.SenderAddress, TemplateText.OneLine(template?.SenderName ?? workspace.Name), template?.ReplyTo, title, plain,
            MailHtml.Page(message.Locale, title, TemplateText.OneLine(workspace.Name), html, foot), id, unsubscribe, message.Rank == Rank.Account ? "account" : "invitation");
    }

    /// <summary>What every template may say about its reader.</summary>
    public static Dictionary<string, string?> PersonValues(Workspace workspace, string locale, string address, string? firstName, string? lastName, string link, DateTimeOffset? validTill) => new(StringComparer.Ordinal)
    {
        [Placeholders.Name] = new Person { FirstName = firstName, LastName = lastName, Email = address }.DisplayName,
        [Placeholders.FirstName] = firstName,
        [Placeholders.LastName] = lastName,
        [Placeholders.Email] = address,
        [Placeholders.Workspace] = workspace.Name,
        [Placeholders.Support] = workspace.SupportContact,
        [Placeholders.Link] = link,
        [Placeholders.ValidTill] = validTill is { } till ? LastMoment(till, TimeZoneInfo.FindSystemTimeZoneById(workspace.TimeZone), locale) : null,
    };

    private Dictionary<string, string?> CodeValues(Workspace workspace, Message message, MessageFacts facts, CodeTexts texts)
    {
        var code = facts.BatchId is { } batch ? texts.Of(batch, facts.Number, facts.SealedText) : "";
        var values = PersonValues(workspace, message.Locale, message.Address, facts.FirstName, facts.LastName, origin.Link($"/{workspace.Slug}/i/{Uri.EscapeDataString(code)}"), facts.ValidTill);
        values[Placeholders.Code] = code;
        values[Placeholders.Offering] = facts.Opens;
        values[Placeholders.HowTo] = facts.HowToUrl;
        if (facts.InvitationId is { } invitation)
            Invite(workspace, message, facts, invitation, values);
        return values;
    }

    private Dictionary<string, string?> BookingValues(Workspace workspace, Message message, MessageFacts facts)
    {
        var values = PersonValues(workspace, message.Locale, message.Address, facts.FirstName, facts.LastName, origin.Link($"/{workspace.Slug}/app/bookings"), null);
        (values[Placeholders.Offering], values[Placeholders.HowTo], values[Placeholders.Support]) = (facts.Seat?.OfferingName, facts.HowToUrl, facts.Support ?? workspace.SupportContact);
        if (facts.Seat is { } seat)
            Session(values, seat.Title, seat.StartsAt, seat.EndsAt, seat.Zone, message.Locale, seat.Place, seat.Trainer);
        return values;
    }

    internal static void Session(Dictionary<string, string?> values, string title, DateTimeOffset startsAt, DateTimeOffset endsAt, TimeZoneInfo zone, string locale, string? place = null, string? trainer = null)
    {
        string At(DateTimeOffset time, bool day) => (day ? time.ToString("D", Culture(locale)) + ", " : "") + time.ToString("HH:mm", Culture(locale));
        var (from, till) = (TimeZoneInfo.ConvertTime(startsAt, zone), TimeZoneInfo.ConvertTime(endsAt, zone));
        (values[Placeholders.Session], values[Placeholders.Place], values[Placeholders.Trainer]) = (title, place, trainer);
        values[Placeholders.Time] = At(from, day: true) + "–" + At(till, from.Date != till.Date);
    }

    private string? Calendar(MySession? seat) => seat is { Mine: true } ? ICalendar.Of(seat.Title, origin.Host, database.Now, [seat]) : null;

    /// <summary>The link of an e-mail shows that its reader has the address on file; that of a text message must stay short, and the code in it proves nothing alone (X15).</summary>
    private void Invite(Workspace workspace, Message message, MessageFacts facts, Guid invitation, Dictionary<string, string?> values)
    {
        values[Placeholders.Link] = origin.Link($"/{workspace.Slug}/app/join" + (message.Channel == Channel.Sms ? "" : "/" + InviteTokens.Of(database.Keys, workspace.Id, invitation, message.Generation)));
        values[Placeholders.Support] = facts.Support ?? workspace.SupportContact;
        var life = database.Now.AddHours(facts.InviteHours);
        var till = facts.CodeTill is null && (facts.ValidTill is null || life < facts.ValidTill) ? life : facts.ValidTill;
        values[Placeholders.ValidTill] = till is { } end ? LastMoment(end, TimeZoneInfo.FindSystemTimeZoneById(message.TimeZone), message.Locale) : null;
    }

    /// <summary>The last day where the end is midnight, else the minute.</summary>
    private static string LastMoment(DateTimeOffset till, TimeZoneInfo zone, string locale)
    {
        var culture = Culture(locale);
        var local = TimeZoneInfo.ConvertTime(till, zone);
        return local.TimeOfDay == TimeSpan.Zero ? local.AddDays(-1).ToString("d MMMM yyyy", culture) : local.ToString("d MMMM yyyy, HH:mm", culture);
    }

    private static CultureInfo Culture(string locale) => CultureInfo.GetCultureInfo(locale == "en" ? "en-GB" : locale);

    internal static byte[] Seal(WorkspaceKeys keys, Mail mail) => keys.Seal(JsonSerializer.Serialize(mail, AuditJson.Options));

    internal static Mail Open(WorkspaceKeys keys, byte[] sealedMail) => JsonSerializer.Deserialize<Mail>(keys.Open(sealedMail), AuditJson.Options)!;
}
