using System.Text;
using Latchstring.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Http;

/// <summary>One page of a list. <c>next</c> goes into <c>after</c> of the next request; null = this was the last page.</summary>
/// <param name="Total">Rows that match on all pages; beyond 10,000 it may stop there, and <paramref name="TotalExact"/> is false.</param>
public sealed record ListAnswer<T>(IReadOnlyList<T> Items, string? Next, long Total, bool TotalExact);

/// <summary>What every list takes, beside its own filters. Endpoints declare it as <c>[AsParameters] ListInput input</c>.</summary>
/// <param name="Q">Text to search for.</param>
/// <param name="Sort">Name of a sort, with a hyphen in front for descending.</param>
/// <param name="Limit">Rows a page, 1 to 100; 50 by default.</param>
/// <param name="After">The <c>next</c> of the page before.</param>
public sealed record ListInput([FromQuery(Name = "q")] string? Q, [FromQuery(Name = "sort")] string? Sort, [FromQuery(Name = "limit")] int? Limit, [FromQuery(Name = "after")] string? After);

/// <summary>The list convention: pages by cursor as JSON, and all rows of the same filters as CSV.</summary>
public static class Lists
{
    /// <param name="count">A kept count; without it rows are counted up to 10,000.</param>
    public static async Task<Results<Ok<ListAnswer<TOut>>, ProblemAnswer>> PageAsync<T, TOut>(
        Database database, Actor actor, ListQuery<T> list, Where where, ListInput input, Func<T, TOut> shown, Count? count = null, CancellationToken cancellationToken = default)
    {
        if (Refusal(list, input) is { } problem)
            return Problems.ToResult(problem);
        await using var db = database.Read(actor.WorkspaceId);
        var page = await list.PageAsync(db, where, new PageRequest(input.Sort, input.Limit ?? 50, input.After), cancellationToken);
        var total = count ?? await list.CountAsync(db, where, cancellationToken);
        return TypedResults.Ok(new ListAnswer<TOut>([.. page.Items.Select(shown)], page.Next, total.Rows, total.Exact));
    }

    /// <summary>All rows, streamed: nothing is held but the line being written.</summary>
    public static IResult Csv<T>(Database database, Actor actor, ListQuery<T> list, Where where, string? sort, string fileName, params (string Name, Func<T, string?> Cell)[] columns)
    {
        if (Refusal(list, new ListInput(null, sort, null, null)) is { } problem)
            return Problems.ToResult(problem);
        return TypedResults.Stream(async stream =>
        {
            await using var db = database.Read(actor.WorkspaceId);
            await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 64 * 1024);
            var line = new StringBuilder();
            CsvCells.AppendLine(line, [.. columns.Select(column => column.Name)]);
            await foreach (var row in list.StreamAsync(db, where, sort))
            {
                CsvCells.AppendLine(line, [.. columns.Select(column => column.Cell(row))]);
                if (line.Length < 32 * 1024)
                    continue;
                await writer.WriteAsync(line);
                line.Clear();
            }
            await writer.WriteAsync(line);
        }, "text/csv; charset=utf-8", fileName);
    }

    private static Problem? Refusal<T>(ListQuery<T> list, ListInput input)
    {
        if (input.Limit is < 1 or > ListQuery<T>.MaxLimit)
            return Problem.Invalid("limit", "This must be between 1 and {0}.", ListQuery<T>.MaxLimit);
        return input.Sort is not null && !list.Offers(input.Sort)
            ? Problem.Invalid("sort", "This must be one of {0}, with a hyphen in front for descending.", string.Join(", ", list.Sorts.Keys))
            : null;
    }
}
