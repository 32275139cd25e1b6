using Latchstring.Redemptions;
using Latchstring.Server.Http;

namespace Latchstring.Server.Ui;

/// <summary>GET /{workspace}/admin/go?q= : the search box of the header, which takes anything and goes to that thing.</summary>
public static class GoEndpoint
{
    public static void MapGo(this WebApplication app) => app.MapGet("/{workspace}/admin/go", GoAsync).ExcludeFromDescription();

    private static async Task<IResult> GoAsync(string? q, FindAnything find, CurrentActor me, Shell shell, CancellationToken cancellationToken)
    {
        var found = await find.RunAsync(me.Value, q, cancellationToken);
        return Results.LocalRedirect(shell.Admin(found.Kind switch
        {
            FoundKind.Code => $"codes/{found.Id}",
            FoundKind.Person => $"people/{found.Id}",
            FoundKind.Offering => $"offerings/{found.Id}",
            FoundKind.People => "people?q=" + Uri.EscapeDataString(found.Query!),
            FoundKind.Codes => "codes?q=" + Uri.EscapeDataString(found.Query!),
            _ => "",
        }));
    }
}
