using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Sending;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Locations;

/// <summary>One location. Whoever is limited to some offerings sees the locations whose booking app is among them.</summary>
public sealed class FindLocation(Database database)
{
    public async Task<Result<LocationView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await ReadAsync(db, actor, Permission.SeeOfferings, id, cancellationToken);
    }

    internal static async Task<Result<LocationView>> ReadAsync(Db db, Actor actor, Permission permission, Guid id, CancellationToken cancellationToken)
    {
        if (!actor.May(permission))
            return Problem.Forbidden;
        if (await db.Offerings.SingleOrDefaultAsync(o => o.LocationId == id, cancellationToken) is not { } app || !actor.May(permission, app.Id))
            return Problem.NotFound("location");
        var counts = await db.QueryAsync(
            """
            select (select count(*) from person p where p.workspace_id = @ws and p.location_id = @id),
                   (select count(*) from registration r where r.workspace_id = @ws and r.offering_id = @app and r.status = 'Registered')
            """,
            row => (People: row.Long(0), Accepted: row.Long(1)), cancellationToken, ("id", id), ("app", app.Id));
        return new LocationView(
            await db.Locations.SingleAsync(l => l.Id == id, cancellationToken), app, await db.Lanes.SingleAsync(l => l.Id == app.Id && l.Channel == Channel.Email, cancellationToken), counts[0].People, counts[0].Accepted);
    }
}
