using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Accounts;

/// <summary>Forgets a saved view of the account that asks; the deleted view comes back, so that it can be saved again.</summary>
public sealed class DeleteView(Database database)
{
    public Task<Result<SavedView>> RunAsync(Actor actor, Guid id, CancellationToken cancellationToken = default) =>
        database.WriteAsync(actor.WorkspaceId, async db =>
        {
            var view = await db.SavedViews.SingleOrDefaultAsync(v => v.Id == id && v.AccountId == actor.Id, cancellationToken);
            if (view is null)
                return (Result<SavedView>)Problem.NotFound("view");
            db.SavedViews.Remove(view);
            await db.SaveChangesAsync(cancellationToken);
            return view;
        }, cancellationToken);
}
