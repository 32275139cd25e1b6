using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>A slot with the places that are left now. Holds that are over count as free, for whoever comes next takes them.</summary>
public sealed record FreeSlot(DateTimeOffset StartsAt, DateTimeOffset EndsAt, int Places, int Free);

/// <summary>A location at which an offering can be had.</summary>
public sealed record SlotPlace(Guid Id, string Name, TimeZoneInfo Zone);

/// <summary>Slots minus what is booked or held.</summary>
public sealed class SeeSlots(Database database)
{
    public const int MostDays = 62;

    /// <summary>How far ahead people may book.</summary>
    public const int Horizon = 180;

    private static readonly Problem TooLong = Problem.Invalid("to", "Choose a last day after the first, at most {0} days later.", MostDays);

    /// <param name="To">Included.</param>
    public sealed record Input(Guid OfferingId, Guid LocationId, DateOnly From, DateOnly To);

    /// <summary>For staff and programs: all slots of some days, also those that are full.</summary>
    public async Task<Result<IReadOnlyList<FreeSlot>>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeeOfferings, input.OfferingId) is { } problem)
            return problem;
        if (input.To < input.From || input.To.DayNumber - input.From.DayNumber >= MostDays || input.From.Year < 2000 || input.To.Year > 2199)
            return TooLong;
        await using var db = database.Read(actor.WorkspaceId);
        return await SlotHours.ReadAsync(db, input.OfferingId, input.LocationId, cancellationToken) is { } hours
            ? await LeftAsync(db, hours, input.From, input.To, DateTimeOffset.MinValue, cancellationToken) : Problem.NotFound("location");
    }

    /// <summary>Where an offering has hours, by name.</summary>
    public async Task<IReadOnlyList<SlotPlace>> PlacesAsync(Guid workspaceId, Guid offering, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        var places = await db.Locations.Where(l => l.ArchivedAt == null && db.Availabilities.Any(a => a.OfferingId == offering && a.LocationId == l.Id)).OrderBy(l => l.Name).ToListAsync(cancellationToken);
        return places.ConvertAll(l => new SlotPlace(l.Id, l.Name, TimeZoneInfo.FindSystemTimeZoneById(l.TimeZone)));
    }

    /// <summary>The next days, from <paramref name="from"/> on, on which something is free; none = nothing within the horizon.</summary>
    public async Task<IReadOnlyList<FreeSlot>> NextAsync(Guid workspaceId, Guid offering, Guid location, DateOnly? from, int days, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        if (await SlotHours.ReadAsync(db, offering, location, cancellationToken) is not { } hours)
            return [];
        var today = Days.Of(database.Now, hours.Zone);
        var last = today.AddDays(Horizon);
        var found = new List<FreeSlot>();
        var seen = 0;
        for (var start = from > today ? from.Value : today; start <= last && seen < days; start = start.AddDays(14))
        {
            var end = start.AddDays(13) < last ? start.AddDays(13) : last;
            foreach (var day in (await LeftAsync(db, hours, start, end, database.Now, cancellationToken)).Where(slot => slot.Free > 0).GroupBy(slot => Days.Of(slot.StartsAt, hours.Zone)))
            {
                if (seen++ < days)
                    found.AddRange(day);
            }
        }
        return found;
    }

    private async Task<List<FreeSlot>> LeftAsync(Db db, SlotHours hours, DateOnly from, DateOnly to, DateTimeOffset after, CancellationToken cancellationToken)
    {
        var taken = (await db.QueryAsync(
            """
            select s.starts_at, s.capacity, s.booked - (select count(*) from hold h where h.workspace_id = s.workspace_id and h.session_id = s.id and h.until <= @now), s.cancelled_at
            from session s where s.workspace_id = @ws and s.offering_id = @offering and s.location_id = @location and s.starts_at >= @from and s.starts_at < @till
            """,
            row => (StartsAt: row.Time(0), Capacity: row.IntOrNull(1), Booked: (int)row.Long(2), Cancelled: !row.IsNull(3)), cancellationToken,
            ("offering", hours.OfferingId), ("location", hours.LocationId), ("from", Days.StartOf(from, hours.Zone)), ("till", Days.EndOf(to, hours.Zone)), ("now", database.Now)))
            .ToDictionary(row => row.StartsAt);
        return [.. Slots.Of(hours.Hours, hours.Exceptions, from, to, hours.Zone).Where(slot => slot.StartsAt > after).Select(slot =>
            !taken.TryGetValue(slot.StartsAt, out var row) ? new FreeSlot(slot.StartsAt, slot.EndsAt, slot.Places, slot.Places)
            : new FreeSlot(slot.StartsAt, slot.EndsAt, row.Capacity ?? slot.Places, row.Cancelled ? 0 : Math.Max(0, (row.Capacity ?? slot.Places) - row.Booked)))];
    }
}

