using System.Globalization;
using Latchstring.Bookings;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Bookings;

/// <summary>Opening hours in words.</summary>
internal static class AvailabilityWords
{
    /// <summary>"Mon – Fri", "Tue, Thu".</summary>
    public static string Days(Weekdays days)
    {
        var chosen = SessionWords.Week.Where(day => days.HasFlag(CreateSeries.Of(day))).ToList();
        var names = chosen.ConvertAll(day => CultureInfo.CurrentCulture.DateTimeFormat.GetAbbreviatedDayName(day));
        var first = SessionWords.Week.ToList().IndexOf(chosen.FirstOrDefault());
        var together = chosen.Count > 2 && chosen.SequenceEqual(SessionWords.Week.Skip(first).Take(chosen.Count));
        return together ? $"{names[0]} – {names[^1]}" : string.Join(", ", names);
    }

    public static string Hours(TimeOnly opens, TimeOnly closes) => $"{opens.ToString("HH:mm", CultureInfo.InvariantCulture)} – {closes.ToString("HH:mm", CultureInfo.InvariantCulture)}";

    public static string Rhythm(IStringLocalizer<BookingsText> t, AvailabilityRow row)
    {
        List<string> parts = [t["{0} minutes", row.Minutes]];
        if (row.Every != row.Minutes)
            parts.Add(t["a new one every {0} minutes", row.Every]);
        if (row.Places > 1)
            parts.Add(t["{0} at the same time", row.Places]);
        if (row.FirstDay is { } first)
            parts.Add(t["from {0}", Shown.Day(new DateTimeOffset(first.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero))]);
        if (row.LastDay is { } last)
            parts.Add(t["until {0}", Shown.Day(new DateTimeOffset(last.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero))]);
        return string.Join(" · ", parts);
    }

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
