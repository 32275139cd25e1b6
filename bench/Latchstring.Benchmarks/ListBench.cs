using System.Diagnostics;
using System.Text.Json;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Microsoft.Extensions.DependencyInjection;
using static Latchstring.Benchmarks.Report;

namespace Latchstring.Benchmarks;

/// <summary>A page of the code list at 10,000,000 codes, every offered sort and filter, first and deep, against the fastest read of the database: 50 rows by primary key.</summary>
public static class ListBench
{
    private const string Section = "List";

    public static async Task RunAsync(Report report)
    {
        report.Head(Section, "Page", "Rows by key alone, p50 ms", "Ours over HTTP, p50 ms", "p95 ms", "Deep page, p95 ms", "Target");
        foreach (var kind in Host.Server is null ? ["SQLite"] : new[] { "PostgreSQL", "SQLite" })
        {
            await using var host = await Host.StartAsync(kind);
            var course = await host.AddCourseAsync("Course");
            var batches = new List<CodeBatch>();
            for (var i = 0; i < 10; i++)
                batches.Add(await host.IssueAsync(new NewBatch(course.Id, null, report.Scale(1_000_000), ValidTill: i % 2 == 0 ? host.Database.Now.AddDays(30 + i) : null, Note: $"Batch {i}")));
            await UseSomeAsync(host, batches[4]);
            if (kind == "PostgreSQL")
                await Psql.TimeAsync(host.ConnectionString, "vacuum analyze");
            var key = Percentile(await RepeatAsync(40, () => ByKeyAsync(host)), 50);
            string[] filters = ["", "status=valid", "status=inactive", "status=usedUp", "status=expired", "used=true", "used=false", $"batchId={batches[4].Id}", $"batchId={batches[4].Id}&used=true", $"offeringId={course.Id}", $"q={Uri.EscapeDataString(host.TextsOf(batches[7])[12])}"];
            foreach (var filter in filters)
            {
                foreach (var sort in new[] { "-created", "created", "-validTill", "validTill" })
                {
                    var path = $"/api/v1/codes?limit=50&sort={sort}&{filter}";
                    var times = await RepeatAsync(20, async () => { using var answer = await host.Client.GetAsync(path); answer.EnsureSuccessStatusCode(); await answer.Content.ReadAsStringAsync(); });
                    var deep = await DeepAsync(host, path);
                    var p95 = Percentile(times, 95);
                    report.Row(Section, $"{kind}, {(filter.Length == 0 ? "all" : filter.Split('=')[0] == "q" ? "q=CODE" : filter.Replace(batches[4].Id.ToString(), "…", StringComparison.Ordinal).Replace(course.Id.ToString(), "…", StringComparison.Ordinal))}, {sort}", N(key), N(Percentile(times, 50)), N(p95), N(deep), Verdict(p95 <= 50 && deep <= 50) + " (≤ 50 ms)");
                }
            }
        }
    }

    private static async Task UseSomeAsync(Host host, CodeBatch batch)
    {
        var people = await host.AddPeopleAsync(500);
        var redeem = host.Services.GetRequiredService<RedeemCode>();
        var texts = host.TextsOf(batch);
        for (var round = 0; round < 3; round++)
        {
            var course = round;
            await Task.WhenAll(people.Select((person, i) => redeem.RunAsync(host.Owner, texts[(i * 3) + course], person)));
        }
        await host.Database.WriteAsync(host.Workspace.Id, db => db.ExecuteAsync("update access_code set state = 'Inactive' where workspace_id = @ws and batch_id = @batch and number between 5000 and 6000", default, ("batch", batch.Id)));
    }

    private static async Task ByKeyAsync(Host host)
    {
        await using var db = host.Database.Read(host.Workspace.Id);
        await db.QueryAsync("select id, batch_id, number, state, use_count from access_code where workspace_id = @ws order by id desc limit 50", row => row.Guid(0), default);
    }

    /// <summary>Follows the cursor for thirty pages of a hundred, and times each: keyset pages do not get slower.</summary>
    private static async Task<double> DeepAsync(Host host, string path)
    {
        var times = new List<double>();
        string? cursor = null;
        for (var i = 0; i < 30; i++)
        {
            var clock = Stopwatch.StartNew();
            using var page = JsonDocument.Parse(await host.Client.GetStringAsync(path.Replace("limit=50", "limit=100", StringComparison.Ordinal) + (cursor is null ? "" : "&after=" + cursor)));
            times.Add(clock.Elapsed.TotalMilliseconds);
            cursor = page.RootElement.GetProperty("next").GetString();
            if (cursor is null)
                break;
        }
        return Percentile(times, 95);
    }

    private static async Task<List<double>> RepeatAsync(int times, Func<Task> work)
    {
        await work();
        var all = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            await work();
            all.Add(clock.Elapsed.TotalMilliseconds);
        }
        return all;
    }

    private static double Percentile(List<double> values, int percent)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)Math.Ceiling(values.Count * percent / 100.0) - 1)];
    }
}
