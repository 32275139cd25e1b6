using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>
/// Changes one session, or it and all later ones of its series. A day or hour that changes moves the later ones by as much; bookings move with
/// their session. More places let the waiting list move up; fewer than are taken are refused (S2.41, I11).
/// </summary>
public sealed class EditSession(Database database)
{
    /// <param name="Following">Also all later ones of the series that are not cancelled.</param>
    /// <param name="Version">The version that was read; null overwrites whatever is there.</param>
    public sealed record Input(Guid Id, SessionFields Fields, bool Following = false, int? Version = null);

    public async Task<Result<IReadOnlyList<Session>>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        if (input.Fields.Refusal() is { } problem)
            return problem;
        return await database.WriteAsync<IReadOnlyList<Session>>(actor.WorkspaceId, async db =>
        {
            if (await db.Sessions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == input.Id, cancellationToken) is not { } chosen || !actor.May(Permission.ManageOfferings, chosen.OfferingId))
                return Problem.NotFound("session");
            if (chosen.CancelledAt is not null)
                return BookingRefusals.SessionCancelled;
            var zone = (await SessionZones.OfAsync(db, chosen.OfferingId, chosen.LocationId, cancellationToken))!;
            var before = SessionFields.Of(chosen, zone);
            if (chosen.LocationId is not null && (before.Day, before.Time, before.Minutes) != (input.Fields.Day, input.Fields.Time, input.Fields.Minutes))
                return SlotRefusals.FixedTime;
            var edited = new List<Session>();
            foreach (var id in await IdsAsync(db, chosen, input.Following, cancellationToken))
            {
                var session = await EditAsync(db, id, before, input, zone, cancellationToken);
                if (!session.Ok)
                    return session.Problem;
                edited.Add(session.Value);
            }
            if (before != input.Fields)
                db.Add(AuditEntry.By(actor, database.Now, "session.edited", "session", chosen.Id, new { before, after = input.Fields, sessions = edited.Count }));
            await db.SaveChangesAsync(cancellationToken);
            foreach (var session in edited)
                await Seats.MoveUpAsync(db, session, database.Now, cancellationToken);
            db.ChangeTracker.Clear();
            return edited;
        }, cancellationToken);
    }

    /// <summary>In the order of time, and so in one order for all who hold several.</summary>
    private static async Task<List<Guid>> IdsAsync(Db db, Session chosen, bool following, CancellationToken cancellationToken) =>
        following && chosen.SeriesId is { } series
            ? await db.Sessions.Where(s => s.SeriesId == series && s.SeriesDay >= chosen.SeriesDay && s.CancelledAt == null).OrderBy(s => s.SeriesDay).Select(s => s.Id).ToListAsync(cancellationToken)
            : [chosen.Id];

    private static async Task<Result<Session>> EditAsync(Db db, Guid id, SessionFields before, Input input, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        var held = (await Seats.HoldAsync(db, id, cancellationToken))!;
        var session = await db.Sessions.SingleAsync(s => s.Id == id, cancellationToken);
        if (id == input.Id && input.Version is { } version)
            db.Entry(session).Property(s => s.Version).OriginalValue = version;
        var fields = input.Fields;
        if (fields.Capacity < held.Booked)
            return BookingRefusals.Below(held.Booked);
        fields.ApplyTo(session);
        session.Capacity = fields.Capacity;
        if ((fields.Day, fields.Time) != (before.Day, before.Time))
        {
            var own = SessionFields.Of(held, zone);
            session.StartsAt = Days.At(own.Day!.Value.AddDays(fields.Day!.Value.DayNumber - before.Day!.Value.DayNumber), fields.Time!.Value, zone);
        }
        session.EndsAt = session.StartsAt.AddMinutes(fields.Minutes!.Value);
        // Whoever is to be told something else yet is told the new time with it.
        if (session.StartsAt != held.StartsAt)
            await db.ExecuteAsync("update booking set notice = @moved where workspace_id = @ws and session_id = @id and status = 'Booked' and notice is null", cancellationToken, ("id", id), ("moved", BookingNotice.Moved));
        return session;
    }
}
