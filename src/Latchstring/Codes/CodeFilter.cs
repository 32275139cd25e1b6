using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>
/// What a list, an export or a change of many codes is limited to. Everything null = all codes that are not archived.
/// <paramref name="Price"/> is a price's id, or "none". <paramref name="Q"/> is a code, an e-mail, a name, or words of a batch's note.
/// </summary>
public sealed record CodeFilter(
    Guid? BatchId = null, Guid? OfferingId = null, Guid? ProgrammeId = null, CodeStatus? Status = null, bool? Used = null, Usage? Usage = null,
    bool? Assigned = null, bool? Exported = null, string? Price = null, string? Q = null, bool Archived = false, Guid? ExportId = null, Guid? AgreementId = null)
{
    public bool IsEmpty => this == new CodeFilter();

    /// <summary>The same filter as a query string without its question mark, as kept with an export.</summary>
    public string Query => string.Join('&', Pairs().Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value)}"));

    /// <summary>For the audit: what was searched for may be a code and is left out.</summary>
    public string Told => (this with { Q = string.IsNullOrWhiteSpace(Q) ? null : "…" }).Query;

    public IEnumerable<(string Name, string Value)> Pairs()
    {
        if (BatchId is { } batch)
            yield return ("batchId", batch.ToString());
        if (OfferingId is { } offering)
            yield return ("offeringId", offering.ToString());
        if (ProgrammeId is { } programme)
            yield return ("programmeId", programme.ToString());
        if (AgreementId is { } agreement)
            yield return ("agreementId", agreement.ToString());
        if (Status is { } status)
            yield return ("status", NameOf(status));
        else if (Archived)
            yield return ("status", "all");
        if (Used is { } used)
            yield return ("used", used ? "true" : "false");
        if (Usage is { } usage)
            yield return ("usage", usage == Codes.Usage.Single ? "single" : "multiple");
        if (Assigned is { } assigned)
            yield return ("assigned", assigned ? "true" : "false");
        if (Exported is { } exported)
            yield return ("exported", exported ? "true" : "false");
        if (ExportId is { } export)
            yield return ("exportId", export.ToString());
        if (!string.IsNullOrWhiteSpace(Price))
            yield return ("price", Price);
        if (!string.IsNullOrWhiteSpace(Q))
            yield return ("q", Q);
    }

    /// <summary>The conditions over <c>c</c> = access_code and <c>b</c> = code_batch, within the actor's scope. Null = nothing can match.</summary>
    public async Task<Where?> WhereAsync(Db db, Actor actor, WorkspaceKeys keys, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var where = new Where();
        if (BatchId is { } batch)
            where.And("c.id between @batch_first and @batch_last", ("batch_first", AccessCode.RangeOf(batch).First), ("batch_last", AccessCode.RangeOf(batch).Last));
        Scope(where, actor);
        if (OfferingId is { } offering)
            await BoundAsync(db, where, "offering_id", offering, cancellationToken);
        else if (ProgrammeId is { } programme)
            await BoundAsync(db, where, "programme_id", programme, cancellationToken);
        if (AgreementId is { } agreement)
            await BoundAsync(db, where, "agreement_id", agreement, cancellationToken);
        Facts(where, now);
        if (Status == CodeStatus.Expired && await FewEndedAsync(db, now, cancellationToken))
            where.And($"{Ends(db)} <= @now");
        return string.IsNullOrWhiteSpace(Q) ? where : await CodeSearch.AndAsync(db, where, Q.Trim(), keys, cancellationToken);
    }

    public static CodeStatus? StatusOf(string? name) => name switch
    {
        "valid" => CodeStatus.Valid,
        "inactive" => CodeStatus.Inactive,
        "archived" => CodeStatus.Archived,
        "usedUp" => CodeStatus.UsedUp,
        "expired" => CodeStatus.Expired,
        "notYetValid" => CodeStatus.NotYetValid,
        _ => null,
    };

    public static string NameOf(CodeStatus status) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(status.ToString());

    /// <summary>A scoped actor sees codes of the offerings in scope, and of programmes that lie in it whole.</summary>
    public static void Scope(Where where, Actor actor)
    {
        if (actor.Offerings is null)
            return;
        var parameters = actor.Offerings.Select((id, i) => ($"scope{i}", (object?)id)).ToArray();
        var list = parameters.Length == 0 ? "null" : string.Join(',', parameters.Select(p => "@" + p.Item1));
        where.And($"(b.offering_id in ({list}) or (b.programme_id is not null and not exists (select 1 from programme_offering s where s.workspace_id = @ws and s.programme_id = b.programme_id and s.offering_id not in ({list}))))", parameters);
    }

    /// <summary>Codes of one offering, programme or agreement lie between its first and its last batch, so the walk over the primary key is bounded.</summary>
    private static async Task BoundAsync(Db db, Where where, string column, Guid id, CancellationToken cancellationToken)
    {
        var batches = await db.QueryAsync($"select id from code_batch where workspace_id = @ws and {column} = @{column}", row => row.Guid(0), cancellationToken, (column, id));
        var ordered = batches.Order(GuidOrder.Instance).ToList();
        var (first, last) = ordered.Count == 0 ? (id, id) : (ordered[0], ordered[^1]);
        where.And($"c.id between @{column}_first and @{column}_last", ($"{column}_first", AccessCode.RangeOf(first).First), ($"{column}_last", AccessCode.RangeOf(last).Last));
        where.And($"b.{column} = @{column}", (column, id));
    }

    /// <summary>
    /// Few are found by the index of ends, in which SQLite would sort half of all codes where many have ended; those are soon met on the walk over
    /// the primary key (measured at ten million, none ended: 0.8 s for a page without this).
    /// </summary>
    private static async Task<bool> FewEndedAsync(Db db, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await db.QueryAsync($"select count(*) from (select 1 from access_code c where c.workspace_id = @ws and {Ends(db)} <= @now limit {Few + 1}) ended",
            row => row.Long(0), cancellationToken, ("now", now)))[0] <= Few;

    private const int Few = 10_000;

    private static string Ends(Db db) => $"coalesce(c.valid_till, {db.Infinity})";

    private void Facts(Where where, DateTimeOffset now)
    {
        if (Status is { } status)
            StatusFact(where, status, now);
        else if (!Archived)
            where.And("c.state <> 'Archived'");
        if (Used is { } used)
            where.And(used ? "c.use_count > 0" : "c.use_count = 0");
        if (Usage is { } usage)
            where.And(usage == Codes.Usage.Single ? "c.max_uses = 1" : "(c.max_uses is null or c.max_uses > 1)");
        if (Assigned is { } assigned)
            where.And(assigned ? "c.assignee_id is not null" : "c.assignee_id is null");
        if (Exported is { } exported)
            where.And(exported ? "c.export_id is not null" : "c.export_id is null");
        if (ExportId is { } export)
            where.And("c.export_id = @export", ("export", export));
        if (Guid.TryParse(Price, out var price))
            where.And("c.price_id = @price", ("price", price));
        else if (Price == "none")
            where.And("c.price_id is null");
    }

    /// <summary>The same order of cases as <see cref="AccessCode.StatusOf"/>, for SQL. The partial indexes need their condition in so many words.</summary>
    internal static void StatusFact(Where where, CodeStatus status, DateTimeOffset now)
    {
        const string Open = "c.state = 'Active' and (c.max_uses is null or c.use_count < c.max_uses)";
        _ = status switch
        {
            CodeStatus.Archived => where.And("c.state <> 'Active' and c.state = 'Archived'"),
            CodeStatus.Inactive => where.And("c.state <> 'Active' and c.state = 'Inactive'"),
            CodeStatus.UsedUp => where.And("c.use_count > 0 and c.state = 'Active' and c.use_count >= c.max_uses"),
            CodeStatus.Expired => where.And($"{Open} and c.valid_till <= @now", ("now", now)),
            CodeStatus.NotYetValid => where.And($"{Open} and (c.valid_till is null or c.valid_till > @now) and c.valid_from > @now", ("now", now)),
            _ => where.And($"{Open} and (c.valid_till is null or c.valid_till > @now) and (c.valid_from is null or c.valid_from <= @now)", ("now", now)),
        };
    }
}

/// <summary>Orders ids as both databases do: by their bytes in network order.</summary>
internal sealed class GuidOrder : IComparer<Guid>
{
    public static readonly GuidOrder Instance = new();

    public int Compare(Guid x, Guid y)
    {
        Span<byte> left = stackalloc byte[16], right = stackalloc byte[16];
        x.TryWriteBytes(left, bigEndian: true, out _);
        y.TryWriteBytes(right, bigEndian: true, out _);
        return left.SequenceCompareTo(right);
    }
}
