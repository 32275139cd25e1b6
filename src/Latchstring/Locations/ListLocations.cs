using System.Globalization;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Workspaces;

namespace Latchstring.Locations;

/// <summary>One location in a list. <paramref name="Accepted"/> of its <paramref name="People"/> have registered in its app.</summary>
public sealed record LocationRow(
    Guid Id, Guid AppId, string Name, string TimeZone, TimeOnly OpensAt, TimeOnly ClosesAt, int PerMinute, string? SupportContact, int InviteHours, int? RemindHours,
    long People, long Accepted, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt)
{
    public static LocationRow Of(LocationView view) => new(
        view.Location.Id, view.App.Id, view.Location.Name, view.Location.TimeZone, view.Lane.OpensAt, view.Lane.ClosesAt, view.Lane.PerMinute, view.Location.SupportContact,
        view.App.InviteHours, view.App.RemindHours, view.People, view.Accepted, view.Location.CreatedAt, view.Location.ArchivedAt);
}

/// <param name="Query">Part of the name, in any case.</param>
/// <param name="Archived">False = those in use, true = the archived ones, null = all.</param>
public sealed record LocationFilter(string? Query = null, bool? Archived = false);

/// <summary>The locations an actor may see.</summary>
public sealed class ListLocations(Database database)
{
    public static readonly ListQuery<LocationRow> Rows = new()
    {
        From = """
            location l join offering o on o.workspace_id = l.workspace_id and o.location_id = l.id
            join lane e on e.workspace_id = o.workspace_id and e.id = o.id and e.channel = 'Email'
            """,
        Columns = """
            l.id, o.id, l.name, l.time_zone, cast(e.opens_at as text), cast(e.closes_at as text), e.per_minute, l.support_contact, o.invite_hours, o.remind_hours,
            (select count(*) from person p where p.workspace_id = l.workspace_id and p.location_id = l.id),
            (select count(*) from registration r where r.workspace_id = o.workspace_id and r.offering_id = o.id and r.status = 'Registered'),
            l.created_at, l.archived_at
            """,
        Workspace = "l.workspace_id",
        Id = "l.id",
        Map = row => new LocationRow(
            row.Guid(0), row.Guid(1), row.Text(2), row.Text(3), TimeOnly.Parse(row.Text(4), CultureInfo.InvariantCulture), TimeOnly.Parse(row.Text(5), CultureInfo.InvariantCulture), row.Int(6),
            row.TextOrNull(7), row.Int(8), row.IntOrNull(9), row.Long(10), row.Long(11), row.Time(12), row.TimeOrNull(13)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = "lower(l.name)", ["created"] = "l.id" },
        DefaultSort = "name",
    };

    public async Task<Result<Page<LocationRow>>> RunAsync(Actor actor, LocationFilter filter, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, filter), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, LocationFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, filter), cancellationToken);
    }

    public async IAsyncEnumerable<LocationRow> StreamAsync(Actor actor, LocationFilter filter, string? sort, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeOfferings))
            yield break;
        await using var db = database.Read(actor.WorkspaceId);
        await foreach (var row in Rows.StreamAsync(db, Matching(actor, filter), sort, cancellationToken))
            yield return row;
    }

    private static Where Matching(Actor actor, LocationFilter filter)
    {
        var where = new Where().InScope(actor, "o.id");
        if (filter.Archived is { } archived)
            where.And(archived ? "l.archived_at is not null" : "l.archived_at is null");
        return where.Contains(filter.Query, "l.name");
    }
}
