using Latchstring.Data;
using Latchstring.People;

namespace Latchstring.Codes;

/// <summary>One row of the code list (S4.14–S4.20), with the text only after <see cref="CodeList"/> has derived it.</summary>
public sealed record CodeRow(
    Guid Id, Guid BatchId, int Number, byte[]? SealedText, CodeState State, int UseCount, int? MaxUses, DateTimeOffset? ValidFrom, DateTimeOffset? ValidTill,
    Guid? AssigneeId, Guid? PriceId, Guid? ExportId, DateTimeOffset CreatedAt, Guid? OfferingId, Guid? ProgrammeId, string? Note, Guid? RedeemerId)
{
    public string Text { get; set; } = "";
    public string? Opens { get; set; }
    public string? Assignee { get; set; }
    public string? Redeemer { get; set; }
    public string? Price { get; set; }
    public Money? PriceMoney { get; set; }

    public Usage Usage => MaxUses == 1 ? Usage.Single : Usage.Multiple;

    public CodeStatus StatusAt(DateTimeOffset now) => AccessCode.StatusOf(State, UseCount, MaxUses, ValidFrom, ValidTill, now);
}

/// <summary>The list of codes: pages, counts and the stream behind exports.</summary>
public sealed class CodeList(Database database)
{
    public static readonly ListQuery<CodeRow> Query = new()
    {
        From = "access_code c join code_batch b on b.workspace_id = c.workspace_id and b.id = c.batch_id",
        Columns = """
            c.id, c.batch_id, c.number, c.sealed_text, c.state, c.use_count, c.max_uses, c.valid_from, c.valid_till, c.assignee_id, c.price_id,
            c.export_id, b.created_at, b.offering_id, b.programme_id, b.note,
            case when c.use_count > 0 then (select r.person_id from redemption r where r.workspace_id = @ws and r.code_id = c.id and r.reversed_at is null order by r.person_id limit 1) end
            """,
        Workspace = "c.workspace_id",
        Id = "c.id",
        Map = row => new CodeRow(
            row.Guid(0), row.Guid(1), row.Int(2), row.BytesOrNull(3), row.Enum<CodeState>(4), row.Int(5), row.IntOrNull(6), row.TimeOrNull(7), row.TimeOrNull(8), row.GuidOrNull(9), row.GuidOrNull(10),
            row.GuidOrNull(11), row.Time(12), row.GuidOrNull(13), row.GuidOrNull(14), row.TextOrNull(15), row.GuidOrNull(16)),
        Sorts = new Dictionary<string, string>(StringComparer.Ordinal) { ["created"] = "c.id", ["validTill"] = "coalesce(c.valid_till, {infinity})" },
        DefaultSort = "-created",
    };

