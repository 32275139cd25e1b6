using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Locations;

/// <summary>Takes a location and its booking app out of the lists, or back in. Its people stay its people.</summary>
public sealed class ArchiveLocation(Database database)
{
    public sealed record Input(Guid Id, bool Archived = true);

    public Task<Result<Location>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default) => database.WriteAsync<Location>(actor.WorkspaceId, async db =>
    {
        var found = await FindLocation.ReadAsync(db, actor, Permission.ManageOfferings, input.Id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var (location, app) = (found.Value.Location, found.Value.App);
        if (location.ArchivedAt is not null == input.Archived)
            return location;
        location.ArchivedAt = app.ArchivedAt = input.Archived ? database.Now : null;
        db.Add(AuditEntry.By(actor, database.Now, input.Archived ? "location.archived" : "location.restored", "location", location.Id, new { location.Name }));
        await db.SaveChangesAsync(cancellationToken);
        return location;
    }, cancellationToken);
}
