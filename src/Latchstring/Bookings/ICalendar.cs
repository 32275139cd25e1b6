using System.Globalization;
using System.Text;

namespace Latchstring.Bookings;

/// <summary>RFC 5545 as calendar programs like it: times in UTC, lines folded at 75 octets, texts escaped.</summary>
public static class ICalendar
{
    public static string Of(string name, string host, DateTimeOffset now, IEnumerable<MySession> sessions)
    {
        var text = new StringBuilder();
        foreach (var line in new[] { "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Latchstring//Bookings//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH", $"X-WR-CALNAME:{Escape(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H" })
            Fold(text, line);
        foreach (var line in sessions.SelectMany(session => Event(session, host, now)))
            Fold(text, line);
        Fold(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static IEnumerable<string> Event(MySession session, string host, DateTimeOffset now)
    {
        yield return "BEGIN:VEVENT";
        yield return $"UID:{session.Id:N}@{host}";
        yield return $"DTSTAMP:{Time(now)}";
        yield return $"DTSTART:{Time(session.StartsAt)}";
        yield return $"DTEND:{Time(session.EndsAt)}";
        yield return $"SUMMARY:{Escape(session.Title)}";
        if (session.Place is not null)
            yield return $"LOCATION:{Escape(session.Place)}";
        if (string.Join("\n", new[] { session.Trainer, session.Description }.Where(part => part is not null)) is { Length: > 0 } description)
            yield return $"DESCRIPTION:{Escape(description)}";
        yield return session.CancelledAt is null && session.Status == BookingStatus.Booked ? "STATUS:CONFIRMED" : session.Status == BookingStatus.Waiting && session.CancelledAt is null ? "STATUS:TENTATIVE" : "STATUS:CANCELLED";
        yield return "END:VEVENT";
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal)
        .Replace("\r\n", "\\n", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);

    /// <summary>At most 75 octets a line, never cut inside a character.</summary>
    private static void Fold(StringBuilder text, string line)
    {
        var length = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > 75)
            {
                text.Append("\r\n ");
                length = 1;
            }
            text.Append(rune);
            length += rune.Utf8SequenceLength;
        }
        text.Append("\r\n");
    }
}
