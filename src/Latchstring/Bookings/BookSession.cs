using Latchstring.Data;

namespace Latchstring.Bookings;

/// <summary>
/// A seat for a person, or the next place in the waiting list when all are taken. Somebody who has one already gets it back unchanged.
/// People book for themselves; staff for anybody whom the offering knows, also while the session runs.
/// </summary>
public sealed class BookSession(Database database)
{
    /// <param name="Wait">false = refuse when it is full.</param>
    public sealed record Input(Guid SessionId, Guid PersonId, bool Wait = true);

    public async Task<Result<Booking>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) =>
        await database.WriteAsync<Booking>(actor.WorkspaceId, async db =>
        {
            if (await Seats.HoldAsync(db, input.SessionId, cancellationToken) is not { } session)
                return Problem.NotFound("session");
            if (await BookingScope.RefusalAsync(db, actor, input.PersonId, session.OfferingId, cancellationToken) is { } problem)
                return problem;
            if (session.LocationId is not null && !actor.May(Permission.ManagePeople, session.OfferingId))
                return SlotRefusals.ByCode;
            // Nobody waits for an appointment: there is always another time.
            return await Seats.BookAsync(db, actor, database.Now, session, input.PersonId, input.Wait && session.LocationId is null, cancellationToken);
        }, cancellationToken);
}
