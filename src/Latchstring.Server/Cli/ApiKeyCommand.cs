using System.CommandLine;
using Latchstring.Accounts;

namespace Latchstring.Server.Cli;

internal static class ApiKeyCommand
{
    public static Command Create()
    {
        var workspace = new Option<string>("--workspace") { Required = true, Description = "Slug of the workspace" };
        var name = new Option<string>("--name") { Required = true, Description = "What the key is for" };
        var permissions = new Option<string>("--permissions") { DefaultValueFactory = _ => "all", Description = $"all, or some of {string.Join(',', Permission.All.Names())}" };
        var create = new Command("create", "Make a key for a program and print it, once.") { workspace, name, permissions };
        create.SetAction((parsed, cancellationToken) => CommandLine.OnInstallationAsync(async installation =>
        {
            var slug = parsed.GetRequiredValue(workspace);
            if (await CommandLine.WorkspaceOfAsync(installation.Database, slug, cancellationToken) is not { } id)
                return CommandLine.NoWorkspace(slug);
            var names = parsed.GetRequiredValue(permissions);
            if (names.Any(char.IsDigit) || !Enum.TryParse<Permission>(names, ignoreCase: true, out var granted))
                return Problem.Invalid("permissions", "Use all, or some of {0}.", string.Join(',', Permission.All.Names()));
            var made = await new CreateApiKey(installation.Database).RunAsync(Actor.System(id), new(parsed.GetRequiredValue(name), granted), cancellationToken);
            if (made.Ok)
                Console.WriteLine(made.Value.Text);
            return made.Problem;
        }, cancellationToken));
        return new Command("api-key", "Keys for programs.") { create };
    }
}
