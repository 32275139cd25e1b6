using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.Sending;

namespace Latchstring.Partners;

/// <param name="Kept">Registered, or waiting for it: their invitation is part of a registration.</param>
public sealed record GuestsDeleted(int Deleted, int Kept);

/// <summary>
/// Deletes invitations with their codes, for staff only (S1.10, S1.62, X2); their places in the quota are free again. An invitation by which somebody
/// came in is kept, as every code that was used (X1).
/// </summary>
public sealed class DeleteGuests(Database database)
{
    public const int AtOnce = 10_000;
    private const int Chunk = 500;

    public async Task<Result<GuestsDeleted>> RunAsync(Actor actor, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        if (ids.Count > AtOnce)
            return Problem.Invalid("ids", "Delete at most {0} invitations at once.", AtOnce);
        var (deleted, seen) = (0, 0);
        foreach (var chunk in ids.Distinct().Chunk(Chunk))
        {
            var (gone, known) = await database.WriteAsync(actor.WorkspaceId, db => DeleteAsync(db, actor, chunk, cancellationToken), cancellationToken);
            (deleted, seen) = (deleted + gone, seen + known);
        }
        return seen == 0 && ids.Count == 1 ? Problem.NotFound("guest") : new GuestsDeleted(deleted, seen - deleted);
    }

    private async Task<(int Deleted, int Known)> DeleteAsync(Db db, Actor actor, Guid[] chunk, CancellationToken cancellationToken)
    {
        var where = new Where().And($"i.agreement_id is not null and i.id in ({string.Join(',', chunk.Select((_, n) => $"@id{n}"))})", [.. chunk.Select((id, n) => ($"id{n}", (object?)id))]).InScope(actor, "i.offering_id");
        var known = await db.QueryAsync(
            $"""
            select i.id, i.code_id, i.agreement_id, c.use_count, case when exists (select 1 from registration r where r.workspace_id = i.workspace_id and r.invitation_id = i.id and r.status in ('Registered', 'AwaitingApproval', 'Waiting')) then 1 else 0 end
            from invitation i join access_code c on c.workspace_id = i.workspace_id and c.id = i.code_id where {where.Sql("i.workspace_id = @ws")} order by i.id
            """,
            row => (Id: row.Guid(0), Code: row.Guid(1), Agreement: row.Guid(2), Used: row.Int(3) > 0 || row.Bool(4)), cancellationToken, [.. where.Parameters]);
        var free = known.FindAll(one => !one.Used);
        if (free.Count == 0)
            return (0, known.Count);
        var codes = free.ConvertAll(one => one.Code);
        await VoidInvites.OldCodesAsync(db, actor, codes, database.Now, cancellationToken);
        var gone = await ChangeCodes.ChangeAsync(db, actor, CodeChange.Delete, codes, database.Now, cancellationToken);
        // Whoever registered at this moment was faster: their code refused, their invitation stays.
        var left = (await db.QueryAsync($"select id from invitation where workspace_id = @ws and id in ({string.Join(',', chunk.Select((_, n) => $"@id{n}"))})", row => row.Guid(0), cancellationToken, [.. chunk.Select((id, n) => ($"id{n}", (object?)id))])).ToHashSet();
        await AuditEntry.InsertAsync(db, [.. free.Where(one => !left.Contains(one.Id)).Select(one => AuditEntry.By(actor, database.Now, "guest.deleted", "invitation", one.Id, new { one.Agreement }))]);
        return ((int)gone.Changed, known.Count);
    }
}
