using System.Diagnostics;
using Latchstring.Codes;
using Npgsql;
using static Latchstring.Benchmarks.Report;

namespace Latchstring.Benchmarks;

/// <summary>Issuing 1,000,000 and 10,000,000 codes, deriving and fingerprinting included, against psql COPY of the same rows into the same table.</summary>
public static class IssueBench
{
    private const string Section = "Issue";

    public static async Task RunAsync(Report report)
    {
        report.Head(Section, "Work", "Reference", "Ours", "Ratio", "Memory above rest, MB", "Target");
        foreach (var kind in Host.Server is null ? ["SQLite"] : new[] { "PostgreSQL", "SQLite" })
        {
            await using var host = await Host.StartAsync(kind);
            var course = await host.AddCourseAsync("Course");
            await host.IssueAsync(new NewBatch(course.Id, null, 50_000));
            var million = report.Scale(1_000_000);
            var reference = kind == "PostgreSQL" ? await CopyAsync(host, course.Id, million) : 0;
            var (one, memory) = await TimeAsync(host, course.Id, million);
            report.Row(Section, $"{kind}, {N(million)} codes", reference > 0 ? $"psql COPY: {N(million / reference)} rows/s" : "–", $"{N(million / one)} codes/s ({N(one)} s)",
                reference > 0 ? Ratio(reference, one) : "–", N(memory), reference > 0 ? Verdict(one <= reference) + " (≥ 1.0 ×)" : "");
            var (ten, peak) = await TimeAsync(host, course.Id, million * 10);
            report.Row(Section, $"{kind}, {N(million * 10)} codes", $"{N(million)} codes: {N(one)} s", $"{N(million * 10 / ten)} codes/s ({N(ten)} s)", Ratio(ten, one) + " the time", N(peak), Verdict(ten <= 12 * one && peak <= 150) + " (≤ 12 × the time, ≤ 150 MB)");
        }
    }

    private static async Task<(double Seconds, double Megabytes)> TimeAsync(Host host, Guid course, int quantity)
    {
        GC.Collect();
        var rest = Process.GetCurrentProcess().WorkingSet64;
        var peak = rest;
        using var done = new CancellationTokenSource();
        var watch = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                peak = Math.Max(peak, Process.GetCurrentProcess().WorkingSet64);
                await Task.Delay(50);
            }
        });
        var clock = Stopwatch.StartNew();
        await host.IssueAsync(new NewBatch(course, null, quantity));
        var seconds = clock.Elapsed.TotalSeconds;
        await done.CancelAsync();
        await watch;
        return (seconds, (peak - rest) / 1e6);
    }

    /// <summary>Rows of a batch of ours, copied out, deleted and copied in again: the same table, indexes and foreign keys.</summary>
    private static async Task<double> CopyAsync(Host host, Guid course, int quantity)
    {
        var batch = await host.IssueAsync(new NewBatch(course, null, quantity));
        var file = Path.Combine(Path.GetTempPath(), $"codes-{Guid.NewGuid():N}.copy");
        await Psql.TimeAsync(host.ConnectionString, $"\\copy (select * from access_code where batch_id = '{batch.Id}') to '{file}'");
        await Psql.ExecuteAsync(host.ConnectionString, $"delete from access_code where batch_id = '{batch.Id}'");
        await Psql.TimeAsync(host.ConnectionString, "vacuum access_code");
        var seconds = await Psql.TimeAsync(host.ConnectionString, $"\\copy access_code from '{file}'");
        File.Delete(file);
        return seconds;
    }
}
