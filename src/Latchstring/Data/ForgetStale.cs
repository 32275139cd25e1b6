using Microsoft.EntityFrameworkCore;

namespace Latchstring.Data;

/// <summary>Removes what is kept only for a time: answers under an Idempotency-Key after 24 hours, failure counts after their window.</summary>
public sealed class ForgetStale(Database database)
{
    public Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        var (answers, counts) = (database.Now.AddHours(-24), database.Now.AddDays(-1));
        return database.WriteAsync(Guid.Empty, async db =>
            await db.IdempotentAnswers.IgnoreQueryFilters().Where(answer => answer.CreatedAt < answers).ExecuteDeleteAsync(cancellationToken)
            + await db.FailureCounts.IgnoreQueryFilters().Where(count => count.WindowEndsAt < counts).ExecuteDeleteAsync(cancellationToken), cancellationToken);
    }
}
