using Latchstring.Data;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Bookings;

/// <summary>
/// Keeps a seat in a slot while somebody fills in the form. The first who wants a slot makes its session; the seat is taken by the guarded update
/// that every seat is taken by (I11). Whoever comes too late hears which slots are free next.
/// </summary>
public sealed class HoldSlot(Database database, SeeSlots see)
{
    public static readonly TimeSpan Time = TimeSpan.FromMinutes(10);

    /// <summary>Seats that people with one unlimited code may keep at the same time.</summary>
    public const int MostOfOneCode = 50;
    private const int Offered = 3;

    /// <param name="CodeId">The code it will be confirmed with; only it can.</param>
    /// <param name="Instead">A hold of the same guest that this one takes the place of.</param>
    public sealed record Input(Guid OfferingId, Guid LocationId, DateTimeOffset StartsAt, Guid? CodeId = null, Guid? Instead = null);

    /// <summary>For programs that redeem for people.</summary>
    public async Task<Result<Hold>> ForAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.Redeem, input.OfferingId) is { } problem)
            return problem;
        await using (var db = database.Read(actor.WorkspaceId))
        {
            if (await SlotHours.ReadAsync(db, input.OfferingId, input.LocationId, cancellationToken) is null)
                return Problem.NotFound("offering");
        }
        return await RunAsync(actor.WorkspaceId, input, cancellationToken);
    }

    /// <summary>For guests; the door has seen their code.</summary>
    public async Task<Result<Hold>> RunAsync(Guid workspaceId, Input input, CancellationToken cancellationToken = default)
    {
        var held = await database.WriteAsync<Hold>(workspaceId, async db =>
        {
            if (await SlotRows.WantAsync(db, database.Now, input.OfferingId, input.LocationId, input.StartsAt, cancellationToken) is not { } session)
                return SlotRefusals.Gone;
            foreach (var earlier in await EarlierAsync(db, input, cancellationToken))
                await SlotRows.ReleaseAsync(db, earlier, cancellationToken);
            if (input.CodeId is { } code && !await db.AccessCodes.AnyAsync(c => c.Id == code, cancellationToken))
                return Problem.NotFound("code");
            if (await TooManyAsync(db, input.CodeId, cancellationToken))
                return SlotRefusals.TooMany;
            if (!await Seats.TakeAsync(db, session.Id, cancellationToken))
                return SlotRefusals.Gone;
            var hold = new Hold { WorkspaceId = workspaceId, SessionId = session.Id, CodeId = input.CodeId, Until = database.Now + Time };
            db.Add(hold);
            await db.SaveChangesAsync(cancellationToken);
            return hold;
        }, cancellationToken);
        return held.Ok || held.Problem.Code != SlotRefusals.Gone.Code ? held : SlotRefusals.GoneBut(await NextAsync(workspaceId, input, cancellationToken));
    }

    /// <summary>What is free on the same day and the days after it.</summary>
    private async Task<IReadOnlyList<FreeSlot>> NextAsync(Guid workspaceId, Input input, CancellationToken cancellationToken) =>
        [.. (await see.NextAsync(workspaceId, input.OfferingId, input.LocationId, DateOnly.FromDateTime(input.StartsAt.UtcDateTime), Offered, cancellationToken)).OrderBy(slot => (slot.StartsAt - input.StartsAt).Duration()).Take(Offered)];

    /// <summary>A single-use code keeps one seat: choosing another time gives the first one back.</summary>
    private static async Task<List<Guid>> EarlierAsync(Db db, Input input, CancellationToken cancellationToken) =>
        input.CodeId is not { } code ? []
        : await db.Holds.Where(h => h.CodeId == code && (h.Id == input.Instead || db.AccessCodes.Any(c => c.Id == code && c.MaxUses == 1))).OrderBy(h => h.SessionId).Select(h => h.Id).ToListAsync(cancellationToken);

    private async Task<bool> TooManyAsync(Db db, Guid? code, CancellationToken cancellationToken)
    {
        if (code is not { } id)
            return false;
        var left = await db.AccessCodes.Where(c => c.Id == id).Select(c => c.MaxUses == null ? MostOfOneCode : c.MaxUses.Value - c.UseCount).SingleOrDefaultAsync(cancellationToken);
        var now = database.Now;
        return await db.Holds.CountAsync(h => h.CodeId == id && h.Until > now, cancellationToken) >= Math.Min(left, MostOfOneCode);
    }
}

