using Latchstring.Data;

namespace Latchstring.Audit;

/// <summary>Somebody took data away as a file: what, under which filter, and how many rows they got. Written when the file ends, also when it broke off.</summary>
public sealed class RecordDownload(Database database)
{
    /// <param name="list">Which list, as its address names it: <c>codes</c>, <c>settings/audit</c>.</param>
    /// <param name="filter">The query string without what was searched for, which may be a code.</param>
    public Task RunAsync(Actor actor, string list, string filter, long rows) => database.WriteAsync(actor.WorkspaceId, db =>
    {
        db.Add(AuditEntry.By(actor, database.Now, "list.downloaded", "list", null, new { list, filter = filter.Length == 0 ? null : filter, rows }));
        return db.SaveChangesAsync();
    });
}
