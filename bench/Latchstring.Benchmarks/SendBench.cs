using System.Diagnostics;
using Latchstring.Codes;
using Latchstring.Sending;
using Latchstring.Server.Sending;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Latchstring.Benchmarks.Report;

namespace Latchstring.Benchmarks;

/// <summary>
/// What a message costs us from the queue to its record — claim, last look, composing, hand-over to nobody, record — and how many leave over SMTP
/// to a real server with eight connections.
/// </summary>
public static class SendBench
{
    private const string Section = "Sending";
    private const int PerLane = 100;

    public static async Task RunAsync(Report report)
    {
        report.Head(Section, "Work", "Messages", "Seconds", "A second", "Target");
        foreach (var kind in Host.Server is null ? ["SQLite"] : new[] { "PostgreSQL", "SQLite" })
        {
            var own = await CarryAsync(kind, report.Scale(20_000), new OutboxTransport(), 4);
            report.Row(Section, $"{kind}, claim to record", N(own.Messages), N(own.Seconds), $"{N(own.Messages / own.Seconds)}/s", Verdict(own.Messages / own.Seconds >= 5_000) + " (≥ 5,000/s)");
        }
        const int Port = 25_125;
        using var server = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{Port}", "-c", "aiosmtpd.handlers.Sink"]) { UseShellExecute = false })!;
        await Task.Delay(TimeSpan.FromSeconds(2));
        using var smtp = new SmtpTransport(new MailOptions { Host = "127.0.0.1", Port = Port, From = "codes@example.org", Connections = 8 }, new MailOrigin(() => new Uri("https://codes.example.org")));
        var sent = await CarryAsync("SQLite", report.Scale(3_000), smtp, 8);
        report.Row(Section, "SQLite, over SMTP to aiosmtpd, 8 connections", N(sent.Messages), N(sent.Seconds), $"{N(sent.Messages / sent.Seconds)}/s", Verdict(sent.Messages / sent.Seconds >= 150) + " (≥ 150/s)");
        server.Kill();
    }

    /// <summary>One offering and so one lane for each hundred, so that the pace holds nothing up.</summary>
    private static async Task<(int Messages, double Seconds)> CarryAsync(string kind, int messages, ITransport transport, int atOnce)
    {
        await using var host = await Host.StartAsync(kind, services => services.AddSingleton<ITransport>(transport));
        var (database, at) = (host.Database, host.Database.Now);
        for (var lane = 0; lane < messages / PerLane; lane++)
        {
            var course = await host.AddCourseAsync($"Course {lane}");
            var batch = await host.IssueAsync(new NewBatch(course.Id, null, PerLane));
            await database.WriteAsync(host.Workspace.Id, async db =>
            {
                var codes = await db.AccessCodes.Where(c => c.BatchId == batch.Id).Select(c => c.Id).ToListAsync();
                db.Add(new Lane { WorkspaceId = host.Workspace.Id, Id = course.Id, Channel = Channel.Email, PerMinute = Lane.FastestPerMinute, NextAt = at.AddHours(-1), OpensAt = TimeOnly.MinValue, ClosesAt = TimeOnly.MaxValue });
                db.AddRange(codes.Select((code, i) => new Message
                {
                    WorkspaceId = host.Workspace.Id, LaneId = course.Id, Channel = Channel.Email, Rank = Rank.Batch, Type = TemplateType.Code, Address = $"p{lane}-{i}@example.org", Domain = "example.org",
                    Locale = "en", TimeZone = "UTC", CodeId = code, SendingId = batch.Id, CreatedAt = at, NotBefore = at, ActorName = "Benchmark",
                }));
                return await db.SaveChangesAsync();
            });
        }
        var dispatch = new DispatchMessages(database, host.Services.GetRequiredService<ClaimMessages>(), host.Services.GetRequiredService<HandOverMessages>(), transport, new OutboxSms(), host.Services.GetRequiredService<RecordDeliveries>());
        var clock = Stopwatch.StartNew();
        for (var left = messages; left > 0;)
        {
            var claimed = await dispatch.ClaimAsync(atOnce * PerLane);
            if (claimed.Count == 0)
                await Task.Delay(5);
            await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, async (lane, cancellationToken) => await dispatch.SendAsync(lane, cancellationToken));
            left -= claimed.Sum(lane => lane.Messages.Count);
        }
        return (messages, clock.Elapsed.TotalSeconds);
    }
}