/// <summary>Gives a held seat back before its time.</summary>
public sealed class ReleaseHold(Database database)
{
    public async Task<Result<bool>> ForAsync(Actor actor, Guid holdId, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.Redeem))
            return Problem.Forbidden;
        return await database.WriteAsync<bool>(actor.WorkspaceId, async db =>
        {
            var offering = await db.Holds.Where(h => h.Id == holdId).Join(db.Sessions, h => h.SessionId, s => s.Id, (_, s) => (Guid?)s.OfferingId).SingleOrDefaultAsync(cancellationToken);
            return offering is { } reached && actor.May(Permission.Redeem, reached) && await SlotRows.ReleaseAsync(db, holdId, cancellationToken) ? true : Problem.NotFound("hold");
        }, cancellationToken);
    }

    public Task<bool> RunAsync(Guid workspaceId, Guid holdId, CancellationToken cancellationToken = default) =>
        database.WriteAsync(workspaceId, db => SlotRows.ReleaseAsync(db, holdId, cancellationToken), cancellationToken);
}

/// <summary>Frees all seats whose hold is over, so that lists show them; whoever wants one frees it anyway.</summary>
public sealed class FreeHolds(Database database)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        List<(Guid Workspace, Guid Session)> over;
        await using (var db = database.Read(Guid.Empty))
            over = await db.QueryAsync("select distinct workspace_id, session_id from hold where until <= @now", row => (row.Guid(0), row.Guid(1)), cancellationToken, ("now", database.Now));
        var freed = 0;
        foreach (var (workspace, session) in over)
        {
            freed += await database.WriteAsync(workspace, async db =>
                await Seats.HoldAsync(db, session, cancellationToken) is null ? 0 : await SlotRows.FreeAsync(db, session, database.Now, cancellationToken), cancellationToken);
        }
        return freed;
    }
}

public static class SlotRefusals
{
    public static readonly Problem Gone = Redemptions.SeatRefusals.Gone;
    public static readonly Problem ByCode = new("session.by_code", 409, "Appointments are booked with a code. Enter yours, or ask the organizer.");
    public static readonly Problem FixedTime = Problem.Invalid("time", "Day, time and length of an appointment are those of the opening hours. Move the booking to another time instead.");
    public static readonly Problem TooMany = new("slot.too_many", 429, "Many people are booking with this code just now. Please try again in a few minutes.");

    public static Problem GoneBut(IReadOnlyList<FreeSlot> next) => Gone with { Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["next"] = next } };
}

/// <summary>Sessions that stand for slots, and the holds in them.</summary>
internal static class SlotRows
{
    /// <summary>
    /// The session of a slot, made if nobody wanted it before, its row held until the transaction ends, and rid of holds that are over.
    /// Null = the hours have no such slot, it has begun, or it was cancelled.
    /// </summary>
    public static async Task<Session?> WantAsync(Db db, DateTimeOffset now, Guid offering, Guid location, DateTimeOffset startsAt, CancellationToken cancellationToken)
    {
        if (startsAt <= now || await SlotHours.ReadAsync(db, offering, location, cancellationToken) is not { } hours || hours.At(startsAt) is not { } slot)
            return null;
        await db.ExecuteAsync(
            """
            insert into session (workspace_id, id, offering_id, location_id, title, place, starts_at, ends_at, capacity, booked, credits, open_to, created_at, version)
            values (@ws, @id, @offering, @location, @title, @place, @starts, @ends, @places, 0, 0, 0, @now, 0) on conflict do nothing
            """, cancellationToken,
            ("id", Guid.CreateVersion7(now)), ("offering", offering), ("location", location), ("title", hours.Offering), ("place", hours.Place), ("starts", slot.StartsAt), ("ends", slot.EndsAt), ("places", slot.Places), ("now", now));
        var id = await db.Sessions.Where(s => s.OfferingId == offering && s.LocationId == location && s.StartsAt == slot.StartsAt).Select(s => s.Id).SingleAsync(cancellationToken);
        if (await Seats.HoldAsync(db, id, cancellationToken) is not { CancelledAt: null } session)
            return null;
        session.Booked -= await FreeAsync(db, id, now, cancellationToken);
        return session;
    }

    /// <summary>Frees the holds of a session that are over; the caller holds its row.</summary>
    public static async Task<int> FreeAsync(Db db, Guid session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var over = await db.ExecuteAsync("delete from hold where workspace_id = @ws and session_id = @session and until <= @now", cancellationToken, ("session", session), ("now", now));
        if (over > 0)
            await db.ExecuteAsync("update session set booked = booked - @over where workspace_id = @ws and id = @session", cancellationToken, ("session", session), ("over", over));
        return over;
    }

    /// <summary>False = there was no such hold any more.</summary>
    public static async Task<bool> ReleaseAsync(Db db, Guid hold, CancellationToken cancellationToken)
    {
        if (await db.Holds.Where(h => h.Id == hold).Select(h => (Guid?)h.SessionId).SingleOrDefaultAsync(cancellationToken) is not { } session)
            return false;
        await Seats.HoldAsync(db, session, cancellationToken);
        if (await db.ExecuteAsync("delete from hold where workspace_id = @ws and id = @hold", cancellationToken, ("hold", hold)) == 0)
            return false;
        await Seats.FreeAsync(db, session, cancellationToken);
        return true;
    }
}
