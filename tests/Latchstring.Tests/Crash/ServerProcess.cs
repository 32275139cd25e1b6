using System.Diagnostics;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Crash;

/// <summary>The real server in a process of its own, as an operator runs it, so that it can be killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Runs a command such as <c>check</c> to its end; what it said, behind its exit code.</summary>
    public static async Task<(int Code, string Said)> RunAsync(string connectionString, string dataFolder, params string[] arguments)
    {
        using var process = Process.Start(Command(connectionString, dataFolder, arguments))!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(said));
    }

    /// <summary>Returns when it listens; it has migrated and opened the database by then.</summary>
    public static async Task<ServerProcess> StartAsync(string connectionString, string dataFolder, IReadOnlyDictionary<string, string>? environment = null, CancellationToken cancellationToken = default)
    {
        var start = Command(connectionString, dataFolder, "serve", "--urls", environment?.GetValueOrDefault("ASPNETCORE_URLS") ?? "http://127.0.0.1:0");
        foreach (var (name, value) in environment ?? new Dictionary<string, string>(StringComparer.Ordinal))
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            const string Listening = "Now listening on: ";
            if (line.IndexOf(Listening, StringComparison.Ordinal) is var at and >= 0)
            {
                // Nobody may stop it by not reading what it says.
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return new ServerProcess(process, new Uri(line[(at + Listening.Length)..].Trim()));
            }
        }
        throw new InvalidOperationException("The server did not start: " + await errors);
    }

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    private static ProcessStartInfo Command(string connectionString, string dataFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Latchstring.Server.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = dataFolder,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["LATCHSTRING_DATA"] = dataFolder;
        start.Environment["LATCHSTRING_SECRET"] = Convert.ToBase64String(TestDatabase.Secret);
        start.Environment["ConnectionStrings__Latchstring"] = connectionString;
        start.Environment["Api__RequestsPerSecond"] = "0";
        // Many short lives: starting counts, not the speed an hour later.
        start.Environment["DOTNET_TieredPGO"] = "0";
        return start;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
