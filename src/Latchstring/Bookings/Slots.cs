namespace Latchstring.Bookings;

/// <summary>A time at which an appointment can be had, and how many at once.</summary>
public sealed record Slot(DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Places);

/// <summary>Which slots opening hours make. Pure: what is booked already is taken off by <see cref="SeeSlots"/>.</summary>
public static class Slots
{
    /// <summary>
    /// All slots of the days [from, to], in order. Starts are those of the wall clock; one that the clocks skip does not exist, one that comes
    /// twice counts once, and none begins sooner after the one before than <see cref="Availability.Every"/> says, whatever the clocks do.
    /// </summary>
    public static IEnumerable<Slot> Of(IReadOnlyCollection<Availability> hours, IReadOnlyCollection<AvailabilityException> exceptions, DateOnly from, DateOnly to, TimeZoneInfo zone)
    {
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            foreach (var slot in OfDay(hours, exceptions, day).SelectMany(open => OfWindow(open, day, zone)).OrderBy(slot => slot.StartsAt))
                yield return slot;
        }
    }

    /// <summary>A day that differs has one opening: that of its weekday with other hours, or any where the weekday has none.</summary>
    private static IEnumerable<Opening> OfDay(IReadOnlyCollection<Availability> hours, IReadOnlyCollection<AvailabilityException> exceptions, DateOnly day)
    {
        var inForce = hours.Where(a => (a.FirstDay is null || a.FirstDay <= day) && (a.LastDay is null || a.LastDay >= day)).OrderBy(a => a.OpensAt).ThenBy(a => a.Id).ToList();
        var ofWeekday = inForce.FindAll(a => a.Days.HasFlag(CreateSeries.Of(day.DayOfWeek)));
        // What was said of this offering comes before what was said of the whole location.
        if (exceptions.Where(e => e.Day == day).OrderBy(e => e.OfferingId is null).ThenBy(e => e.Id).FirstOrDefault() is not { } exception)
            return ofWeekday.Select(a => new Opening(a, a.OpensAt, a.ClosesAt));
        return exception is { OpensAt: { } opens, ClosesAt: { } closes } && (ofWeekday.FirstOrDefault() ?? inForce.FirstOrDefault()) is { } model ? [new Opening(model, opens, closes)] : [];
    }

    private static IEnumerable<Slot> OfWindow(Opening open, DateOnly day, TimeZoneInfo zone)
    {
        var (a, closes) = (open.Of, Days.At(day, open.ClosesAt, zone));
        DateTimeOffset? before = null;
        for (var minute = Minute(open.OpensAt); minute + a.Minutes <= Minute(open.ClosesAt); minute += a.Every)
        {
            var wall = new TimeOnly(minute / 60, minute % 60);
            if (zone.IsInvalidTime(day.ToDateTime(wall)))
                continue;
            var starts = Days.At(day, wall, zone);
            var ends = starts.AddMinutes(a.Minutes);
            if (ends > closes || starts - before < TimeSpan.FromMinutes(a.Every))
                continue;
            before = starts;
            yield return new Slot(starts, ends, a.Places);
        }
    }

    private static int Minute(TimeOnly time) => (time.Hour * 60) + time.Minute;

    private sealed record Opening(Availability Of, TimeOnly OpensAt, TimeOnly ClosesAt);
}
