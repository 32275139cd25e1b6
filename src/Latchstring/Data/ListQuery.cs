using System.Buffers.Text;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Latchstring.Data;

/// <summary>One page of a list: at most 100 rows, and cursors for the pages beside it (null = there is none).</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, string? Previous)
{
    /// <summary>How many rows match, when this page holds them all: nobody has to count. Behind the last page nothing is known.</summary>
    public Count? Whole => Items.Count > 0 && Next is null && Previous is null ? new Count(Items.Count, true) : null;
}

/// <summary>How many rows match. Beyond <see cref="ListQuery{T}.CountCap"/> only "more than" is known, unless a kept count answers.</summary>
public readonly record struct Count(long Rows, bool Exact);

/// <summary>Which page: <paramref name="Sort"/> is a name of the list, with a hyphen in front for descending; after or before a cursor, never an offset.</summary>
public sealed record PageRequest(string? Sort = null, int Limit = 50, string? After = null, string? Before = null);

/// <summary>Conditions of a list, joined by "and". Values are always parameters; the texts are our own.</summary>
public sealed class Where
{
    private readonly List<string> _parts = [];
    private readonly List<(string Name, object? Value)> _parameters = [];

    public bool IsEmpty => _parts.Count == 0;
    public IReadOnlyList<(string Name, object? Value)> Parameters => _parameters;

    /// <summary><paramref name="sql"/> names its parameters with @.</summary>
    public Where And(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        _parts.Add(sql);
        _parameters.AddRange(parameters);
        return this;
    }

    public string Sql(string first) => string.Join(" and ", _parts.Prepend(first));
}

/// <summary>
/// One engine behind every list (X10): keyset paging both ways over any offered sort, a capped count, and a stream of all rows for export.
/// </summary>
public sealed class ListQuery<T>
{
    public const int MaxLimit = 100;
    public const int CountCap = 10_000;

    /// <summary>Tables with their joins; every join carries the workspace, and one from the left finds one row at most.</summary>
    public required string From { get; init; }
    public required string Columns { get; init; }

    /// <summary>Workspace and id columns of the leading table, e.g. <c>c.workspace_id</c> and <c>c.id</c>. The id breaks ties of every sort.</summary>
    public required string Workspace { get; init; }
    public required string Id { get; init; }
    public required Func<Row, T> Map { get; init; }

    /// <summary>
    /// Name → expression that is never null. <c>{infinity}</c> stands for the latest time of the database in use. An expression equal to
    /// <see cref="Id"/> sorts by the id alone.
    /// </summary>
    public required IReadOnlyDictionary<string, string> Sorts { get; init; }
    public required string DefaultSort { get; init; }

    public bool Offers(string? sort) => sort is not null && Sorts.ContainsKey(sort.TrimStart('-'));

