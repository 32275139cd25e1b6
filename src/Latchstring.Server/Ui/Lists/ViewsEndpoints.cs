using Latchstring.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Latchstring.Server.Ui.Lists;

/// <summary>Saving and forgetting views of lists; forms that come back to the list.</summary>
public static class ViewsEndpoints
{
    public static void MapViews(this WebApplication app)
    {
        app.MapPost("/{workspace}/admin/views", SaveAsync).ExcludeFromDescription();
        app.MapPost("/{workspace}/admin/views/delete", DeleteAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> SaveAsync([FromForm] string list, [FromForm] string? name, [FromForm] string? query, [FromForm] string? returnTo, Shell shell, SaveView save, Flash flash, ProblemText problems, IStringLocalizer<UiText> texts)
    {
        if (shell.Actor is not { } actor)
            return Results.NotFound();
        var saved = await save.RunAsync(actor, new SaveViewInput(list, name, query));
        if (saved.Ok)
            flash.Done(texts["Saved the view “{0}”.", name!.Trim()]);
        else
            flash.Failed(problems.Of(saved.Problem));
        return Back(shell, returnTo);
    }

    private static async Task<IResult> DeleteAsync([FromForm] Guid id, [FromForm] string? returnTo, Shell shell, DeleteView delete, Flash flash, ProblemText problems, IStringLocalizer<UiText> texts)
    {
        if (shell.Actor is not { } actor)
            return Results.NotFound();
        var deleted = await delete.RunAsync(actor, id);
        if (deleted.Ok)
        {
            var view = deleted.Value;
            flash.Done(texts["Deleted the view “{0}”.", view.Name], shell.Admin("views"), new Dictionary<string, string>(StringComparer.Ordinal) { ["list"] = view.List, ["name"] = view.Name, ["query"] = view.Query, ["returnTo"] = returnTo ?? "" });
        }
        else
        {
            flash.Failed(problems.Of(deleted.Problem));
        }
        return Back(shell, returnTo);
    }

    private static IResult Back(Shell shell, string? to) => Results.LocalRedirect(Preferences.IsLocal(to) ? to! : shell.Admin());
}
