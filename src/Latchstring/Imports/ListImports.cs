using Latchstring.Data;

namespace Latchstring.Imports;

public sealed record ImportListRow(Guid Id, string FileName, ImportStatus Status, int New, int Changed, int Unchanged, int StayedOut, string ActorName, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

/// <summary>Imports of people, the latest first.</summary>
public sealed class ListImports(Database database)
{
    public static readonly ListQuery<ImportListRow> Rows = new()
    {
        From = "import i",
        Columns = "i.id, i.file_name, i.status, i.new, i.changed, i.unchanged, i.conflicts, i.actor_name, i.created_at, i.ended_at",
        Workspace = "i.workspace_id",
        Id = "i.id",
        Map = row => new ImportListRow(row.Guid(0), row.Text(1), row.Enum<ImportStatus>(2), row.Int(3), row.Int(4), row.Int(5), row.Int(6), row.Text(7), row.Time(8), row.TimeOrNull(9)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["created"] = "i.id" },
        DefaultSort = "-created",
    };

    public async Task<Result<Page<ImportListRow>>> RunAsync(Actor actor, PageRequest page, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor), cancellationToken);
    }

    private static Where Matching(Actor actor) =>
        actor.Offerings is null ? new Where() : new Where().And("i.options like @by", ("by", $"%\"by\":\"{actor.Id}\"%"));
}
