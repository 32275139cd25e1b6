using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>Renames a resource, or corrects its link.</summary>
public sealed class EditResource(Database database)
{
    /// <summary>Null leaves as it is.</summary>
    public sealed record Input(Guid Id, string? Title, string? Url = null);

    public async Task<Result<Resource>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        var check = input.Title is null ? new Check() : new Check().Required(input.Title, "title", 200);
        return await database.WriteAsync<Resource>(actor.WorkspaceId, async db =>
        {
            var resource = await db.Resources.Select(Resources.WithoutContent).AsTracking().SingleOrDefaultAsync(r => r.Id == input.Id, cancellationToken);
            if (resource is null || !actor.May(Permission.ManageOfferings, resource.OfferingId))
                return Problem.NotFound("resource");
            var isLink = resource.Url is not null;
            check.That(!isLink || input.Url is null || (input.Url.OrNull() is { } url && Texts.IsWebAddress(url)), "url", "Enter a full address that begins with https://.");
            if (check.Problem is { } problem)
                return problem;
            var (title, link) = (input.Title?.Trim() ?? resource.Title, isLink ? input.Url.OrNull() ?? resource.Url : null);
            await db.ExecuteAsync("update resource set title = @title, url = @url where workspace_id = @ws and id = @id", cancellationToken, ("title", title), ("url", link), ("id", input.Id));
            db.Add(AuditEntry.By(actor, database.Now, "resource.edited", "offering", resource.OfferingId, new { resource.Id, title, url = link }));
            await db.SaveChangesAsync(cancellationToken);
            (resource.Title, resource.Url) = (title, link);
            return resource;
        }, cancellationToken);
    }
}

/// <summary>Moves a resource one place up or down.</summary>
public sealed class MoveResource(Database database)
{
    public sealed record Input(Guid Id, bool Up);

    public async Task<Result<Guid>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<Guid>(actor.WorkspaceId, async db =>
        {
            var offeringId = await db.Resources.Where(r => r.Id == input.Id).Select(r => (Guid?)r.OfferingId).SingleOrDefaultAsync(cancellationToken);
            if (offeringId is null || !actor.May(Permission.ManageOfferings, offeringId.Value))
                return Problem.NotFound("resource");
            var order = await db.Resources.Where(r => r.OfferingId == offeringId).OrderBy(r => r.Position).ThenBy(r => r.Id).Select(r => r.Id).ToListAsync(cancellationToken);
            var at = order.IndexOf(input.Id);
            var to = input.Up ? at - 1 : at + 1;
            if (to < 0 || to >= order.Count)
                return offeringId.Value;
            (order[at], order[to]) = (order[to], order[at]);
            for (var i = 0; i < order.Count; i++)
                await db.ExecuteAsync("update resource set position = @position where workspace_id = @ws and id = @id and position <> @position", cancellationToken, ("position", i), ("id", order[i]));
            db.Add(AuditEntry.By(actor, database.Now, "resource.moved", "offering", offeringId, new { input.Id, To = to }));
            await db.SaveChangesAsync(cancellationToken);
            return offeringId.Value;
        }, cancellationToken);
    }
}

public sealed class RemoveResource(Database database)
{
    public async Task<Result<Guid>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageOfferings))
            return Problem.Forbidden;
        return await database.WriteAsync<Guid>(actor.WorkspaceId, async db =>
        {
            var resource = await db.Resources.Select(Resources.WithoutContent).SingleOrDefaultAsync(r => r.Id == id, cancellationToken);
            if (resource is null || !actor.May(Permission.ManageOfferings, resource.OfferingId))
                return Problem.NotFound("resource");
            await db.ExecuteAsync("delete from resource where workspace_id = @ws and id = @id", cancellationToken, ("id", id));
            db.Add(AuditEntry.By(actor, database.Now, "resource.removed", "offering", resource.OfferingId, new { resource.Id, resource.Title }));
            await db.SaveChangesAsync(cancellationToken);
            return resource.OfferingId;
        }, cancellationToken);
    }
}
