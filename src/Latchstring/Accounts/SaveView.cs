using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <param name="List">Name of the list: "codes".</param>
/// <param name="Query">The list's query string, without its question mark.</param>
public sealed record SaveViewInput(string List, string? Name, string? Query);

/// <summary>Gives the state of a list a name (X10), for the account that asks. The same name again replaces what it stood for.</summary>
public sealed class SaveView(Database database)
{
    public const int MaxPerList = 50;

    public async Task<Result<Guid>> RunAsync(Actor actor, SaveViewInput input, CancellationToken cancellationToken = default)
    {
        var name = input.Name?.Trim() ?? "";
        if (actor is not { Kind: ActorKind.Account, Id: { } account })
            return Problem.Forbidden;
        if (name.Length is 0 or > 60)
            return Problem.Invalid("name", "Give the view a name of at most {0} characters.", 60);
        if (new Check().Line(name, "name", 60).Problem is { } odd)
            return odd;
        if (input.List.Length is 0 or > 40 || input.Query?.Length > 4000 || !Texts.IsPlain(input.List) || !Texts.IsPlain(input.Query))
            return Problem.Invalid("query", "This view is too long to be saved.");
        return await database.WriteAsync(actor.WorkspaceId, async db =>
        {
            var views = await db.SavedViews.Where(v => v.AccountId == account && v.List == input.List).ToListAsync(cancellationToken);
            var view = views.Find(v => v.Name == name);
            if (view is null && views.Count >= MaxPerList)
                return Problem.Invalid("name", "There are {0} saved views already. Delete one first.", MaxPerList);
            if (view is null)
                db.SavedViews.Add(view = new SavedView { WorkspaceId = actor.WorkspaceId, AccountId = account, List = input.List, Name = name, Query = input.Query ?? "" });
            else
                view.Query = input.Query ?? "";
            await db.SaveChangesAsync(cancellationToken);
            return (Result<Guid>)view.Id;
        }, cancellationToken);
    }
}
