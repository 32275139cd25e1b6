using System.CommandLine;

namespace Latchstring.Server.Cli;

internal static class ServeCommand
{
    public static Command Create()
    {
        var urls = new Option<string?>("--urls") { Description = "Addresses to listen on, separated by semicolons. Default http://localhost:5080, or ASPNETCORE_URLS." };
        var command = new Command("serve", "Answer requests until stopped.") { urls };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(urls), cancellationToken));
        return command;
    }

    public static async Task<int> RunAsync(string? urls, CancellationToken cancellationToken)
    {
        urls ??= Environment.GetEnvironmentVariable("ASPNETCORE_URLS") is { Length: > 0 } ? null : "http://localhost:5080";
        await using var app = ServerApp.Build(urls is null ? [] : [$"--urls={urls}"]);
        await app.StartAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
