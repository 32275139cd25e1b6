using System.Runtime.InteropServices;

namespace Latchstring.Sending;

/// <summary>The hours in which somebody may be written to, by the clock on their wall: from inclusive, till exclusive, on the same day (S2.5).</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SendingWindow(TimeOnly From, TimeOnly Till)
{
    /// <summary>[08:00, 16:00).</summary>
    public static readonly SendingWindow Default = new(new TimeOnly(8, 0), new TimeOnly(16, 0));

    public bool IsOpenAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        var wall = TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(now, zone).TimeOfDay);
        return wall >= From && wall < Till;
    }

    /// <summary><paramref name="now"/> if it is open, else the next moment at which it opens.</summary>
    public DateTimeOffset OpenAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (IsOpenAt(now, zone))
            return now;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        // A day may have no such hours where clocks jump over them, but never several in a row.
        for (var day = 0; day < 8; day++)
        {
            foreach (var opening in Openings(today.AddDays(day), zone))
            {
                if (opening > now && IsOpenAt(opening, zone))
                    return opening;
            }
        }
        throw new InvalidOperationException($"The window {From}–{Till} never opens in {zone.Id}.");
    }

    /// <summary>When the last of <paramref name="count"/> messages leaves, if the first may leave at <paramref name="from"/> and nothing else does.</summary>
    public DateTimeOffset LastOf(int count, DateTimeOffset from, Pace pace, TimeZoneInfo zone)
    {
        var at = OpenAt(from, zone);
        for (var left = count - 1; left > 0;)
        {
            // Within these hours the wall clock and the real one agree unless clocks change, and then the walk goes on from there.
            var until = ClosingAfter(at, zone);
            var fits = (long)Math.Floor((until - at).TotalMicroseconds / pace.Interval.TotalMicroseconds);
            if (left <= fits && IsOpenAt(at + (pace.Interval * left), zone))
                return at + (pace.Interval * left);
            at = OpenAt(at + (pace.Interval * (Math.Min(left, fits) + 1)), zone);
            left -= (int)Math.Min(left, fits) + 1;
        }
        return at;
    }

    private DateTimeOffset ClosingAfter(DateTimeOffset open, TimeZoneInfo zone)
    {
        var wall = TimeZoneInfo.ConvertTime(open, zone);
        return open + (Till.ToTimeSpan() - wall.TimeOfDay) - TimeSpan.FromMicroseconds(1);
    }

    /// <summary>The moments of a day at which the wall shows the opening hour: one, two when the hour is repeated, or the end of the gap that swallows it.</summary>
    private IEnumerable<DateTimeOffset> Openings(DateOnly day, TimeZoneInfo zone)
    {
        var wall = day.ToDateTime(From);
        while (zone.IsInvalidTime(wall))
            wall = wall.AddMinutes(1);
        return zone.IsAmbiguousTime(wall)
            ? zone.GetAmbiguousTimeOffsets(wall).OrderDescending().Select(offset => new DateTimeOffset(wall, offset).ToUniversalTime())
            : [new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime()];
    }
}
