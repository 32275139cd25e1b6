using Latchstring.Agreements;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>Which level says how many guests a partner may invite (S1.22, X12): its own number, else its packages, else the event's number for each.</summary>
public enum QuotaSource { None, Event, Packages, Own }

/// <summary>A package that the partner holds and that allows invitations.</summary>
public sealed record HeldQuota(string Package, int Quantity, int Each)
{
    public long Total => (long)Quantity * Each;
}

/// <summary>
/// How many guests a partnership may invite, how many it has, and why: the ledger that explains the number. Verbs, pages and programs all ask
/// here.
/// </summary>
/// <param name="Own">0 = none at all; null = inherited (S1.26).</param>
/// <param name="OfEvent">For each partner (S1.24); null = not limited.</param>
/// <param name="Use">When the event counts a guest.</param>
/// <param name="Used">Invitations that count: not cancelled, not deleted.</param>
/// <param name="Pending">Of those, without an answer; the others are <paramref name="Registered"/>, waiting for a place or a yes, or have <paramref name="Declined"/>.</param>
/// <param name="Returned">Cancelled before they registered: they gave their place back.</param>
/// <param name="NotYet">Invitations that do not count yet, by <paramref name="Use"/>.</param>
public sealed record Quota(Guid AgreementId, int? Own, IReadOnlyList<HeldQuota> Packages, int? OfEvent, QuotaUse Use, int Used, int Pending, int Registered, int Waiting, int Declined, int Returned, int NotYet)
{
    public QuotaSource Source => Own is not null ? QuotaSource.Own : Packages.Count > 0 ? QuotaSource.Packages : OfEvent is not null ? QuotaSource.Event : QuotaSource.None;

    /// <summary>Null = not limited (S1.21).</summary>
    public int? Limit => Own ?? (Packages.Count > 0 ? (int)Math.Min(int.MaxValue, Packages.Sum(held => held.Total)) : OfEvent);

    /// <summary>Never below nothing: a number lowered under its use only stops new ones.</summary>
    public int? Left => Limit is { } limit ? Math.Max(0, limit - Used) : null;

    /// <summary>Null = so many fit.</summary>
    public Problem? RefusalOf(int asked) => Left is not { } left || asked <= left ? null
        : new Problem("quota.exceeded", 409, left == 0 ? "All {0} invitations are used. Cancel a pending one, or ask the organizer for more." : "{1} invitations are left, and these are {2}. Nothing was added. You can add the first {1}.", null, Limit!, left, asked)
        {
            Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["limit"] = Limit, ["used"] = Used, ["left"] = left, ["asked"] = asked },
        };

    /// <param name="toChange">Holds the partnership until the end of the transaction, so that two of its team cannot overshoot together (S1.84).</param>
    internal static async Task<Quota> ReadAsync(Db db, Guid agreementId, bool toChange, CancellationToken cancellationToken)
    {
        if (toChange)
            await db.HoldAsync("agreement", cancellationToken, agreementId);
        var packages = await db.QueryAsync(
            """
            select p.name, h.quantity, p.invitation_quota from holding h join package p on p.workspace_id = h.workspace_id and p.id = h.package_id
            where h.workspace_id = @ws and h.agreement_id = @agreement and p.invitation_quota is not null order by p.name, p.id
            """,
            row => new HeldQuota(row.Text(0), row.Int(1), row.Int(2)), cancellationToken, ("agreement", agreementId));
        var read = await db.QueryAsync(
            """
            select g.quota, s.quota, s.quota_use from agreement g left join partner_settings s on s.workspace_id = g.workspace_id and s.offering_id = g.offering_id
            where g.workspace_id = @ws and g.id = @agreement
            """,
            row => (Own: row.IntOrNull(0), Event: row.IntOrNull(1), Use: row.IsNull(2) ? QuotaUse.Creation : row.Enum<QuotaUse>(2)), cancellationToken, ("agreement", agreementId));
        var uses = await db.QueryAsync(
            """
            select case when i.cancelled_at is not null then 'r' when i.counted_at is null then 'n' when r.status = 'Registered' then 'g' when r.status in ('AwaitingApproval', 'Waiting') then 'w'
                    when i.declined_at is not null or r.status in ('Refused', 'Cancelled') then 'd' else 'p' end as kind, count(*)
            from invitation i left join registration r on r.workspace_id = i.workspace_id and r.offering_id = i.offering_id and r.person_id = i.person_id
            where i.workspace_id = @ws and i.agreement_id = @agreement and (i.cancelled_at is null or i.counted_at is not null) group by 1
            """,
            row => (Kind: row.Text(0), Count: (int)row.Long(1)), cancellationToken, ("agreement", agreementId));
        int Of(string kind) => uses.Find(one => one.Kind == kind).Count;
        var numbers = read.Count == 1 ? read[0] : (null, null, QuotaUse.Creation);
        return new Quota(agreementId, numbers.Own, packages, numbers.Event, numbers.Use, Of("p") + Of("g") + Of("w") + Of("d"), Of("p"), Of("g"), Of("w"), Of("d"), Of("r"), Of("n"));
    }

    /// <summary>
    /// In the transaction in which these invitations reach <paramref name="moment"/>: from now on those that did not count do, if the event counts
    /// them then; or all are refused. An invitation that has come further than the event asks for counts as well.
    /// </summary>
    internal static async Task<Problem?> CountAsync(Db db, Guid agreementId, QuotaUse moment, IReadOnlyCollection<Guid> invitations, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var quota = await ReadAsync(db, agreementId, toChange: true, cancellationToken);
        if (moment < quota.Use)
            return null;
        var fresh = await db.Invitations.AsNoTracking().Where(i => invitations.Contains(i.Id) && i.AgreementId == agreementId && i.CountedAt == null && i.CancelledAt == null).Select(i => i.Id).ToListAsync(cancellationToken);
        if (fresh.Count == 0)
            return null;
        if (quota.RefusalOf(fresh.Count) is { } problem)
            return problem;
        await db.UpdateManyAsync("update invitation as i set counted_at = @now, version = version + 1 from {rows} where i.workspace_id = @ws and i.id = a.id and i.counted_at is null", [("now", now)], ("id", fresh.ToArray()));
        return null;
    }
}

/// <summary>The ledger of one partnership, for its team and for staff.</summary>
public sealed class SeeQuota(Database database)
{
    public async Task<Result<Quota>> RunAsync(Actor actor, Guid agreementId, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        var found = await Partnership.FindAsync(db, actor, agreementId, toInvite: false, cancellationToken);
        return found.Ok ? await Quota.ReadAsync(db, agreementId, toChange: false, cancellationToken) : found.Problem;
    }
}
