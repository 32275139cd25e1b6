using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <summary>Who used a code; <paramref name="ReversedAt"/> when that was taken back.</summary>
public sealed record Redeemer(Guid CodeId, Guid RedemptionId, Guid PersonId, string Name, string? Email, DateTimeOffset RedeemedAt, DateTimeOffset? ReversedAt);

/// <summary>A former text that still opens the code.</summary>
public sealed record CodeAlias(string Text, DateTimeOffset Until);

/// <param name="Redeemers">The first hundred, newest first.</param>
/// <param name="Timeline">What happened to the code, newest first; its making is the batch's.</param>
public sealed record CodeDetail(
    CodeRow Row, FoundCode Found, int Version, IReadOnlyList<Redeemer> Redeemers, IReadOnlyList<AuditEntry> Timeline, IReadOnlyList<CodeAlias> Aliases, CodeExport? Export);

/// <summary>Everything staff may know of one code (S0.15).</summary>
public sealed class SeeCode(Database database, FindCode findCode)
{
    private const int Most = 100;

    public async Task<Result<CodeDetail>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        if (await CodeScope.FindAsync(db, actor, Permission.SeeCodes, id, cancellationToken) is not { } found)
            return Problem.NotFound("code");
        if (found.Problem is { } forbidden)
            return forbidden;
        var keys = database.Keys.Of(actor.WorkspaceId);
        var where = new Where().And("c.id = @one", ("one", id));
        var row = (await CodeList.Query.PageAsync(db, where, new PageRequest(), cancellationToken)).Items[0];
        await CodeList.FillAsync(db, keys, [row], cancellationToken);
        var now = database.Now;
        var aliases = await db.RetiredTexts.Where(t => t.CodeId == id && t.AliasUntil > now && t.SealedText != null).Select(t => new { t.SealedText, t.AliasUntil }).ToListAsync(cancellationToken);
        return new CodeDetail(
            row, (await findCode.RunAsync(actor.WorkspaceId, row.Text, cancellationToken))!, found.Value.Code.Version,
            await RedeemersAsync(db, [id], Most, true, cancellationToken),
            await db.AuditEntries.Where(e => e.SubjectId == id).OrderByDescending(e => e.Id).Take(Most).ToListAsync(cancellationToken),
            aliases.ConvertAll(alias => new CodeAlias(keys.Open(alias.SealedText), alias.AliasUntil!.Value)),
            row.ExportId is { } export ? await db.CodeExports.SingleOrDefaultAsync(e => e.Id == export, cancellationToken) : null);
    }

    /// <summary>Up to <paramref name="each"/> redemptions a code, newest first; one indexed read a code.</summary>
    public static async Task<List<Redeemer>> RedeemersAsync(Db db, IEnumerable<Guid> codes, int each, bool reversed, CancellationToken cancellationToken)
    {
        var all = new List<Redeemer>();
        foreach (var code in codes)
        {
            all.AddRange(await db.QueryAsync(
                $"""
                select r.code_id, p.first_name, p.last_name, p.email, p.phone, r.id, r.person_id, r.redeemed_at, r.reversed_at
                from redemption r join person p on p.workspace_id = r.workspace_id and p.id = r.person_id
                where r.workspace_id = @ws and r.code_id = @code {(reversed ? "" : "and r.reversed_at is null")} order by r.id desc limit {each}
                """,
                row => new Redeemer(row.Guid(0), row.Guid(5), row.Guid(6), CodeList.NameOf(row), row.TextOrNull(3), row.Time(7), row.TimeOrNull(8)), cancellationToken, ("code", code)));
        }
        return all;
    }
}
