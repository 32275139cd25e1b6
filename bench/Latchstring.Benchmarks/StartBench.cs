using System.Diagnostics;
using static Latchstring.Benchmarks.Report;

namespace Latchstring.Benchmarks;

/// <summary>From process start to the first "ready", and memory after the first pages, of the published server named by LATCHSTRING_BENCH_SERVER.</summary>
public static class StartBench
{
    private const string Section = "Start";

    public static async Task RunAsync(Report report)
    {
        if (Environment.GetEnvironmentVariable("LATCHSTRING_BENCH_SERVER") is not { Length: > 0 } server)
        {
            Console.WriteLine("No published server given; skipped.");
            return;
        }
        report.Head(Section, "Work", "Ours", "Target");
        var folder = Directory.CreateTempSubdirectory("latchstring-start-").FullName;
        var times = new List<double>();
        double memory = 0;
        for (var i = 0; i < 6; i++)
        {
            var info = new ProcessStartInfo(server, ["serve", "--urls", "http://127.0.0.1:5999"]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            info.Environment["LATCHSTRING_DATA"] = folder;
            var clock = Stopwatch.StartNew();
            using var process = Process.Start(info)!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:5999") };
            while (!await ReadyAsync(client))
                await Task.Delay(5);
            if (i > 0)
                times.Add(clock.Elapsed.TotalSeconds);
            for (var page = 0; page < 5; page++)
                await client.GetAsync("/");
            process.Refresh();
            memory = process.WorkingSet64 / 1e6;
            process.Kill();
            await process.WaitForExitAsync();
        }
        Directory.Delete(folder, recursive: true);
        times.Sort();
        var median = times[times.Count / 2];
        report.Row(Section, "Process start to ready, median of 5", $"{N(median)} s", Verdict(median <= 1.5) + " (≤ 1.5 s)");
        report.Row(Section, "Memory after the first pages", $"{N(memory)} MB", Verdict(memory <= 200) + " (≤ 200 MB)");
    }

    private static async Task<bool> ReadyAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/health/ready")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
