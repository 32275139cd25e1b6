using System.CommandLine;
using Latchstring.Data;
using Latchstring.Server.Cli.Demo;
using Latchstring.Server.Options;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Cli;

/// <summary>The operator's door. Without a command it serves.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            return await Root().Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (StartException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
        catch (System.Data.Common.DbException problem)
        {
            await Console.Error.WriteLineAsync($"The database does not answer as it should: {problem.Message}");
            return 1;
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand(
            """
            Latchstring: access codes from issue to redemption.
            Environment: LATCHSTRING_DATA (folder), ConnectionStrings__Latchstring (SQLite or PostgreSQL), LATCHSTRING_SECRET, LATCHSTRING_BASE_URL.
            """)
        {
            ServeCommand.Create(), WorkspaceCommand.Create(), ApiKeyCommand.Create(), CheckCommand.Create(), BackupCommand.Create(), RestoreCommand.Create(), DemoCommand.Create(),
        };
        root.SetAction((_, cancellationToken) => ServeCommand.RunAsync(null, cancellationToken));
        return root;
    }

    /// <summary>Opens the installation, runs, and prints a refusal as sentences on standard error.</summary>
    internal static async Task<int> OnInstallationAsync(Func<Installation, Task<Problem?>> work, CancellationToken cancellationToken)
    {
        await using var installation = await Installation.OpenAsync(cancellationToken);
        if (await work(installation) is not { } problem)
            return 0;
        foreach (var one in problem.Also.Prepend(problem))
            await Console.Error.WriteLineAsync(one.Field is null ? one.English : $"{one.Field}: {one.English}");
        return 1;
    }

    internal static async Task<Guid?> WorkspaceOfAsync(Database database, string slug, CancellationToken cancellationToken)
    {
        await using var db = database.Read(Guid.Empty);
        return await db.Workspaces.Where(w => w.Slug == slug).Select(w => (Guid?)w.Id).SingleOrDefaultAsync(cancellationToken);
    }

    internal static Problem NoWorkspace(string slug) => new("workspace.not_found", 404, "There is no workspace {0}.", "workspace", slug);
}
