using Latchstring.Audit;

namespace Latchstring.Server.Http;

/// <summary>Rows as a file, streamed: nothing is held but some lines on their way out. The download stands in the audit with its filter and count.</summary>
/// <param name="write">Writes the rows and counts each that is on its way.</param>
public sealed class CsvAnswer(string fileName, Func<Stream, Action<int>, CancellationToken, Task> write) : IResult
{
    private static readonly string[] NoFilter = ["q", "sort", "cols", "limit", "after", "before"];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var rows = 0L;
        httpContext.Response.ContentType = "text/csv; charset=utf-8";
        httpContext.Response.Headers.ContentDisposition = $"attachment; filename={fileName}";
        try
        {
            await write(httpContext.Response.Body, more => rows += more, httpContext.RequestAborted);
        }
        finally
        {
            await RecordAsync(httpContext, rows);
        }
    }

    public static Task RecordAsync(HttpContext context, long rows)
    {
        var (services, path) = (context.RequestServices, context.Request.Path.Value!);
        var below = path.StartsWith("/api/v1/", StringComparison.Ordinal) ? path["/api/v1/".Length..] : path[(path.IndexOf('/', path.IndexOf('/', 1) + 1) + 1)..];
        var filter = string.Join('&', context.Request.Query.Where(pair => !NoFilter.Contains(pair.Key) && pair.Value.ToString().Length > 0).Select(pair => $"{pair.Key}={pair.Value}")
            .Concat(context.Request.Query["q"].ToString().Length > 0 ? ["q=…"] : []));
        return services.GetRequiredService<RecordDownload>().RunAsync(services.GetRequiredService<CurrentActor>().Value, below.EndsWith(".csv", StringComparison.Ordinal) ? below[..^4] : below, filter, rows);
    }
}
