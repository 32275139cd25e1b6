using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>What staff say of the hours of one offering at one location, by the wall clock there.</summary>
/// <param name="Minutes">How long an appointment lasts.</param>
/// <param name="Every">From one start to the next, in minutes; null = as long as one lasts.</param>
/// <param name="Places">How many at the same time.</param>
/// <param name="LastDay">Included.</param>
public sealed record AvailabilityFields(
    Guid? LocationId, Weekdays Days, TimeOnly? OpensAt, TimeOnly? ClosesAt, int? Minutes, int? Every = null, int Places = 1, DateOnly? FirstDay = null, DateOnly? LastDay = null)
{
    public const int MostMinutes = 12 * 60;
    public const int MostPlaces = 1000;

    public static readonly Problem NotAnAppointment = new("offering.no_appointments", 409, "Only offerings of the kind Appointment have hours of their own.");
    public static readonly Problem Overlaps = Problem.Invalid("opensAt", "There are hours at this location already that overlap with these. Change those, or choose other days.");

    public static AvailabilityFields Of(Availability a) => new(a.LocationId, a.Days, a.OpensAt, a.ClosesAt, a.Minutes, a.Every, a.Places, a.FirstDay, a.LastDay);

    private static bool IsDay(DateOnly? day) => day is null or { Year: >= 2000 and <= 2199 };

    internal Problem? Refusal() => new Check()
        .That(LocationId is not null, "locationId", "Choose a location.")
        .That((int)Days is >= 1 and <= 127, "days", "Choose at least one day of the week.")
        .That(OpensAt is { Second: 0, Millisecond: 0 }, "opensAt", "Choose a time of day.")
        .That(ClosesAt is { Second: 0, Millisecond: 0 }, "closesAt", "Choose a time of day.")
        .That(Minutes is >= 5 and <= MostMinutes, "minutes", "Enter a number between {0} and {1}.", 5, MostMinutes)
        .That(Every is null or (>= 5 and <= MostMinutes), "every", "Enter a number between {0} and {1}, or leave it empty.", 5, MostMinutes)
        .That(ClosesAt is null || OpensAt is null || Minutes is not { } minutes || minutes > MostMinutes || ClosesAt > OpensAt && (ClosesAt.Value - OpensAt.Value).TotalMinutes >= minutes,
            "closesAt", "The closing time must be late enough for at least one appointment.")
        .That(Places is >= 1 and <= MostPlaces, "places", "Enter a number between {0} and {1}.", 1, MostPlaces)
        .That(IsDay(FirstDay), "firstDay", "Choose a date between 2000 and 2199.")
        .That(IsDay(LastDay) && (FirstDay is null || LastDay is null || FirstDay <= LastDay), "lastDay", "The last day cannot be before the first.")
        .Problem;

    internal void ApplyTo(Availability a)
    {
        (a.Days, a.OpensAt, a.ClosesAt) = (Days, OpensAt!.Value, ClosesAt!.Value);
        (a.Minutes, a.Every, a.Places) = (Minutes!.Value, Every ?? Minutes.Value, Places);
        (a.FirstDay, a.LastDay) = (FirstDay, LastDay);
    }

    /// <summary>Two openings at once would make two slots out of one time.</summary>
    internal async Task<Problem?> ClashAsync(Db db, Guid offering, Guid? except, CancellationToken cancellationToken)
    {
        if (await db.Offerings.Where(o => o.Id == offering).Select(o => (OfferingKind?)o.Kind).SingleOrDefaultAsync(cancellationToken) is not { } kind)
            return Problem.NotFound("offering");
        if (kind != OfferingKind.Appointment)
            return NotAnAppointment;
        if (!await db.Locations.AnyAsync(l => l.Id == LocationId && l.ArchivedAt == null, cancellationToken))
            return Problem.Invalid("locationId", "Choose a location.");
        var others = await db.Availabilities.AsNoTracking().Where(a => a.OfferingId == offering && a.LocationId == LocationId && a.Id != except).ToListAsync(cancellationToken);
        return others.Exists(a => (a.Days & Days) != Weekdays.None && a.OpensAt < ClosesAt && OpensAt < a.ClosesAt
            && (a.LastDay is null || FirstDay is null || FirstDay <= a.LastDay) && (LastDay is null || a.FirstDay is null || a.FirstDay <= LastDay)) ? Overlaps : null;
    }
}
