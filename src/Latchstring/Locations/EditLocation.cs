using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Sending;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Locations;

/// <summary>Changes a location and what hangs on its booking app. A new pace or window holds for what is in line already.</summary>
public sealed class EditLocation(Database database)
{
    /// <param name="Version">The version that was read; null overwrites whatever is there.</param>
    public sealed record Input(Guid Id, LocationFields Fields, int? Version = null);

    public async Task<Result<LocationView>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        var changed = await database.WriteAsync<Guid>(actor.WorkspaceId, async db =>
        {
            var found = await FindLocation.ReadAsync(db, actor, Permission.ManageOfferings, input.Id, cancellationToken);
            if ((found.Problem ?? input.Fields.Refusal()) is { } problem)
                return problem;
            var view = found.Value;
            var (before, window) = (LocationFields.Of(view), view.Lane.Window);
            var zone = TimeZoneInfo.FindSystemTimeZoneById(view.Location.TimeZone);
            if (input.Version is { } version)
                db.Entry(view.Location).Property(l => l.Version).OriginalValue = version;
            // Also when only the app or a lane changes: who read the old settings must not write them back.
            db.Entry(view.Location).State = EntityState.Modified;
            input.Fields.ApplyTo(view.Location, view.App);
            foreach (var lane in await db.Lanes.Where(l => l.Id == view.App.Id).ToListAsync(cancellationToken))
                input.Fields.ApplyTo(lane);
            var after = LocationFields.Of(view);
            if (before != after)
                db.Add(AuditEntry.By(actor, database.Now, "location.edited", "location", input.Id, new { before, after }));
            await db.SaveChangesAsync(cancellationToken);
            if (window != view.Lane.Window)
                await LookAgainAsync(db, view, window.OpenAt(database.Now, zone), cancellationToken);
            return input.Id;
        }, cancellationToken);
        return changed.Ok ? await new FindLocation(database).RunAsync(actor, input.Id, cancellationToken) : changed.Problem;
    }

    /// <summary>What was put off until the old window opens is looked at again now; what somebody scheduled for that very moment stays.</summary>
    private Task<int> LookAgainAsync(Db db, LocationView view, DateTimeOffset opening, CancellationToken cancellationToken) => db.ExecuteAsync(
        """
        update message set not_before = @now where workspace_id = @ws and lane_id = @lane and status = 'Queued' and handed_at is null and attempts = 0 and not_before = @opening and not_before > @now
            and not exists (select 1 from campaign c where c.workspace_id = @ws and c.id = message.sending_id and c.not_before = @opening)
        """,
        cancellationToken, ("lane", view.App.Id), ("now", database.Now), ("opening", opening));
}
