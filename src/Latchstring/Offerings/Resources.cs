using System.Data;
using System.Linq.Expressions;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

internal static class Resources
{
    /// <summary>Everything but the bytes, so that a list of files stays small.</summary>
    public static readonly Expression<Func<Resource, Resource>> WithoutContent = r => new Resource
    {
        WorkspaceId = r.WorkspaceId,
        Id = r.Id,
        OfferingId = r.OfferingId,
        Title = r.Title,
        Url = r.Url,
        FileName = r.FileName,
        ContentType = r.ContentType,
        Position = r.Position,
        CreatedAt = r.CreatedAt,
    };

    public static Task<List<Resource>> OfAsync(Db db, Guid offeringId, CancellationToken cancellationToken) =>
        db.Resources.Where(r => r.OfferingId == offeringId).OrderBy(r => r.Position).ThenBy(r => r.Id).Select(WithoutContent).ToListAsync(cancellationToken);
}

/// <summary>The resources of an offering, for staff.</summary>
public sealed class ListResources(Database database)
{
    public async Task<Result<IReadOnlyList<Resource>>> RunAsync(Actor actor, Guid offeringId, CancellationToken cancellationToken = default)
    {
        if (actor.Refusal(Permission.SeeOfferings, offeringId) is { } problem)
            return problem;
        await using var db = database.Read(actor.WorkspaceId);
        return await db.Offerings.AnyAsync(o => o.Id == offeringId, cancellationToken)
            ? await Resources.OfAsync(db, offeringId, cancellationToken)
            : Problem.NotFound("offering");
    }
}

/// <summary>A file on its way out. Dispose it when it has been sent.</summary>
public sealed class ResourceFile(string fileName, string contentType, Stream content, IAsyncDisposable[] behind) : IAsyncDisposable
{
    public string FileName => fileName;
    public string ContentType => contentType;
    public Stream Content => content;

    public async ValueTask DisposeAsync()
    {
        await content.DisposeAsync();
        foreach (var thing in behind)
            await thing.DisposeAsync();
    }
}

/// <summary>Opens the file of a resource for staff who see the offering, and for people whose access is open now.</summary>
public sealed class OpenResource(Database database)
{
    public async Task<Result<ResourceFile>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        var db = database.Read(actor.WorkspaceId);
        var found = await db.Resources.Where(r => r.Id == id && r.FileName != null).Select(Resources.WithoutContent).SingleOrDefaultAsync(cancellationToken);
        if (found is null || await new Entrance(actor, database.Now).RefusalAsync(db, found.OfferingId, cancellationToken) is not null)
        {
            await db.DisposeAsync();
            return Problem.NotFound("resource");
        }
        var command = db.Command("select content from resource where workspace_id = @ws and id = @id", ("id", id));
        var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new ResourceFile(found.FileName!, found.ContentType!, reader.GetStream(0), [reader, command, db]);
    }
}
