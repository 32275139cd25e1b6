using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.People;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>A template as it is in force: the workspace's words, or the default ones.</summary>
public sealed record TemplateView(TemplateType Type, string Locale, TemplateFields Fields, DateTimeOffset? ChangedAt, int Version);

/// <summary>Words of mails. They concern the whole workspace, so somebody with a scope may read but not change them.</summary>
public sealed class SaveTemplate(Database database, SenderDomains? domains = null)
{
    public async Task<IReadOnlyList<TemplateView>> ListAsync(Guid workspaceId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        var own = await db.Templates.ToListAsync(cancellationToken);
        return [.. from type in Enum.GetValues<TemplateType>() from locale in DefaultTemplates.Locales select View(own, type, locale)];
    }

    /// <param name="fields">null = back to the default.</param>
    public async Task<Result<TemplateView>> RunAsync(Actor actor, TemplateType type, string locale, TemplateFields? fields, int? version = null, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings) || actor.Offerings is not null)
            return Problem.Forbidden;
        if (!DefaultTemplates.Locales.Contains(locale))
            return Problem.NotFound("template");
        if (fields?.Refusal(type) is { } problem)
            return problem;
        return await database.WriteAsync<TemplateView>(actor.WorkspaceId, async db =>
        {
            var known = await db.Templates.SingleOrDefaultAsync(t => t.Type == type && t.Locale == locale, cancellationToken);
            if (fields?.SenderAddress.OrNull() is { } sender && sender != known?.SenderAddress && domains?.Refusal(sender) is { } foreign)
                return foreign;
            if (version is { } seen && seen != (known?.Version ?? 0))
                throw new DbUpdateConcurrencyException();
            if (fields is null)
            {
                if (known is not null)
                    db.Remove(known);
            }
            else
            {
                if (known is null)
                    db.Add(known = new Template { WorkspaceId = actor.WorkspaceId, Type = type, Locale = locale, Subject = "", Body = "", Version = 1 });
                (known.SenderName, known.SenderAddress, known.ReplyTo) = (fields.SenderName.OrNull(), fields.SenderAddress.OrNull(), fields.ReplyTo.OrNull());
                (known.Subject, known.Body, known.ChangedAt) = (fields.Subject!.Trim(), fields.Body!.ReplaceLineEndings("\n"), database.Now);
            }
            db.Add(AuditEntry.By(actor, database.Now, fields is null ? "template.reset" : "template.changed", "workspace", actor.WorkspaceId, new { type, locale }));
            await db.SaveChangesAsync(cancellationToken);
            return View(fields is null ? [] : [known!], type, locale);
        }, cancellationToken);
    }

    private static TemplateView View(List<Template> own, TemplateType type, string locale)
    {
        if (own.Find(t => t.Type == type && t.Locale == locale) is { } known)
            return new TemplateView(type, locale, TemplateFields.Of(known), known.ChangedAt, known.Version);
        var (subject, body) = DefaultTemplates.Of(type, locale);
        return new TemplateView(type, locale, new TemplateFields(null, null, null, subject, body), null, 0);
    }
}

/// <summary>Whose data a preview shows.</summary>
public sealed record Reader(string Address, string? FirstName, string? LastName);

/// <summary>How a template will look, filled with somebody's data; and the same as a real mail to oneself.</summary>
public sealed class TryTemplate(Database database, ComposeMails compose, MailOrigin origin, ITransport transport, Accounts.FailureLimits limits)
{
    /// <summary>A code that nobody has: its check character is wrong.</summary>
    public const string SampleCode = "7KQ4-W9XD-3TBF2";
    private const string SampleShortCode = "7KQ-4W9-XD2";

