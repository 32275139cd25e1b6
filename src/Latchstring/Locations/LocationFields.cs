using System.Globalization;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Sending;
using Latchstring.Workspaces;

namespace Latchstring.Locations;

/// <summary>What staff may set on a location. Messages leave in [<paramref name="OpensAt"/>, <paramref name="ClosesAt"/>) by its clocks.</summary>
/// <param name="TimeZone">IANA name.</param>
/// <param name="OpensAt">Null = what was given is no time; so too <paramref name="ClosesAt"/>.</param>
/// <param name="PerMinute">E-mails of one batch that leave within a minute; text messages have the same pace beside them.</param>
/// <param name="SupportContact">Null = the workspace's.</param>
/// <param name="InviteHours">How long an invitation lives from its sending.</param>
/// <param name="RemindHours">Hours after sending at which whoever has not registered is reminded; null = never.</param>
public sealed record LocationFields(
    string? Name, string? TimeZone, TimeOnly? OpensAt, TimeOnly? ClosesAt, int? PerMinute = Lane.DefaultPerMinute, string? SupportContact = null, int? InviteHours = 240, int? RemindHours = 168)
{
    public const int MostHours = 8_760;

    public static LocationFields Of(LocationView view) => new(
        view.Location.Name, view.Location.TimeZone, view.Lane.OpensAt, view.Lane.ClosesAt, view.Lane.PerMinute, view.Location.SupportContact, view.App.InviteHours, view.App.RemindHours);

    /// <summary>"08:00" or "8:00" as a time of day; null for anything else.</summary>
    public static TimeOnly? TimeOf(string? text) =>
        TimeOnly.TryParseExact(text?.Trim(), ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    internal Problem? Refusal() => new Check()
        .Required(Name, "name", 200)
        .That(TimeZone.OrNull() is not null && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone!.Trim(), out var zone) && zone.HasIanaId, "timeZone", "Choose a time zone such as Europe/Berlin.")
        .That(OpensAt is not null, "opensAt", "Enter a time such as 08:00.")
        .That(ClosesAt is not null, "closesAt", "Enter a time such as 16:00.")
        .That(OpensAt is null || ClosesAt is null || OpensAt < ClosesAt, "closesAt", "The window must close later than it opens, on the same day.")
        .That(PerMinute is >= 1 and <= Lane.FastestPerMinute, "perMinute", "Enter a number between {0} and {1}.", 1, Lane.FastestPerMinute)
        .Line(SupportContact, "supportContact", 200)
        .That(InviteHours is >= 1 and <= MostHours, "inviteHours", "Enter a number between {0} and {1}.", 1, MostHours)
        .That(RemindHours is null or (>= 1 and <= MostHours), "remindHours", "Enter a number between {0} and {1}, or leave it empty.", 1, MostHours)
        .That(RemindHours is null || InviteHours is null || RemindHours < InviteHours, "remindHours", "Remind people before their invitation expires, or leave it empty.")
        .Problem;

    internal void ApplyTo(Location location, Offering app)
    {
        // The app goes by the name of its place until somebody gives it one of its own.
        if (app.Name == location.Name)
            app.Name = Name!.Trim();
        (location.Name, location.TimeZone, location.SupportContact) = (Name!.Trim(), TimeZone!.Trim(), SupportContact.OrNull());
        (app.TimeZone, app.InviteHours, app.RemindHours) = (location.TimeZone, InviteHours!.Value, RemindHours);
    }

    internal void ApplyTo(Lane lane) => (lane.OpensAt, lane.ClosesAt, lane.PerMinute) = (OpensAt!.Value, ClosesAt!.Value, PerMinute!.Value);
}

/// <summary>A location with its booking app and the lane of its e-mails; that of its text messages is kept the same.</summary>
/// <param name="People">Who belongs to it.</param>
/// <param name="Accepted">Who has registered in its app.</param>
public sealed record LocationView(Location Location, Offering App, Lane Lane, long People, long Accepted);
