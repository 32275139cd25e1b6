using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Partners;

/// <summary>Says which places the menu of every partner area has, and in which order (S1.36). A place outside of it still opens by its address.</summary>
public sealed class ArrangePartnerMenu(Database database)
{
    /// <summary>All there are, in the order in which they stand when nobody arranged them.</summary>
    public static readonly IReadOnlyList<string> Places = ["invitations", "attendance", "team"];

    public async Task<Result<string>> RunAsync(Actor actor, IReadOnlyList<string> places, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageWorkspace))
            return Problem.Forbidden;
        if (places.Count == 0 || places.Except(Places, StringComparer.Ordinal).Any())
            return Problem.Invalid("places", "Choose at least one place.");
        return await database.WriteAsync<string>(actor.WorkspaceId, async db =>
        {
            var workspace = await db.Workspaces.SingleAsync(w => w.Id == actor.WorkspaceId, cancellationToken);
            var (before, after) = (workspace.PartnerMenu, string.Join(' ', places.Distinct(StringComparer.Ordinal)));
            workspace.PartnerMenu = after;
            db.Add(AuditEntry.By(actor, database.Now, "workspace.partner_menu", "workspace", workspace.Id, new { from = before, to = after }));
            await db.SaveChangesAsync(cancellationToken);
            return after;
        }, cancellationToken);
    }
}
