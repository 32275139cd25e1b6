using Latchstring.Server.Options;

namespace Latchstring.Server.Cli;

/// <summary>The operator's door.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await ServerApp.Build(args).RunAsync();
            return 0;
        }
        catch (StartException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }
}
