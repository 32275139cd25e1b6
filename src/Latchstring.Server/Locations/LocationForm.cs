using System.Globalization;
using Latchstring.Locations;

namespace Latchstring.Server.Locations;

/// <summary>What was typed, as text, so that nothing is lost when something does not fit.</summary>
public sealed class LocationForm
{
    public string? Name { get; set; }
    public string? TimeZone { get; set; }
    public string? OpensAt { get; set; }
    public string? ClosesAt { get; set; }
    public string? PerMinute { get; set; }
    public string? SupportContact { get; set; }
    public string? InviteHours { get; set; }
    public string? RemindHours { get; set; }
    public string? Version { get; set; }

    public static LocationForm Of(LocationFields fields, int? version) => new()
    {
        Name = fields.Name,
        TimeZone = fields.TimeZone,
        OpensAt = fields.OpensAt is { } opens ? LocationItem.Clock(opens) : null,
        ClosesAt = fields.ClosesAt is { } closes ? LocationItem.Clock(closes) : null,
        PerMinute = Text(fields.PerMinute),
        SupportContact = fields.SupportContact,
        InviteHours = Text(fields.InviteHours),
        RemindHours = Text(fields.RemindHours),
        Version = Text(version),
    };

    public int? ReadVersion => Whole(Version);

    /// <summary>A number that is none becomes one that no rule allows, so that the verb names the field.</summary>
    public LocationFields Fields => new(
        Name, TimeZone, LocationFields.TimeOf(OpensAt), LocationFields.TimeOf(ClosesAt), Whole(PerMinute), SupportContact, Whole(InviteHours), string.IsNullOrWhiteSpace(RemindHours) ? null : Whole(RemindHours) ?? -1);

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static int? Whole(string? text) => int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) ? number : null;
}
