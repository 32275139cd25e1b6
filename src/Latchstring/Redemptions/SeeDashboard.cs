using System.Collections.Concurrent;
using System.Globalization;
using Latchstring.Codes;
using Latchstring.Data;

namespace Latchstring.Redemptions;

/// <summary>What happened lately, for who may see codes; limited to the offerings in scope.</summary>
/// <param name="Days">Redemptions a day of the workspace's zone, oldest first, today last.</param>
/// <param name="Requests">Guests who asked for a new code and wait; counted up to 100.</param>
/// <param name="Guessing">Set for a day after somebody was noticed trying codes.</param>
public sealed record Dashboard(IReadOnlyList<(DateOnly Day, long Redemptions)> Days, IReadOnlyList<BatchFigures> Newest, IReadOnlyList<BatchFigures> ExpiringSoon, CodeTotals Totals, int Requests, Guessing? Guessing);

/// <summary>What staff are told when <see cref="CodeTries"/> counted too many failures.</summary>
/// <param name="Guessable">Batches whose texts people made up, and which still open something.</param>
public sealed record Guessing(DateTimeOffset NoticedAt, IReadOnlyList<BatchFigures> Guessable);

/// <summary>Kept counts over all batches in scope.</summary>
public sealed record CodeTotals(long Codes, long Used, long Uses);

/// <summary>A batch in numbers that add up: used, unused and off are all of its codes.</summary>
public sealed record BatchFigures(Guid Id, string? Opens, string? Note, DateTimeOffset CreatedAt, DateTimeOffset? ValidTill, long Codes, long Used, long Off)
{
    /// <summary>Neither used nor switched off; expired instead when the batch's end has passed.</summary>
    public long Unused => Math.Max(0, Codes - Used - Off);
}

/// <summary>Reads kept counts and ranges of keys; it counts no large table. Days that are over cannot change and are remembered.</summary>
public sealed class SeeDashboard(Database database)
{
    public const int Days = 30;

    public DateTimeOffset Now => database.Now;

    private const string Figures = """
        select b.id, coalesce(o.name, p.name), b.note, b.created_at, b.valid_till, b.issued - b.deleted - b.archived, b.used, b.inactive
        from code_batch b left join offering o on o.workspace_id = b.workspace_id and o.id = b.offering_id left join programme p on p.workspace_id = b.workspace_id and p.id = b.programme_id
        where 
        """;

    private readonly ConcurrentDictionary<(Guid Workspace, string Zone, string Scope, DateOnly Day), long> _over = new();

    public async Task<Result<Dashboard>> RunAsync(Actor actor, TimeZoneInfo zone, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var where = new Where();
        CodeFilter.Scope(where, actor);
        var newest = await BatchesAsync(db, where.Sql("b.workspace_id = @ws") + " and b.issued > b.deleted + b.archived order by b.id desc limit 8", where, cancellationToken);
        var soon = await BatchesAsync(db, where.Sql("b.workspace_id = @ws and b.valid_till > @now and b.valid_till < @soon") + " and b.issued - b.deleted - b.archived > b.used + b.inactive order by b.valid_till limit 6", where, cancellationToken);
        var totals = await db.QueryAsync($"select sum(b.issued - b.deleted), sum(b.used), sum(b.uses) from code_batch b where {where.Sql("b.workspace_id = @ws")}",
            row => new CodeTotals(row.LongOrNull(0) ?? 0, row.LongOrNull(1) ?? 0, row.LongOrNull(2) ?? 0), cancellationToken, [.. where.Parameters]);
        var requests = actor.May(Permission.ManageCodes) && actor.Offerings is null
            ? (await db.QueryAsync("select count(*) from (select 1 from code_request where workspace_id = @ws and handled_at is null limit 100) as waiting", row => row.Int(0), cancellationToken))[0] : 0;
        return new Dashboard(await DaysAsync(db, actor, where, zone, cancellationToken), newest, soon, totals[0], requests, await GuessingAsync(db, actor, where, cancellationToken));
    }

    private async Task<Guessing?> GuessingAsync(Db db, Actor actor, Where where, CancellationToken cancellationToken)
    {
        if (!actor.May(Permission.ManageCodes))
            return null;
        var noticed = await db.QueryAsync("select at from audit_entry where workspace_id = @ws and subject_id = @ws and action = 'guessing.noticed' and at > @since order by at desc limit 1",
            row => row.Time(0), cancellationToken, ("since", database.Now - CodeTries.AlertFor));
        return noticed.Count == 0 ? null : new Guessing(noticed[0], await BatchesAsync(db, where.Sql("b.workspace_id = @ws and (b.naming = 'Sequential' or b.origin = 'Csv') and (b.valid_till is null or b.valid_till > @now)")
            + " and b.issued - b.deleted - b.archived > b.used + b.inactive order by b.id desc limit 6", where, cancellationToken));
    }

    private Task<List<BatchFigures>> BatchesAsync(Db db, string where, Where scope, CancellationToken cancellationToken) => db.QueryAsync(
        Figures + where,
        row => new BatchFigures(row.Guid(0), row.TextOrNull(1), row.TextOrNull(2), row.Time(3), row.TimeOrNull(4), row.Long(5), row.Long(6), row.Long(7)),
        cancellationToken, [.. scope.Parameters, ("now", database.Now), ("soon", database.Now.AddDays(Days))]);

    private async Task<List<(DateOnly, long)>> DaysAsync(Db db, Actor actor, Where where, TimeZoneInfo zone, CancellationToken cancellationToken)
    {
        if (_over.Count > 100_000)
            _over.Clear();
        var scope = actor.Offerings is null ? "" : string.Join(',', actor.Offerings.Order());
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(database.Now, zone).DateTime);
        var days = new List<(DateOnly, long)>();
        for (var day = today.AddDays(1 - Days); day <= today; day = day.AddDays(1))
        {
            var key = (actor.WorkspaceId, zone.Id, scope, day);
            if (!_over.TryGetValue(key, out var count))
            {
                count = await CountAsync(db, where, StartOf(day, zone), StartOf(day.AddDays(1), zone), cancellationToken);
                if (day < today.AddDays(-1))
                    _over[key] = count;
            }
            days.Add((day, count));
        }
        return days;
    }

    /// <summary>Redemptions of a span of time are one range of the primary key.</summary>
    private static async Task<long> CountAsync(Db db, Where where, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var source = where.IsEmpty ? "redemption r" : "redemption r join code_batch b on b.workspace_id = r.workspace_id and b.id = r.batch_id";
        var counted = await db.QueryAsync($"select count(*) from {source} where {where.Sql("r.workspace_id = @ws and r.id >= @from_id and r.id < @to_id")}",
            row => row.Long(0), cancellationToken, [.. where.Parameters, ("from_id", FirstIdAt(from)), ("to_id", FirstIdAt(to))]);
        return counted[0];
    }

    private static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // Where clocks go forward at midnight the day starts an hour later.
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(30);
        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
    }

    /// <summary>The smallest version-7 id of this millisecond.</summary>
    internal static Guid FirstIdAt(DateTimeOffset time) =>
        Guid.Parse($"{time.ToUnixTimeMilliseconds():x12}00000000000000000000".Insert(8, "-").Insert(13, "-").Insert(18, "-").Insert(23, "-"), CultureInfo.InvariantCulture);
}