    public async Task<Result<Page<CodeRow>>> PageAsync(Actor actor, CodeFilter filter, PageRequest request, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.SeeCodes))
            return Problem.Forbidden;
        await using var db = database.Read(actor.WorkspaceId);
        var keys = database.Keys.Of(actor.WorkspaceId);
        if (await filter.WhereAsync(db, actor, keys, database.Now, cancellationToken) is not { } where)
            return new Page<CodeRow>([], null, null);
        var page = await Query.PageAsync(db, where, request, cancellationToken);
        await FillAsync(db, keys, page.Items, cancellationToken);
        return page;
    }

    /// <summary>Kept where one batch answers alone, else counted up to <see cref="ListQuery{T}.CountCap"/>.</summary>
    public async Task<Count> CountAsync(Actor actor, CodeFilter filter, CancellationToken cancellationToken = default)
    {
        await using var db = database.Read(actor.WorkspaceId);
        if (await KeptAsync(db, actor, filter, cancellationToken) is { } kept)
            return new Count(kept, true);
        return await filter.WhereAsync(db, actor, database.Keys.Of(actor.WorkspaceId), database.Now, cancellationToken) is { } where
            ? await Query.CountAsync(db, where, cancellationToken) : new Count(0, true);
    }

    /// <summary>The texts of codes that another list names by id.</summary>
    public async Task<Dictionary<Guid, string>> TextsAsync(Guid workspaceId, IEnumerable<Guid> ids, CancellationToken cancellationToken = default)
    {
        var wanted = ids.Distinct().ToList();
        if (wanted.Count == 0)
            return [];
        await using var db = database.Read(workspaceId);
        var rows = await db.QueryAsync(
            $"select id, batch_id, number, sealed_text from access_code where workspace_id = @ws and id in ({string.Join(',', wanted.Select((_, i) => $"@i{i}"))})",
            row => (Id: row.Guid(0), Batch: row.Guid(1), Number: row.Int(2), Sealed: row.BytesOrNull(3)), cancellationToken, [.. wanted.Select((id, i) => ($"i{i}", (object?)id))]);
        var texts = await CodeTexts.ReadAsync(db, database.Keys.Of(workspaceId), [.. rows.Select(row => row.Batch).Distinct()], cancellationToken);
        return rows.ToDictionary(row => row.Id, row => texts.Of(row.Batch, row.Number, row.Sealed));
    }

    /// <summary>Adds texts and names to rows: four small reads for a page, whatever its size.</summary>
    internal static async Task FillAsync(Db db, WorkspaceKeys keys, IReadOnlyList<CodeRow> rows, CancellationToken cancellationToken)
    {
        var texts = await CodeTexts.ReadAsync(db, keys, [.. rows.Select(row => row.BatchId).Distinct()], cancellationToken);
        var people = await NamesAsync(db, "select id, first_name, last_name, email, phone from person", rows.SelectMany(row => new[] { row.AssigneeId, row.RedeemerId }), NameOf, cancellationToken);
        var opens = await NamesAsync(db, "select id, name from offering", rows.Select(row => row.OfferingId), row => row.Text(1), cancellationToken);
        var bundles = await NamesAsync(db, "select id, name from programme", rows.Select(row => row.ProgrammeId), row => row.Text(1), cancellationToken);
        var prices = await NamesAsync(db, "select id, name, amount, currency from price", rows.Select(row => row.PriceId), row => (Name: row.Text(1), Money: new Money(row.Long(2), row.Text(3))), cancellationToken);
        foreach (var row in rows)
        {
            row.Text = texts.Of(row.BatchId, row.Number, row.SealedText);
            row.Opens = row.OfferingId is { } offering ? opens.GetValueOrDefault(offering) : row.ProgrammeId is { } bundle ? bundles.GetValueOrDefault(bundle) : null;
            row.Assignee = row.AssigneeId is { } assignee ? people.GetValueOrDefault(assignee) : null;
            row.Redeemer = row.RedeemerId is { } redeemer ? people.GetValueOrDefault(redeemer) : null;
            if (row.PriceId is { } price && prices.TryGetValue(price, out var known))
                (row.Price, row.PriceMoney) = (known.Name, known.Money);
        }
    }

    internal static string NameOf(Row row) => new Person { FirstName = row.TextOrNull(1), LastName = row.TextOrNull(2), Email = row.TextOrNull(3), Phone = row.TextOrNull(4) }.DisplayName;

    private static async Task<Dictionary<Guid, T>> NamesAsync<T>(Db db, string sql, IEnumerable<Guid?> wanted, Func<Row, T> map, CancellationToken cancellationToken)
    {
        var ids = wanted.OfType<Guid>().Distinct().ToList();
        if (ids.Count == 0)
            return [];
        var rows = await db.QueryAsync($"{sql} where workspace_id = @ws and id in ({string.Join(',', ids.Select((_, i) => $"@i{i}"))})", row => (Id: row.Guid(0), Value: map(row)), cancellationToken, [.. ids.Select((id, i) => ($"i{i}", (object?)id))]);
        return rows.ToDictionary(row => row.Id, row => row.Value);
    }

    private static async Task<long?> KeptAsync(Db db, Actor actor, CodeFilter filter, CancellationToken cancellationToken)
    {
        if (actor.Offerings is not null || filter with { BatchId = null, Archived = false } != new CodeFilter())
            return null;
        var archived = filter.Archived ? "" : " - archived";
        var rows = await db.QueryAsync(
            $"select sum(issued - deleted{archived}) from code_batch where workspace_id = @ws" + (filter.BatchId is null ? "" : " and id = @batch"),
            row => row.IsNull(0) ? 0 : row.Long(0), cancellationToken, ("batch", filter.BatchId));
        return rows[0];
    }
}
