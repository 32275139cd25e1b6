using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Latchstring.Benchmarks;

/// <summary>The tools beside which we measure: psql, pgbench, wrk.</summary>
public static partial class Psql
{
    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public static string[] Address(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return ["-h", parts.Host!, "-p", parts.Port.ToString(CultureInfo.InvariantCulture), "-U", parts.Username!, parts.Database!];
    }

    /// <summary>Seconds of one psql command.</summary>
    public static async Task<double> TimeAsync(string connectionString, string command)
    {
        var clock = Stopwatch.StartNew();
        await RunAsync("psql", ["-q", "-c", command, .. Address(connectionString)]);
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Transactions a second of a pgbench script.</summary>
    public static async Task<double> BenchAsync(string connectionString, string script, int clients, int seconds)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script);
        var pgbench = Directory.GetFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories)[0];
        var output = await RunAsync(pgbench, ["-n", "-c", $"{clients}", "-j", "2", "-T", $"{seconds}", "-f", file, .. Address(connectionString)]);
        File.Delete(file);
        return double.Parse(Tps().Match(output).Groups["tps"].Value, CultureInfo.InvariantCulture);
    }

    public static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} failed: {await error}{output}");
    }

    [GeneratedRegex(@"tps = (?<tps>[\d.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tps();
}

/// <param name="PerSecond">Answers 201 a second.</param>
public sealed record Load(double PerSecond, double P50, double P99, long Refused);

public static class Wrk
{
    /// <summary>Posts each body once, over so many connections at a time, until all are sent, or for ten seconds.</summary>
    public static async Task<Load> PostAsync(Host host, string path, string[] bodies, int connections)
    {
        var folder = Directory.CreateTempSubdirectory("latchstring-wrk-").FullName;
        var file = Path.Combine(folder, "bodies");
        await File.WriteAllLinesAsync(file, bodies);
        var script = Path.Combine(folder, "post.lua");
        await File.WriteAllTextAsync(script,
            $$"""
            local bodies, at = {}, 0
            wrk.headers["Authorization"] = "Bearer {{host.Key}}"
            wrk.headers["Content-Type"] = "application/json"
            function init(args) for line in io.lines("{{file}}") do bodies[#bodies + 1] = line end end
            created, other = 0, 0
            function request() at = at + 1; return wrk.format("POST", "{{path}}", nil, bodies[math.min(at, #bodies)]) end
            function response(status) if status == 201 then created = created + 1 else other = other + 1 end; if created + other >= #bodies then wrk.thread:stop() end end
            local threads = {}
            function setup(thread) threads[#threads + 1] = thread end
            function done(summary, latency)
              local c, o = 0, 0
              for _, t in ipairs(threads) do c = c + t:get("created"); o = o + t:get("other") end
              io.write(string.format("RESULT %d %d %d %.3f %.3f\n", c, o, summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
            end
            """);
        var output = await Psql.RunAsync("wrk", ["-t", "1", "-c", $"{connections}", "-d", "10s", "--timeout", "30s", "-s", script, host.Address]);
        Directory.Delete(folder, recursive: true);
        var parts = output[output.IndexOf("RESULT", StringComparison.Ordinal)..].Split(' ', '\n');
        double At(int i) => double.Parse(parts[i], CultureInfo.InvariantCulture);
        return new Load(At(1) / (At(3) / 1e6), At(4), At(5), (long)At(2));
    }
}
