using System.Globalization;
using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
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
            mails[message.Id] = message.SealedMail is { } kept ? Open(keys, kept) : Compose(workspace, message, templates.Find(t => t.Type == message.Type && t.Locale == message.Locale), CodeValues(workspace, message, facts, texts));
        }
        return mails;
    }

    /// <summary>A mail of a type with these values; also for previews and tests.</summary>
    public Mail Compose(Workspace workspace, Message message, Template? template, IReadOnlyDictionary<string, string?> values)
    {
        var (subject, body) = template is null ? DefaultTemplates.Of(message.Type, message.Locale) : (template.Subject, template.Body);
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
        return new Mail(
            message.Address, template?.SenderAddress, TemplateText.OneLine(template?.SenderName ?? workspace.Name), template?.ReplyTo, title, plain,
            MailHtml.Page(message.Locale, title, TemplateText.OneLine(workspace.Name), html, foot), $"<{message.Id:N}.{message.Generation}@{origin.Host}>", unsubscribe, message.Rank == Rank.Account ? "account" : "invitation");
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
        [Placeholders.ValidTill] = validTill is { } till ? LastMoment(till, workspace, locale) : null,
    };

    private Dictionary<string, string?> CodeValues(Workspace workspace, Message message, MessageFacts facts, CodeTexts texts)
    {
        var code = facts.BatchId is { } batch ? texts.Of(batch, facts.Number, facts.SealedText) : "";
        var values = PersonValues(workspace, message.Locale, message.Address, facts.FirstName, facts.LastName, origin.Link($"/{workspace.Slug}/i/{Uri.EscapeDataString(code)}"), facts.ValidTill);
        values[Placeholders.Code] = code;
        values[Placeholders.Offering] = facts.Opens;
        values[Placeholders.HowTo] = facts.HowToUrl;
        return values;
    }

    /// <summary>The last day where the end is midnight, else the minute.</summary>
    private static string LastMoment(DateTimeOffset till, Workspace workspace, string locale)
    {
        var culture = CultureInfo.GetCultureInfo(locale == "en" ? "en-GB" : locale);
        var local = TimeZoneInfo.ConvertTime(till, TimeZoneInfo.FindSystemTimeZoneById(workspace.TimeZone));
        return local.TimeOfDay == TimeSpan.Zero ? local.AddDays(-1).ToString("d MMMM yyyy", culture) : local.ToString("d MMMM yyyy, HH:mm", culture);
    }

    internal static byte[] Seal(WorkspaceKeys keys, Mail mail) => keys.Seal(JsonSerializer.Serialize(mail, AuditJson.Options));

    internal static Mail Open(WorkspaceKeys keys, byte[] sealedMail) => JsonSerializer.Deserialize<Mail>(keys.Open(sealedMail), AuditJson.Options)!;
}