/// <summary>What the slots of one offering at one location are made of.</summary>
internal sealed record SlotHours(Guid OfferingId, Guid LocationId, string Offering, string Place, TimeZoneInfo Zone, IReadOnlyList<Availability> Hours, IReadOnlyList<AvailabilityException> Exceptions)
{
    /// <summary>Null = there is no such offering or location, or it was put away.</summary>
    public static async Task<SlotHours?> ReadAsync(Db db, Guid offering, Guid location, CancellationToken cancellationToken)
    {
        var place = await db.Locations.AsNoTracking().SingleOrDefaultAsync(l => l.Id == location && l.ArchivedAt == null, cancellationToken);
        var name = await db.Offerings.Where(o => o.Id == offering && o.ArchivedAt == null).Select(o => o.Name).SingleOrDefaultAsync(cancellationToken);
        if (place is null || name is null)
            return null;
        return new SlotHours(
            offering, location, name, place.Name, TimeZoneInfo.FindSystemTimeZoneById(place.TimeZone),
            await db.Availabilities.AsNoTracking().Where(a => a.OfferingId == offering && a.LocationId == location).ToListAsync(cancellationToken),
            await db.AvailabilityExceptions.AsNoTracking().Where(e => e.LocationId == location && (e.OfferingId == null || e.OfferingId == offering)).ToListAsync(cancellationToken));
    }

    /// <summary>The slot that begins then, if the hours have one.</summary>
    public Slot? At(DateTimeOffset startsAt)
    {
        if (startsAt.Year is < 2000 or > 2199)
            return null;
        var day = Days.Of(startsAt, Zone);
        return Slots.Of(Hours, Exceptions, day, day, Zone).FirstOrDefault(slot => slot.StartsAt == startsAt);
    }
}

/// <summary>A slot that is kept for somebody.</summary>
public sealed record HeldSlot(Hold Hold, Guid OfferingId, Guid LocationId, string Title, string? Place, DateTimeOffset StartsAt, DateTimeOffset EndsAt, TimeZoneInfo Zone);

/// <summary>Looks a hold up. Reads only.</summary>
public sealed class SeeHold(Database database)
{
    /// <summary>Null = it is over, or was never there.</summary>
    public async Task<HeldSlot?> RunAsync(Guid workspaceId, Guid holdId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(workspaceId);
        var now = database.Now;
        var found = await (from h in db.Holds
                           where h.Id == holdId && h.Until > now
                           join s in db.Sessions on h.SessionId equals s.Id
                           join l in db.Locations on s.LocationId equals l.Id
                           where s.CancelledAt == null
                           select new { h, s, l.TimeZone }).SingleOrDefaultAsync(cancellationToken);
        return found is null ? null : new HeldSlot(found.h, found.s.OfferingId, found.s.LocationId!.Value, found.s.Title, found.s.Place, found.s.StartsAt, found.s.EndsAt, TimeZoneInfo.FindSystemTimeZoneById(found.TimeZone));
    }
}
