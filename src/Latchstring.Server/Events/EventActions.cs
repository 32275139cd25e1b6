using Latchstring.Offerings;
using Latchstring.Server.Accounts;
using Latchstring.Server.Http;
using Latchstring.Server.Ui;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Events;

/// <summary>Buttons of the pages about events: POST offerings/{id}/pages/{page}/delete</summary>
internal static class EventActions
{
    public static void Map(WebApplication app)
    {
        var admin = app.MapGroup("/{workspace}/admin").ExcludeFromDescription();
        admin.MapPost("/offerings/{id:guid}/pages/{page:guid}/delete", DeletePageAsync).RequireAuthorization(Policies.ManageOfferings);
    }

    /// <summary>What these buttons have in common: who asks, what is said on the next page, where one goes on.</summary>
    internal sealed record Acts(CurrentActor Who, Shell Shell, Flash Flash, ProblemText Problems, IStringLocalizer<EventsText> T)
    {
        public Actor Me => Who.Value;

        public IResult Go<TDone>(Result<TDone> result, string to, Func<TDone, string> done)
        {
            if (result.Problem is { Status: 404 })
                return Results.NotFound();
            if (result.Ok)
                Flash.Done(done(result.Value));
            else
                Flash.Failed(Problems.Of(result.Problem));
            return Results.LocalRedirect(Shell.Admin(to));
        }
    }

    private static async Task<IResult> DeletePageAsync(Guid id, Guid page, IFormCollection _, Acts acts, DeleteRegistrationPage delete)
    {
        var deleted = await delete.RunAsync(acts.Me, page);
        return acts.Go(deleted, deleted.Ok ? $"offerings/{id}/pages" : $"offerings/{id}/pages/{page}", gone => acts.T["Deleted {0}.", gone.Name]);
    }
}
