using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Sending;
using Latchstring.Workspaces;

namespace Latchstring.Locations;

/// <summary>Makes a location together with its booking app and the two lanes in which its e-mails and text messages leave.</summary>
public sealed class CreateLocation(Database database)
{
    public async Task<Result<LocationView>> RunAsync(Actor actor, LocationFields fields, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        if (actor.Offerings is not null)
            return OfferingRefusals.OnlySome;
        if (fields.Refusal() is { } problem)
            return problem;
        var location = new Location { WorkspaceId = actor.WorkspaceId, Name = "", TimeZone = "", CreatedAt = database.Now };
        var app = new Offering { WorkspaceId = actor.WorkspaceId, Kind = OfferingKind.App, Name = "", LocationId = location.Id, CreatedAt = database.Now };
        fields.ApplyTo(location, app);
        Lane LaneOf(Channel channel) => new() { WorkspaceId = actor.WorkspaceId, Id = app.Id, Channel = channel, NextAt = database.Now };
        Lane[] lanes = [LaneOf(Channel.Email), LaneOf(Channel.Sms)];
        foreach (var lane in lanes)
            fields.ApplyTo(lane);
        return await database.WriteAsync(actor.WorkspaceId, async db =>
        {
            db.Add(location);
            db.Add(app);
            db.AddRange(lanes);
            db.Add(AuditEntry.By(actor, database.Now, "location.created", "location", location.Id, new { location.Name, appId = app.Id }));
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
            return new LocationView(location, app, lanes[0], 0, 0);
        }, cancellationToken);
    }
}
