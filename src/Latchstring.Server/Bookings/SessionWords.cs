using System.Globalization;
using Latchstring.Bookings;
using Latchstring.People;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Bookings;

/// <summary>Days, hours and seats in words. Sessions are shown by the clock on the wall where they take place.</summary>
public static class SessionWords
{
    public static DateTime Wall(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    public static string Hour(DateTimeOffset at, TimeZoneInfo zone) => Wall(at, zone).ToString("t", Culture);

    /// <summary>"18:00 – 19:00"; with the last day where it ends on another.</summary>
    public static string Hours(DateTimeOffset from, DateTimeOffset till, TimeZoneInfo zone) =>
        $"{Hour(from, zone)} – {(Wall(from, zone).Date == Wall(till, zone).Date ? Hour(till, zone) : Wall(till, zone).ToString("ddd t", Culture))}";

    /// <summary>"Tuesday, 24 November".</summary>
    public static string Day(DateOnly day) => Capital(day.ToString(Language.Current switch { "de" => "dddd, d. MMMM", "fr" => "dddd d MMMM", _ => "dddd, d MMMM" }, Culture));

    /// <summary>"Tue, 24 Nov".</summary>
    public static string ShortDay(DateOnly day) => Capital(day.ToString(Language.Current switch { "de" => "ddd, d. MMM", "fr" => "ddd d MMM", _ => "ddd, d MMM" }, Culture));

    /// <summary>"Tuesday, 24 November · 18:00 – 19:00".</summary>
    public static string When(DateTimeOffset from, DateTimeOffset till, TimeZoneInfo zone) => $"{Day(DateOnly.FromDateTime(Wall(from, zone)))} · {Hours(from, till, zone)}";

    public static string Seats(IStringLocalizer<BookingsText> t, int? capacity, int booked) =>
        capacity is null ? t.Plural(booked, "1 booked", "{0} booked") : t["{0} of {1} booked", Shown.Number(booked), Shown.Number(capacity.Value)];

    public static string Free(IStringLocalizer<BookingsText> t, int? capacity, int booked) => capacity switch
    {
        null => t["Places free"],
        { } seats when seats <= booked => t["Full"],
        { } seats => t.Plural(seats - booked, "1 place free", "{0} places free"),
    };

    public static string Credits(IStringLocalizer<BookingsText> t, int credits) => t.Plural(credits, "1 credit", "{0} credits");

    public static string Segment(IStringLocalizer<BookingsText> t, Segment segment) => segment switch
    {
        Latchstring.People.Segment.Lead => t["Leads"],
        Latchstring.People.Segment.Prospect => t["Prospects"],
        Latchstring.People.Segment.Trial => t["Trials"],
        Latchstring.People.Segment.Member => t["Members"],
        Latchstring.People.Segment.Guest => t["Guests"],
        _ => t["Learners"],
    };

    public static string OpenTo(IStringLocalizer<BookingsText> t, Segments segments) => string.Join(", ", SessionsApi.Apart(segments).Select(one => Segment(t, one)));

    public static string Weekday(DayOfWeek day) => Capital(Culture.DateTimeFormat.GetDayName(day));

    /// <summary>Monday first.</summary>
    public static readonly IReadOnlyList<DayOfWeek> Week = [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>English with 24 hours, as the rest of the product shows it.</summary>
    private static CultureInfo Culture => Language.Current == "en" ? CultureInfo.GetCultureInfo("en-GB") : CultureInfo.CurrentCulture;

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpper(text[0], CultureInfo.CurrentCulture) + text[1..];
}
