using Latchstring.Imports;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Data;

/// <summary>
/// Removes what is kept only for a time: answers under an Idempotency-Key after 24 hours, failure counts after their window, prepared downloads when they expire, files of people
/// and how people were before an import after <see cref="Import.Kept"/>.
/// </summary>
public sealed class ForgetStale(Database database)
{
    public Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        var (answers, counts, imports) = (database.Now.AddHours(-24), database.Now.AddDays(-1), database.Now - Import.Kept);
        var now = database.Now;
        return database.WriteAsync(Guid.Empty, async db =>
            await db.IdempotentAnswers.IgnoreQueryFilters().Where(answer => answer.CreatedAt < answers).ExecuteDeleteAsync(cancellationToken)
            + await db.FailureCounts.IgnoreQueryFilters().Where(count => count.WindowEndsAt < counts).ExecuteDeleteAsync(cancellationToken)
            + await db.PreparedFiles.IgnoreQueryFilters().Where(file => file.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken)
            + await db.ExecuteAsync("delete from import_change where exists (select 1 from import i where i.workspace_id = import_change.workspace_id and i.id = import_change.import_id and i.created_at < @until)", cancellationToken, ("until", imports))
            + await db.ExecuteAsync("delete from import_file where exists (select 1 from import i where i.workspace_id = import_file.workspace_id and i.id = import_file.import_id and i.created_at < @until)", cancellationToken, ("until", imports)), cancellationToken);
    }
}
