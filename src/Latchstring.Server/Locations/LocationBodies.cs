using System.Globalization;
using Latchstring.Locations;
using Latchstring.Sending;
using Latchstring.Server.Http;

namespace Latchstring.Server.Locations;

/// <param name="TimeZone">IANA name; messages leave by its clocks.</param>
/// <param name="OpensAt">From when on messages may leave, as 08:00.</param>
/// <param name="ClosesAt">Until when, exclusive, as 16:00.</param>
/// <param name="PerMinute">Messages of one channel that leave within a minute.</param>
/// <param name="SupportContact">Where members who are stuck may turn; without it that of the workspace.</param>
/// <param name="InviteHours">How long an invitation lives from its sending.</param>
/// <param name="RemindHours">Hours after sending at which whoever has not registered is reminded; null = never.</param>
public sealed record LocationBody(
    string Name, string TimeZone, string OpensAt = "08:00", string ClosesAt = "16:00", int PerMinute = Lane.DefaultPerMinute, string? SupportContact = null, int InviteHours = 240, int? RemindHours = 168)
{
    public LocationFields Fields => new(Name, TimeZone, LocationFields.TimeOf(OpensAt), LocationFields.TimeOf(ClosesAt), PerMinute, SupportContact, InviteHours, RemindHours);
}

/// <summary>What is not sent stays; null clears.</summary>
public sealed record LocationPatch(
    Given<string> Name = default, Given<string> TimeZone = default, Given<string> OpensAt = default, Given<string> ClosesAt = default, Given<int> PerMinute = default,
    Given<string?> SupportContact = default, Given<int> InviteHours = default, Given<int?> RemindHours = default)
{
    public EditLocation.Input Over(LocationView view)
    {
        var now = LocationFields.Of(view);
        return new(view.Location.Id, new LocationFields(
            Name.Or(now.Name!), TimeZone.Or(now.TimeZone!), OpensAt.IsGiven ? LocationFields.TimeOf(OpensAt.Value) : now.OpensAt, ClosesAt.IsGiven ? LocationFields.TimeOf(ClosesAt.Value) : now.ClosesAt,
            PerMinute.Or(now.PerMinute!.Value), SupportContact.Or(now.SupportContact), InviteHours.Or(now.InviteHours!.Value), RemindHours.Or(now.RemindHours)), view.Location.Version);
    }
}

/// <param name="AppId">The offering that is its booking app.</param>
/// <param name="Accepted">How many of its people have registered in the app.</param>
public sealed record LocationItem(
    Guid Id, Guid AppId, string Name, string TimeZone, string OpensAt, string ClosesAt, int PerMinute, string? SupportContact, int InviteHours, int? RemindHours,
    long People, long Accepted, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    public static LocationItem Of(LocationRow row) => new(
        row.Id, row.AppId, row.Name, row.TimeZone, Clock(row.OpensAt), Clock(row.ClosesAt), row.PerMinute, row.SupportContact, row.InviteHours, row.RemindHours, row.People, row.Accepted, row.CreatedAt, row.ArchivedAt);

    public static LocationItem Of(LocationView view) => Of(LocationRow.Of(view));

    /// <summary>Columns of the CSV files, the same for the API and the back office.</summary>
    public static readonly (string, Func<LocationRow, string?>)[] Columns =
    [
        ("id", row => row.Id.ToString()), ("appId", row => row.AppId.ToString()), ("name", row => row.Name), ("timeZone", row => row.TimeZone), ("opensAt", row => Clock(row.OpensAt)), ("closesAt", row => Clock(row.ClosesAt)),
        ("perMinute", row => Number(row.PerMinute)), ("supportContact", row => row.SupportContact), ("inviteHours", row => Number(row.InviteHours)), ("remindHours", row => Number(row.RemindHours)),
        ("people", row => Number(row.People)), ("accepted", row => Number(row.Accepted)), ("createdAt", row => Lists.Cell(row.CreatedAt)), ("archivedAt", row => Lists.Cell(row.ArchivedAt)),
    ];

    internal static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);
}