    public async Task<Result<Mail>> PreviewAsync(Actor actor, TemplateType type, string locale, TemplateFields fields, string address, string? firstName, string? lastName, Channel channel = Channel.Email, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        if (fields.Refusal(type) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        var workspace = await db.Workspaces.SingleAsync(w => w.Id == actor.WorkspaceId, cancellationToken);
        var offering = await db.Offerings.Where(o => o.ArchivedAt == null && (o.LocationId != null) == (type >= TemplateType.Invite)).OrderByDescending(o => o.Id).FirstOrDefaultAsync(cancellationToken);
        var template = new Template { Type = type, Locale = locale, SenderName = fields.SenderName.OrNull(), SenderAddress = fields.SenderAddress.OrNull(), ReplyTo = fields.ReplyTo.OrNull(), Subject = fields.Subject!, Body = fields.Body! };
        var zone = TimeZoneInfo.FindSystemTimeZoneById(workspace.TimeZone);
        var (app, code) = (type >= TemplateType.Invite, type == TemplateType.InviteCode ? SampleShortCode : type == TemplateType.EmailProof ? "482913" : SampleCode);
        var till = app ? database.Now.AddDays(10) : type == TemplateType.Code ? Days.EndOf(Days.Of(database.Now.AddDays(30), zone), zone) : database.Now.AddHours(1);
        var values = ComposeMails.PersonValues(workspace, locale, address, firstName, lastName, origin.Link(type switch
        {
            TemplateType.Code => $"/{workspace.Slug}/i/{SampleCode}",
            TemplateType.StaffInvite => $"/{workspace.Slug}/join/…",
            TemplateType.FileReady => $"/{workspace.Slug}/admin/files/…",
            TemplateType.EmailProof => $"/{workspace.Slug}",
            TemplateType.PartnerInvite => $"/{workspace.Slug}/invitation/…",
            >= TemplateType.GuestRegistered and <= TemplateType.GuestCancelled => $"/{workspace.Slug}/registration/…",
            TemplateType.Welcome => $"/{workspace.Slug}/app",
            > TemplateType.Welcome => $"/{workspace.Slug}/app/bookings",
            _ when app => $"/{workspace.Slug}/app/join",
            _ => $"/{workspace.Slug}/password/…",
        }), till);
        (values[Placeholders.Code], values[Placeholders.Offering], values[Placeholders.HowTo]) = (code, offering?.Name ?? workspace.Name, offering?.HowToUrl ?? origin.Link($"/{workspace.Slug}"));
        if (type is >= TemplateType.PartnerInvite and <= TemplateType.GuestCancelled)
        {
            var start = offering?.StartsAt ?? Days.At(Days.Of(database.Now.AddDays(14), zone), new TimeOnly(18, 0), zone);
            ComposeMails.Session(values, "", start, offering?.EndsAt ?? start.AddHours(3), zone, locale, offering?.Venue);
            (values[Placeholders.Partner], values[Placeholders.Words]) = ("Nordwind Media", DefaultTemplates.SampleWords(locale));
            values[Placeholders.Ticket] = origin.Link($"/{workspace.Slug}/ticket/…");
        }
        if (Message.IsAboutBooking(type))
        {
            var tomorrow = Days.At(Days.Of(database.Now.AddDays(1), zone), new TimeOnly(18, 0), zone);
            ComposeMails.Session(values, offering?.Name ?? workspace.Name, tomorrow, tomorrow.AddHours(1), zone, locale);
        }
        var message = new Message { Type = type, Locale = locale, Address = address, Domain = Message.DomainOf(address), TimeZone = workspace.TimeZone, ActorName = actor.Name, Channel = channel, Rank = type == TemplateType.Code || app ? Rank.OneToOne : Rank.Account };
        return compose.Compose(workspace, message, template, values);
    }

    /// <summary>Somebody of this workspace whom the actor may see.</summary>
    public async Task<Result<Reader>> ReaderAsync(Actor actor, string typed, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeePeople))
            return Problem.Forbidden;
        var (text, email, phone) = (typed.Trim(), EmailAddress.Normalize(typed), Person.NormalizePhone(typed));
        await using var db = database.Read(actor.WorkspaceId);
        return await db.People.Where(p => p.Email == email || p.Phone == phone || p.ClientId == text).Take(2).ToListAsync(cancellationToken) is [var person] && await actor.ReachesPersonAsync(db, person.Id, cancellationToken)
            ? new Reader(person.Email ?? "–", person.FirstName, person.LastName)
            : Problem.Invalid("as", "Nobody here has exactly this e-mail address, telephone number or client number.");
    }

    /// <summary>Hands the preview over at once, to the actor's own address; nothing is queued or kept.</summary>
    public async Task<Result<Delivery>> SendAsync(Actor actor, TemplateType type, string locale, TemplateFields fields, string address, string? name, CancellationToken cancellationToken = default)
    {
        var mail = await PreviewAsync(actor, type, locale, fields, address, name, null, cancellationToken: cancellationToken);
        if (!mail.Ok)
            return mail.Problem;
        if (transport.Host is null)
            return new Problem("mail.no_server", 409, "No mail server is set up, so nothing can be sent. The preview shows the mail.");
        return await RecipientCaps.SpendAsync(limits, actor.WorkspaceId, address, cancellationToken) ? await transport.SendAsync(mail.Value, cancellationToken) : RecipientCaps.Reached;
    }
}
