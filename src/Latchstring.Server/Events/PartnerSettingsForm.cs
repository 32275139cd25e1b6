using System.Globalization;
using Latchstring.Offerings;
using Latchstring.Partners;
using Latchstring.People;

namespace Latchstring.Server.Events;

/// <summary>What was typed, as text, so that nothing is lost when something does not fit.</summary>
public sealed class PartnerSettingsForm
{
    public bool On { get; set; }
    public bool Limited { get; set; }
    public string? Quota { get; set; }
    public string? QuotaUse { get; set; }
    public string? PageId { get; set; }
    public bool Template { get; set; }
    public bool OtherBadges { get; set; }
    public List<Row> Guest { get; set; } = [];
    public int? Version { get; set; }

    /// <summary>An <see cref="Ask"/> of <c>optional</c> or <c>required</c>; anything else = it is not asked for.</summary>
    public sealed class Row
    {
        public string? Key { get; set; }
        public string? Ask { get; set; }
    }

    public static PartnerSettingsForm Of(PartnerSettingsView view, IReadOnlyList<Property> properties)
    {
        var asked = view.Fields.Guest;
        string[] usual = [RegistrationField.FirstName, RegistrationField.LastName, RegistrationField.Phone];
        return new()
        {
            On = view.Fields.On, Limited = view.Fields.Quota is not null, Quota = view.Fields.Quota?.ToString(CultureInfo.InvariantCulture), QuotaUse = view.Fields.QuotaUse.ToString(),
            PageId = view.Fields.PageId?.ToString(), Template = view.Fields.Template, OtherBadges = view.Fields.OtherBadges, Version = view.Version,
            Guest = [.. usual.Concat(properties.Select(property => property.Id.ToString())).Select(key => new Row { Key = key, Ask = asked.FirstOrDefault(field => field.Key == key) is not { } field ? "" : field.Required ? "required" : "optional" })],
        };
    }

    public Result<PartnerSettingsFields> Read()
    {
        var quota = -1;
        if (Limited && (Quota is null || !int.TryParse(Quota.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out quota)))
            return Problem.Invalid("quota", "Enter a whole number.");
        return new PartnerSettingsFields(
            On, Limited ? quota : null, Enum.TryParse<QuotaUse>(QuotaUse, out var use) ? use : Latchstring.Partners.QuotaUse.Creation, Guid.TryParse(PageId, out var page) ? page : null, Template,
            [.. Guest.Where(row => row.Key is not null && row.Ask is "optional" or "required").Select(row => new RegistrationField(row.Key!, row.Ask == "required"))], OtherBadges);
    }
}
