using System.Diagnostics;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using static Latchstring.Benchmarks.Report;

namespace Latchstring.Benchmarks;

/// <summary>Redeeming over HTTP, people known beforehand: distinct single-use codes, and one popular code.</summary>
public static class RedeemBench
{
    private const string Section = "Redeem";

    public static async Task RunAsync(Report report)
    {
        report.Head(Section, "Work", "Reference", "Ours, over HTTP", "Ratio", "p50 ms", "p99 ms", "Target");
        if (Host.Server is not null)
            await PostgresAsync(report);
        await SqliteAsync(report);
    }

    private static async Task PostgresAsync(Report report)
    {
        await using var host = await Host.StartAsync("PostgreSQL");
        await WarmUpAsync(host);
        var (distinct, hot) = await ReferenceAsync(host, report);
        foreach (var (connections, count) in new[] { (1, 6_000), (8, 40_000), (64, 120_000), (256, 200_000) })
        {
            var load = await DistinctAsync(host, report.Scale(count), connections);
            var target = connections == 256 ? Verdict(load.PerSecond >= 2 * distinct && load.P99 <= 50) + " (≥ 2 ×, p99 ≤ 50 ms)" : "";
            report.Row(Section, $"PostgreSQL, distinct codes, {connections} connections", $"pgbench, 32 clients: {N(distinct)}/s", $"{N(load.PerSecond)}/s", Ratio(load.PerSecond, distinct), N(load.P50), N(load.P99), target);
            Check(load);
        }
        foreach (var (connections, count) in new[] { (64, 100_000), (256, 150_000) })
        {
            var load = await HotAsync(host, report.Scale(count), connections);
            report.Row(Section, $"PostgreSQL, one hot code, {connections} connections", $"pgbench, one row, 32 clients: {N(hot)}/s", $"{N(load.PerSecond)}/s", Ratio(load.PerSecond, hot), N(load.P50), N(load.P99),
                connections == 256 ? Verdict(load.PerSecond >= 10 * hot) + " (≥ 10 ×)" : "");
            Check(load);
        }
        report.Row(Section, "memory of server and load's driver after it, MB", "", N(Process.GetCurrentProcess().WorkingSet64 / 1e6), "", "", "", "");
    }

    private static async Task SqliteAsync(Report report)
    {
        double single;
        await using (var one = await Host.StartAsync("SQLite", services =>
            services.AddSingleton(provider => new RedeemCode(provider.GetRequiredService<Data.Database>(), provider.GetRequiredService<ILogger<RedeemCode>>(), 1, 1))))
        {
            await WarmUpAsync(one);
            single = (await DistinctAsync(one, report.Scale(30_000), 64)).PerSecond;
        }
        await using var host = await Host.StartAsync("SQLite");
        await WarmUpAsync(host);
        foreach (var (connections, count) in new[] { (1, 6_000), (8, 40_000), (64, 100_000), (256, 150_000) })
        {
            var load = await DistinctAsync(host, report.Scale(count), connections);
            report.Row(Section, $"SQLite FULL, distinct codes, {connections} connections", $"one transaction each, over HTTP, 64 connections: {N(single)}/s", $"{N(load.PerSecond)}/s", Ratio(load.PerSecond, single), N(load.P50), N(load.P99),
                connections == 256 ? Verdict(load.PerSecond >= 3.5 * single) + " (≥ 3.5 ×)" : "");
            Check(load);
        }
        var hot = await HotAsync(host, report.Scale(100_000), 256);
        report.Row(Section, "SQLite FULL, one hot code, 256 connections", $"one transaction each: {N(single)}/s", $"{N(hot.PerSecond)}/s", Ratio(hot.PerSecond, single), N(hot.P50), N(hot.P99), "");
        Check(hot);
    }

    private static void Check(Load load)
    {
        if (load.Refused > 0)
            Console.WriteLine($"!! {load.Refused} requests were not answered 201");
    }

    /// <summary>Until the compiler has seen what is hot: its work on the way would be measured as ours.</summary>
    private static Task<Load> WarmUpAsync(Host host) => DistinctAsync(host, 20_000, 64);

    private static async Task<Load> DistinctAsync(Host host, int count, int connections)
    {
        var people = await PeopleAsync(host, count);
        var batch = await host.IssueAsync(new NewBatch((await host.AddCourseAsync("Distinct")).Id, null, count));
        var texts = host.TextsOf(batch);
        return await Wrk.PostAsync(host, "/api/v1/redemptions", [.. texts.Select((text, i) => $$"""{"code":"{{text}}","personId":"{{people[i]}}"}""")], connections);
    }

    private static async Task<Load> HotAsync(Host host, int count, int connections)
    {
        var people = await PeopleAsync(host, count);
        var batch = await host.IssueAsync(new NewBatch((await host.AddCourseAsync("Hot")).Id, null, 1, Usage: Usage.Multiple, Unlimited: true));
        var text = host.TextsOf(batch)[0];
        return await Wrk.PostAsync(host, "/api/v1/redemptions", [.. people.Take(count).Select(person => $$"""{"code":"{{text}}","personId":"{{person}}"}""")], connections);
    }

    private static readonly Dictionary<Host, Guid[]> People = [];

    private static async Task<Guid[]> PeopleAsync(Host host, int count)
    {
        if (!People.TryGetValue(host, out var people) || people.Length < count)
            People[host] = people = [.. people ?? [], .. await host.AddPeopleAsync(count - (people?.Length ?? 0), people?.Length ?? 0)];
        return people;
    }

    /// <summary>The same guarded update and one redemption row, in one transaction of four statements, on copies of our tables with all their indexes.</summary>
    private static async Task<(double Distinct, double Hot)> ReferenceAsync(Host host, Report report)
    {
        await host.IssueAsync(new NewBatch((await host.AddCourseAsync("Reference")).Id, null, 200_000));
        await Psql.ExecuteAsync(host.ConnectionString,
            """
            create table ref_code (like access_code including all);
            insert into ref_code select * from access_code;
            alter table ref_code add column n serial;
            create unique index on ref_code (n);
            create table ref_redemption (like redemption including all);
            analyze ref_code
            """);
        const string Script =
            """
            \set n NUMBER
            begin;
            update ref_code set use_count = use_count + 1 where n = :n and (max_uses is null or use_count < max_uses) and state = 'Active' and (valid_till is null or now() < valid_till);
            insert into ref_redemption (workspace_id, id, code_id, batch_id, person_id, round, registration_id, price_reason, redeemed_at) select workspace_id, gen_random_uuid(), id, batch_id, gen_random_uuid(), 0, id, 'None', now() from ref_code where n = :n;
            commit;
            """;
        var seconds = report.Quick ? 2 : 8;
        var distinct = await Psql.BenchAsync(host.ConnectionString, Script.Replace("NUMBER", "random(1, 200000)", StringComparison.Ordinal), 32, seconds);
        await Psql.ExecuteAsync(host.ConnectionString, "update ref_code set max_uses = null where n = 1");
        var hot = await Psql.BenchAsync(host.ConnectionString, Script.Replace("NUMBER", "1", StringComparison.Ordinal), 32, seconds);
        return (distinct, hot);
    }
}
