namespace Latchstring.Server.Cli;

/// <summary>The operator's door.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        await ServerApp.Build(args).RunAsync();
        return 0;
    }
}
