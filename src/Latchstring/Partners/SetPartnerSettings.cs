using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <param name="Quota">Of each partner (S1.24); null = not limited.</param>
/// <param name="Template">The saved mail of the type PartnerInvite goes to guests of this event (S1.37).</param>
/// <param name="Guest">What a partner fills in of a guest beside the address.</param>
public sealed record PartnerSettingsFields(bool On, int? Quota, QuotaUse QuotaUse, Guid? PageId, bool Template, IReadOnlyList<RegistrationField> Guest, bool OtherBadges)
{
    public const int MostQuota = 1_000_000;

    /// <summary>What holds where nothing was said: partners cannot invite; they would be asked for the name, and it may be left empty (S1.38).</summary>
    public static PartnerSettingsFields Of(PartnerSettings? settings) => settings is null
        ? new(false, null, QuotaUse.Creation, null, false, GuestFormFields.Of(null), false)
        : new(settings.On, settings.Quota, settings.QuotaUse, settings.PageId, settings.Template, GuestFormFields.Of(settings), settings.OtherBadges);
}

/// <summary>What a partner's form for a guest asks for. The address always; everything else only if somebody said so (S1.38, S1.39).</summary>
public static class GuestFormFields
{
    private static readonly IReadOnlyList<RegistrationField> Usual = [new(RegistrationField.Email, Required: true), new(RegistrationField.FirstName), new(RegistrationField.LastName)];

    public static IReadOnlyList<RegistrationField> Of(PartnerSettings? settings) => settings?.Fields is { } json ? JsonSerializer.Deserialize<List<RegistrationField>>(json, JsonSerializerOptions.Web)! : Usual;

    internal static string ToJson(IEnumerable<RegistrationField> fields) =>
        JsonSerializer.Serialize(fields.Where(field => field.Key != RegistrationField.Email).Select(field => new RegistrationField(field.Key, field.Required)).Prepend(Usual[0]), JsonSerializerOptions.Web);
}

/// <summary>Says how the partners of an event may invite, in one saved act (S1.17, S1.28).</summary>
public sealed class SetPartnerSettings(Database database)
{
    public static readonly Problem NoTemplate = new("template.missing", 409, "The mail to guests has not been saved as a template of this workspace yet. Save it first, then attach it.", "template");

    /// <param name="Version">The version that was read, 0 where nothing was said yet; null overwrites whatever is there.</param>
    public sealed record Input(Guid OfferingId, PartnerSettingsFields Fields, int? Version = null);

    public async Task<Result<PartnerSettings>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.ManageOfferings, input.OfferingId) is { } problem)
            return problem;
        var fields = input.Fields;
        var check = new Check()
            .That(fields.Quota is null or (>= 0 and <= PartnerSettingsFields.MostQuota), "quota", "Enter a number between {0} and {1}, or leave it empty.", 0, PartnerSettingsFields.MostQuota)
            .That(Enum.IsDefined(fields.QuotaUse), "quotaUse", "This must be one of {0}.", "creation, sending, registration")
            .That(fields.Guest.Count <= RegistrationFields.Most && fields.Guest.Select(field => field.Key).Distinct(StringComparer.Ordinal).Count() == fields.Guest.Count, "guest", "Each thing is asked for once.");
        if (check.Problem is { } wrong)
            return wrong;
        return await database.WriteAsync<PartnerSettings>(actor.WorkspaceId, async db =>
        {
            if (!await db.Offerings.AnyAsync(o => o.Id == input.OfferingId && o.Kind == OfferingKind.Event, cancellationToken))
                return Problem.NotFound("offering");
            var settings = await db.PartnerSettings.SingleOrDefaultAsync(s => s.OfferingId == input.OfferingId, cancellationToken);
            if (input.Version is { } seen && seen != (settings?.Version ?? 0))
                throw new DbUpdateConcurrencyException();
            if (await RefusalAsync(db, input, settings, cancellationToken) is { } refused)
                return refused;
            if (settings is null)
                db.Add(settings = new PartnerSettings { WorkspaceId = db.WorkspaceId, OfferingId = input.OfferingId, Version = 1 });
            var before = PartnerSettingsFields.Of(settings);
            (settings.On, settings.Quota, settings.QuotaUse, settings.PageId, settings.Template, settings.OtherBadges) = (fields.On, fields.Quota, fields.QuotaUse, fields.PageId, fields.Template, fields.OtherBadges);
            settings.Fields = GuestFormFields.ToJson(fields.Guest);
            db.Add(AuditEntry.By(actor, database.Now, "offering.partner_settings", "offering", input.OfferingId, new { before, after = PartnerSettingsFields.Of(settings) }));
            await db.SaveChangesAsync(cancellationToken);
            return settings;
        }, cancellationToken);
    }

    private static async Task<Problem?> RefusalAsync(Db db, Input input, PartnerSettings? settings, CancellationToken cancellationToken)
    {
        var fields = input.Fields;
        if (fields.PageId is { } page && !await db.RegistrationPages.AnyAsync(p => p.Id == page && p.OfferingId == input.OfferingId, cancellationToken))
            return Problem.Invalid("pageId", "Choose one of the registration pages of this event.");
        // Attached stays attached when the template goes back to the draft; then nothing is sent, and the checklist says so.
        if (fields.Template && settings is not { Template: true } && !await GuestMails.HasTemplateAsync(db, cancellationToken))
            return NoTemplate;
        var known = await db.Properties.Where(p => p.ArchivedAt == null).Select(p => p.Id).ToListAsync(cancellationToken);
        return fields.Guest.All(field => RegistrationFields.IsKnown(field.Key) || (field.PropertyId is { } id && known.Contains(id)))
            ? null : Problem.Invalid("guest", "One of these is no property of people any more. Reload the page and choose again.");
    }
}
