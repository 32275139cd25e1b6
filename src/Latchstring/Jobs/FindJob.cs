using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Jobs;

/// <summary>Long work as it stands: 404 outside the workspace, and outside the actor's scope.</summary>
public sealed class FindJob(Database database, IEnumerable<IJobHandler> handlers)
{
    public async Task<Result<Job>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        if (await db.Jobs.SingleOrDefaultAsync(job => job.Id == id, cancellationToken) is not { } found)
            return Problem.NotFound("job");
        if (found.Status == JobStatus.Running && JobProgress.Of(id) is { } done)
            found.Done = Math.Max(found.Done, done);
        if (actor.Offerings is null)
            return found;
        var handler = handlers.FirstOrDefault(handler => handler.Kind == found.Kind);
        return handler is not null && await handler.ReachesAsync(db, actor, found, cancellationToken) ? found : Problem.NotFound("job");
    }
}
