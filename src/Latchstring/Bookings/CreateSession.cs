using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;

namespace Latchstring.Bookings;

/// <summary>One session of an offering, of whatever kind. It may lie in the past, for what took place unannounced.</summary>
public sealed class CreateSession(Database database)
{
    public sealed record Input(Guid OfferingId, SessionFields Fields);

    public async Task<Result<Session>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if ((actor.Refusal(Permission.ManageOfferings, input.OfferingId) ?? input.Fields.Refusal()) is { } problem)
            return problem;
        return await database.WriteAsync<Session>(actor.WorkspaceId, async db =>
        {
            if (await SessionZones.OfAsync(db, input.OfferingId, cancellationToken) is not { } zone)
                return Problem.NotFound("offering");
            var session = input.Fields.New(db.WorkspaceId, input.OfferingId, input.Fields.StartIn(zone), database.Now);
            db.Add(session);
            db.Add(AuditEntry.By(actor, database.Now, "session.created", "session", session.Id, new { session.OfferingId, session.Title, session.StartsAt, session.Capacity }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return session;
        }, cancellationToken);
    }
}
