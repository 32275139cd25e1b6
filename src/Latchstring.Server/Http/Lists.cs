using System.Text;
using Latchstring.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Http;

/// <summary>One page of a list. <c>next</c> goes into <c>after</c> of the next request; null = this was the last page.</summary>
/// <param name="Total">Rows that match on all pages; beyond 10,000 it may stop there, and <paramref name="TotalExact"/> is false.</param>
public sealed record ListAnswer<T>(IReadOnlyList<T> Items, string? Next, long Total, bool TotalExact);

/// <summary>What every list takes, beside its own filters. Endpoints declare it as <c>[AsParameters] ListInput input</c>.</summary>
public sealed record ListInput
{
    /// <summary>Text to search for.</summary>
    [FromQuery(Name = "q")] public string? Q { get; init; }
    /// <summary>Name of a sort, with a hyphen in front for descending.</summary>
    [FromQuery(Name = "sort")] public string? Sort { get; init; }
    /// <summary>Rows a page, 1 to 100; 50 by default.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }
    /// <summary>The <c>next</c> of the page before.</summary>
    [FromQuery(Name = "after")] public string? After { get; init; }
}

/// <summary>The list convention: pages by cursor as JSON, and all rows of the same filters as CSV.</summary>
public static class Lists
{
    /// <param name="page">Reads one page; the verb checks permission and scope.</param>
    public static async Task<Results<Ok<ListAnswer<TOut>>, ProblemAnswer>> AnswerAsync<T, TOut>(
        ListQuery<T> list, ListInput input, Func<PageRequest, Task<Result<Page<T>>>> page, Func<Task<Count>> count, Func<T, TOut> shown)
    {
        if (Refusal(list, input) is { } problem)
            return Problems.ToResult(problem);
        var rows = await page(new PageRequest(input.Sort, input.Limit ?? 50, input.After));
        if (!rows.Ok)
            return Problems.ToResult(rows.Problem);
        var total = rows.Value.Whole ?? await count();
        return TypedResults.Ok(new ListAnswer<TOut>([.. rows.Value.Items.Select(shown)], rows.Value.Next, total.Rows, total.Exact));
    }

    /// <summary>All rows, streamed: nothing is held but some lines on their way out.</summary>
    public static Results<CsvAnswer, ProblemAnswer> Csv<T>(ListQuery<T> list, string? sort, string fileName, IAsyncEnumerable<T> rows, params (string Name, Func<T, string?> Cell)[] columns)
    {
        if (Refusal(list, new ListInput { Sort = sort }) is { } problem)
            return Problems.ToResult(problem);
        return new CsvAnswer(fileName, (stream, count, _) => WriteAsync(stream, rows, columns, count));
    }

    /// <summary>Rows that are at hand already.</summary>
    public static CsvAnswer Csv<T>(string fileName, IReadOnlyList<T> rows, params (string Name, Func<T, string?> Cell)[] columns) =>
        new(fileName, (stream, count, _) => WriteAsync(stream, rows.ToAsyncEnumerable(), columns, count));

    /// <summary>Of a list whose order was looked at already.</summary>
    public static CsvAnswer Csv<T>(string fileName, IAsyncEnumerable<T> rows, params (string Name, Func<T, string?> Cell)[] columns) => new(fileName, (stream, count, _) => WriteAsync(stream, rows, columns, count));

    /// <summary>A time as CSV files have it.</summary>
    public static string? Cell(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task WriteAsync<T>(Stream stream, IAsyncEnumerable<T> rows, (string Name, Func<T, string?> Cell)[] columns, Action<int> count)
    {
        const int Enough = 32 * 1024;
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 2 * Enough);
        var lines = new StringBuilder();
        CsvCells.AppendLine(lines, [.. columns.Select(column => column.Name)]);
        await foreach (var row in rows)
        {
            CsvCells.AppendLine(lines, [.. columns.Select(column => column.Cell(row))]);
            count(1);
            if (lines.Length < Enough)
                continue;
            await writer.WriteAsync(lines);
            lines.Clear();
        }
        await writer.WriteAsync(lines);
    }

    internal static Problem? Refusal<T>(ListQuery<T> list, ListInput input)
    {
        if (input.Limit is < 1 or > ListQuery<T>.MaxLimit)
            return Problem.Invalid("limit", "This must be between 1 and {0}.", ListQuery<T>.MaxLimit);
        return input.Sort is not null && !list.Offers(input.Sort)
            ? Problem.Invalid("sort", "This must be one of {0}, with a hyphen in front for descending.", string.Join(", ", list.Sorts.Keys))
            : null;
    }
}
