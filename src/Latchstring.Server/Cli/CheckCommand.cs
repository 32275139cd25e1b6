using System.CommandLine;
using Latchstring.Audit;
using Latchstring.Server.Audit;
using Latchstring.Server.Options;

namespace Latchstring.Server.Cli;

/// <summary>Proves the invariants of the domain on the live database.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var command = new Command("check", "Prove that counts, texts and the audit chain hold together. Prints the rows that do not, and then ends with 1.");
        command.SetAction(async (_, cancellationToken) =>
        {
            await using var installation = await Installation.OpenAsync(cancellationToken);
            var anchors = await new AnchorFile(installation.Options).ReadAsync(cancellationToken);
            var broken = await new ProveInvariants(installation.Database, anchors).RunAsync(cancellationToken);
            foreach (var row in broken)
                Console.WriteLine($"{row.Invariant}\t{row.What}\tworkspace {row.WorkspaceId}\t{row.Row}\t{row.Found}");
            Console.WriteLine(broken.Count == 0 ? $"All invariants hold; {anchors.Count} anchors agree." : $"{broken.Count} broken.");
            return broken.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
