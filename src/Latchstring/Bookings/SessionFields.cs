using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;

namespace Latchstring.Bookings;

/// <summary>What staff may set on a session. Day and time are those of the wall clock where it takes place.</summary>
/// <param name="Minutes">How long it lasts, really: also over a change of the clocks.</param>
/// <param name="Capacity">null = unlimited.</param>
/// <param name="Credits">What a seat costs; people without credits of their own pay nothing.</param>
/// <param name="OpenTo">None = everybody (S2.41).</param>
public sealed record SessionFields(
    string? Title, DateOnly? Day, TimeOnly? Time, int? Minutes, int? Capacity = null, int Credits = 0, Segments OpenTo = Segments.None, string? Place = null, string? Trainer = null, string? Description = null)
{
    public const int LongestMinutes = 14 * 24 * 60;
    public const int MostSeats = 100_000;

    private const Segments All = Segments.Lead | Segments.Prospect | Segments.Trial | Segments.Member | Segments.Guest | Segments.Learner;

    public static SessionFields Of(Session session, TimeZoneInfo zone)
    {
        var wall = TimeZoneInfo.ConvertTime(session.StartsAt, zone).DateTime;
        return new SessionFields(session.Title, DateOnly.FromDateTime(wall), TimeOnly.FromDateTime(wall), (int)(session.EndsAt - session.StartsAt).TotalMinutes,
            session.Capacity, session.Credits, session.OpenTo, session.Place, session.Trainer, session.Description);
    }

    internal Problem? Refusal() => new Check()
        .Required(Title, "title", 200)
        .That(Day is { Year: >= 2000 and <= 2199 }, "day", "Choose a date between 2000 and 2199.")
        .That(Time is not null, "time", "Choose a time of day.")
        .That(Minutes is >= 5 and <= LongestMinutes, "minutes", "Enter a number between {0} and {1}.", 5, LongestMinutes)
        .That(Capacity is null or (>= 1 and <= MostSeats), "capacity", "Enter a number between {0} and {1}, or leave it empty.", 1, MostSeats)
        .That(Credits is >= 0 and <= 1000, "credits", "Enter a number between {0} and {1}.", 0, 1000)
        .That((OpenTo & ~All) == Segments.None, "openTo", "Choose from the list.")
        .Line(Place, "place", 200)
        .Line(Trainer, "trainer", 100)
        .Lines(Description, "description", 5000)
        .Problem;

    internal DateTimeOffset StartIn(TimeZoneInfo zone) => Days.At(Day!.Value, Time!.Value, zone);

    /// <summary>Everything but the capacity, which the waiting list hangs on, and the time.</summary>
    internal void ApplyTo(Session session)
    {
        (session.Title, session.Description) = (Title!.Trim(), Description.OrNull());
        (session.Place, session.Trainer) = (Place.OrNull(), Trainer.OrNull());
        (session.Credits, session.OpenTo) = (Credits, OpenTo);
    }

    internal Session New(Guid workspaceId, Guid offeringId, DateTimeOffset startsAt, DateTimeOffset now, SessionSeries? series = null, DateOnly? seriesDay = null)
    {
        var session = new Session
        {
            WorkspaceId = workspaceId,
            OfferingId = offeringId,
            SeriesId = series?.Id,
            SeriesDay = seriesDay,
            Title = "",
            StartsAt = startsAt,
            EndsAt = startsAt.AddMinutes(Minutes!.Value),
            Capacity = Capacity,
            CreatedAt = now,
        };
        ApplyTo(session);
        return session;
    }
}

public static class SessionZones
{
    /// <summary>The zone in which sessions of an offering are meant: its location's, else its own, else the workspace's. Null = there is no such offering.</summary>
    public static Task<TimeZoneInfo?> OfAsync(Db db, Guid offeringId, CancellationToken cancellationToken = default) => OfAsync(db, offeringId, null, cancellationToken);

    /// <param name="locationId">Of an appointment.</param>
    public static async Task<TimeZoneInfo?> OfAsync(Db db, Guid offeringId, Guid? locationId, CancellationToken cancellationToken) =>
        (await db.QueryAsync(
            """
            select coalesce(l.time_zone, h.time_zone, o.time_zone, w.time_zone) from offering o
            join workspace w on w.id = o.workspace_id
            left join location l on l.workspace_id = o.workspace_id and l.id = @location
            left join location h on h.workspace_id = o.workspace_id and h.id = o.location_id
            where o.workspace_id = @ws and o.id = @offering
            """,
            row => TimeZoneInfo.FindSystemTimeZoneById(row.Text(0)), cancellationToken, ("offering", offeringId), ("location", locationId))).SingleOrDefault();
}