    /// <summary>A cursor that was tampered with, or is of another sort, gives the first page.</summary>
    public async Task<Page<T>> PageAsync(Db db, Where where, PageRequest request, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SeekAsync(db, where, request, cancellationToken);
        }
        catch (DbException) when (request.After is not null || request.Before is not null)
        {
            return await SeekAsync(db, where, request with { After = null, Before = null }, cancellationToken);
        }
    }

    private async Task<Page<T>> SeekAsync(Db db, Where where, PageRequest request, CancellationToken cancellationToken)
    {
        var (sort, expression, descending) = SortOf(db, request.Sort);
        var cursor = Cursor.Parse(request.Before ?? request.After, sort);
        var backwards = cursor is not null && request.Before is not null;
        var limit = Math.Clamp(request.Limit, 1, MaxLimit);
        var filter = new Where();
        var parameters = new List<(string, object?)>(where.Parameters);
        if (cursor is not null)
            Seek(filter, parameters, cursor, expression, descending != backwards);
        var direction = descending != backwards ? "desc" : "asc";
        var order = expression == Id ? $"{Id} {direction}" : $"{expression} {direction}, {Id} {direction}";
        var sql = $"select {Columns}, {expression}, {Id} from {From} where {filter.Sql(where.Sql($"{Workspace} = @ws"))} order by {order} limit {limit + 1}";

        var rows = new List<(T Item, Cursor Place)>();
        await using (var command = db.Command(sql, [.. parameters]))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                rows.Add((Map(new Row(db, reader)), new Cursor(reader.GetValue(reader.FieldCount - 2), reader.GetValue(reader.FieldCount - 1))));
        }
        // What stood before the cursor is gone by now: the list starts here.
        if (backwards && rows.Count == 0)
            return await SeekAsync(db, where, request with { After = null, Before = null }, cancellationToken);
        var more = rows.Count > limit;
        if (more)
            rows.RemoveAt(limit);
        if (backwards)
            rows.Reverse();
        var items = rows.ConvertAll(row => row.Item);
        var first = rows.Count > 0 && (backwards ? more : cursor is not null) ? rows[0].Place.ToText(sort) : null;
        var last = rows.Count > 0 && (backwards || more) ? rows[^1].Place.ToText(sort) : null;
        return new Page<T>(items, last, first);
    }

    /// <summary>Counts up to <see cref="CountCap"/> rows. Lists that keep their counts do not call this.</summary>
    public async Task<Count> CountAsync(Db db, Where where, CancellationToken cancellationToken = default)
    {
        var conditions = where.Sql($"{Workspace} = @ws");
        await using var command = db.Command($"select count(*) from (select 1 from {LeftJoins.Without(From, conditions)} where {conditions} limit {CountCap + 1}) as matching", [.. where.Parameters]);
        var rows = Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        return rows > CountCap ? new Count(CountCap, false) : new Count(rows, true);
    }

    /// <summary>All rows in the order of the list, read as they are consumed.</summary>
    public async IAsyncEnumerable<T> StreamAsync(Db db, Where where, string? sort, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (_, expression, descending) = SortOf(db, sort);
        var direction = descending ? "desc" : "asc";
        var order = expression == Id ? $"{Id} {direction}" : $"{expression} {direction}, {Id} {direction}";
        await using var command = db.Command($"select {Columns} from {From} where {where.Sql($"{Workspace} = @ws")} order by {order}", [.. where.Parameters]);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return Map(new Row(db, reader));
    }

    private (string Name, string Expression, bool Descending) SortOf(Db db, string? sort)
    {
        var chosen = Offers(sort) ? sort! : DefaultSort;
        return (chosen, Sorts[chosen.TrimStart('-')].Replace("{infinity}", db.Infinity, StringComparison.Ordinal), chosen.StartsWith('-'));
    }

    private void Seek(Where filter, List<(string, object?)> parameters, Cursor cursor, string expression, bool downwards)
    {
        var beyond = downwards ? "<" : ">";
        parameters.Add(("cursor_id", cursor.Id));
        if (expression == Id)
        {
            filter.And($"{Id} {beyond} @cursor_id");
            return;
        }
        parameters.Add(("cursor_value", cursor.Value));
        // The first half bounds the index scan, the second skips the rows of the same value.
        filter.And($"{expression} {beyond}= @cursor_value and ({expression} {beyond} @cursor_value or {Id} {beyond} @cursor_id)");
    }

    /// <summary>
    /// The sort value and id of a row, in the types of the database, as text for a URL. It moves a window and grants nothing, so the mark in
    /// front is no signature: it only tells cursors of another sort and damaged ones.
    /// </summary>
    private sealed record Cursor(object Value, object Id)
    {
        public static Cursor? Parse(string? text, string sort)
        {
            if (string.IsNullOrEmpty(text) || text.Length > 2000)
                return null;
            try
            {
                var parts = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('\n', 3);
                return parts is [var mark, var id, var value] && mark == Mark(sort, id, value) ? new Cursor(Read(value), Read(id)) : null;
            }
            catch (FormatException)
            {
                return null;
            }
            catch (OverflowException)
            {
                return null;
            }
        }

        public string ToText(string sort)
        {
            var (id, value) = (Write(Id), Write(Value));
            return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Mark(sort, id, value)}\n{id}\n{value}"));
        }

        private static string Mark(string sort, string id, string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sort}\n{id}\n{value}")).AsSpan(0, 4));

        private static string Write(object value) => value switch
        {
            Guid id => "u" + id.ToString("N"),
            byte[] bytes => "b" + Convert.ToHexString(bytes),
            DateTime time => "t" + time.Ticks.ToString(CultureInfo.InvariantCulture),
            string text => "s" + text,
            bool flag => flag ? "y" : "x",
            _ => "n" + Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        };

        private static object Read(string text) => text.Length == 0 ? throw new FormatException() : text[0] switch
        {
            'u' => Guid.ParseExact(text[1..], "N"),
            'b' => Convert.FromHexString(text[1..]),
            't' => new DateTime(Math.Clamp(long.Parse(text[1..], CultureInfo.InvariantCulture), 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc),
            's' => text[1..],
            'y' => true,
            'x' => false,
            'n' => long.Parse(text[1..], CultureInfo.InvariantCulture),
            _ => throw new FormatException(),
        };
    }
}
