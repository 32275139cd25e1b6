using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Offerings;

/// <summary>One bundle in a list, with its offerings in their order.</summary>
public sealed record ProgrammeRow(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, int Offerings, long Issued, long Used);

public sealed record ProgrammeFilter(string? Query = null, bool? Archived = false);

/// <summary>The bundles an actor may see: with a scope, those that lie in it wholly.</summary>
public sealed class ListProgrammes(Database database)
{
    public static readonly ListQuery<ProgrammeRow> Rows = new()
    {
        From = "programme p",
        Columns = """
            p.id, p.name, p.created_at, p.archived_at,
            (select count(*) from programme_offering l where l.workspace_id = p.workspace_id and l.programme_id = p.id),
            (select sum(b.issued - b.deleted) from code_batch b where b.workspace_id = p.workspace_id and b.programme_id = p.id),
            (select sum(b.used) from code_batch b where b.workspace_id = p.workspace_id and b.programme_id = p.id)
            """,
        Workspace = "p.workspace_id",
        Id = "p.id",
        Map = row => new ProgrammeRow(row.Guid(0), row.Text(1), row.Time(2), row.TimeOrNull(3), row.Int(4), row.LongOrNull(5) ?? 0, row.LongOrNull(6) ?? 0),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "lower(p.name)", ["created"] = "p.id" },
        DefaultSort = "name",
    };

    public async Task<Result<Page<ProgrammeRow>>> RunAsync(Actor actor, ProgrammeFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, ProgrammeFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, filter), cancellationToken);
    }

    public async IAsyncEnumerable<ProgrammeRow> StreamAsync(Actor actor, ProgrammeFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(actor, filter), sort, cancellationToken))
            yield return row;
    }

    private static Where Matching(Actor actor, ProgrammeFilter filter)
    {
        var where = new Where();
        if (actor.Offerings is not null)
        {
            var inside = new Where().InScope(actor, "l.offering_id");
            where.And($"not exists (select 1 from programme_offering l where l.workspace_id = p.workspace_id and l.programme_id = p.id and not ({inside.Sql("1 = 1")}))", [.. inside.Parameters]);
        }
        if (filter.Archived is { } archived)
            where.And(archived ? "p.archived_at is not null" : "p.archived_at is null");
        return where.Contains(filter.Query, "p.name");
    }
}

/// <summary>One bundle with its offerings.</summary>
public sealed record ProgrammeView(Programme Programme, IReadOnlyList<Offering> Offerings);

public sealed class FindProgramme(Database database)
{
    public async Task<Result<ProgrammeView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var programme = await db.Programmes.SingleOrDefaultAsync(p => p.Id == id, cancellationToken);
        if (programme is null || !await actor.ReachesAsync(db, id, cancellationToken))
            return Problem.NotFound("programme");
        var offerings = await (from link in db.ProgrammeOfferings
                               where link.ProgrammeId == id
                               join offering in db.Offerings on link.OfferingId equals offering.Id
                               orderby link.Position
                               select offering).ToListAsync(cancellationToken);
        return new ProgrammeView(programme, offerings);
    }
}
