using Latchstring.Data;

namespace Latchstring.Imports;

public sealed record ImportListRow(Guid Id, string FileName, ImportStatus Status, int New, int Changed, int Unchanged, int StayedOut, string ActorName, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, Guid? AgreementId);

/// <summary>Imports of people, the latest first.</summary>
public sealed class ListImports(Database database)
{
    public static readonly ListQuery<ImportListRow> Rows = new()
    {
        From = "import i",
        Columns = "i.id, i.file_name, i.status, i.new, i.changed, i.unchanged, i.conflicts, i.actor_name, i.created_at, i.ended_at, i.agreement_id",
        Workspace = "i.workspace_id",
        Id = "i.id",
        Map = row => new ImportListRow(row.Guid(0), row.Text(1), row.Enum<ImportStatus>(2), row.Int(3), row.Int(4), row.Int(5), row.Int(6), row.Text(7), row.Time(8), row.TimeOrNull(9), row.GuidOrNull(10)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["created"] = "i.id" },
        DefaultSort = "-created",
    };

    public async Task<Result<Page<ImportListRow>>> RunAsync(Actor actor, PageRequest page, Guid? agreementId = null, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.PageAsync(db, Matching(actor, agreementId), page, cancellationToken);
    }

    public async Task<Count> CountAsync(Actor actor, Guid? agreementId = null, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        return await Rows.CountAsync(db, Matching(actor, agreementId), cancellationToken);
    }

    /// <summary>Those of one contract, or those of people.</summary>
    private static Where Matching(Actor actor, Guid? agreementId)
    {
        var where = agreementId is { } agreement ? new Where().And("i.agreement_id = @agreement", ("agreement", agreement)) : new Where().And("i.agreement_id is null");
        return actor.Offerings is null ? where : where.And("i.options like @by", ("by", $"%\"by\":\"{actor.Id}\"%"));
    }
}
