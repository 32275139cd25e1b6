using System.Diagnostics;
using Latchstring.Codes;
using static Latchstring.Benchmarks.Report;

namespace Latchstring.Benchmarks;

/// <summary>All codes of a batch as CSV over HTTP, texts derived on the way, against psql COPY of stored columns.</summary>
public static class ExportBench
{
    private const string Section = "Export";

    public static async Task RunAsync(Report report)
    {
        report.Head(Section, "Work", "Reference", "Ours, over HTTP", "Ratio", "First byte, ms", "Memory above rest, MB", "Target");
        foreach (var kind in Host.Server is null ? ["SQLite"] : new[] { "PostgreSQL", "SQLite" })
        {
            await using var host = await Host.StartAsync(kind);
            var million = report.Scale(1_000_000);
            var batch = await host.IssueAsync(new NewBatch((await host.AddCourseAsync("Course")).Id, null, million));
            var reference = kind == "PostgreSQL" ? await Psql.TimeAsync(host.ConnectionString, $"\\copy (select c.*, b.note, b.created_at from access_code c join code_batch b on b.id = c.batch_id where b.id = '{batch.Id}' order by c.id) to '/dev/null' csv") : 0;
            foreach (var (what, path) in new[] { ("all columns", $"/api/v1/codes.csv?batchId={batch.Id}"), ("codes only", $"/api/v1/codes.csv?batchId={batch.Id}&columns=code") })
            {
                await DownloadAsync(host, path + "&q=warmup");
                var (rows, seconds, first, memory) = await DownloadAsync(host, path);
                if (rows != million + 1)
                    Console.WriteLine($"!! {rows} lines instead of {million + 1}");
                report.Row(Section, $"{kind}, {N(million)} codes, {what}", reference > 0 ? $"psql COPY to CSV: {N(million / reference)} rows/s" : "–", $"{N(million / seconds)} rows/s ({N(seconds)} s)",
                    reference > 0 ? Ratio(reference, seconds) : "–", N(first), N(memory), reference > 0 ? Verdict(seconds <= 2 * reference && first <= 200) + " (≥ 0.5 ×, ≤ 200 ms)" : "");
            }
        }
    }

    private static async Task<(long Rows, double Seconds, double FirstByte, double Megabytes)> DownloadAsync(Host host, string path)
    {
        GC.Collect();
        var rest = Process.GetCurrentProcess().WorkingSet64;
        var peak = rest;
        var clock = Stopwatch.StartNew();
        using var answer = await host.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        answer.EnsureSuccessStatusCode();
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[1 << 16];
        long rows = 0;
        double first = 0;
        int read;
        while ((read = await body.ReadAsync(buffer)) > 0)
        {
            if (first == 0)
                first = clock.Elapsed.TotalMilliseconds;
            rows += buffer.AsSpan(0, read).Count((byte)'\n');
            peak = Math.Max(peak, Environment.WorkingSet);
        }
        return (rows, clock.Elapsed.TotalSeconds, first, (peak - rest) / 1e6);
    }
}
