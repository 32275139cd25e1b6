using Latchstring.Codes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Latchstring.Data;

/// <summary>
/// The open database. Verbs read with <see cref="Read"/> and write with <see cref="WriteAsync{T}(Guid, Func{Db, Task{T}}, CancellationToken)"/>,
/// one transaction each, on SQLite through the one writing connection.
/// </summary>
public abstract class Database(TimeProvider clock, CodeKeys keys) : IAsyncDisposable
{
    public TimeProvider Clock { get; } = clock;
    public CodeKeys Keys { get; } = keys;
    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>Opens SQLite or PostgreSQL, whichever the connection string is for ("Data Source=" or "Host=").</summary>
    public static Database Open(string connectionString, TimeProvider clock, CodeKeys keys) =>
        IsPostgres(connectionString) ? new PostgresDatabase(connectionString, clock, keys) : new SqliteDatabase(connectionString, clock, keys);

    public static bool IsPostgres(string connectionString) => connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>A context for reading, without tracking. Dispose it.</summary>
    public abstract Db Read(Guid workspaceId);

    /// <summary>Runs <paramref name="work"/> in one transaction and commits; an exception rolls back. It may run again after a deadlock, so it must not keep state outside.</summary>
    public abstract Task<T> WriteAsync<T>(Guid workspaceId, Func<Db, Task<T>> work, CancellationToken cancellationToken = default);

    /// <summary>As above, but a refusal rolls back too.</summary>
    public async Task<Result<T>> WriteAsync<T>(Guid workspaceId, Func<Db, Task<Result<T>>> work, CancellationToken cancellationToken = default)
    {
        try
        {
            return await WriteAsync(workspaceId, async db =>
            {
                var result = await work(db);
                return result.Ok ? result.Value : throw new Refused(result.Problem);
            }, cancellationToken);
        }
        catch (Refused refused)
        {
            return refused.Problem;
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Problem("edit.conflict", 409, "Somebody else changed this in the meantime. Reload the page to see it, then try again.");
        }
    }

    public abstract Task MigrateAsync(CancellationToken cancellationToken = default);

    /// <summary>Rows of bulk work in one transaction: large enough to be fast, small enough not to hold the one writer of SQLite for long.</summary>
    public abstract int ChunkSize { get; }

    /// <summary>Transactions of one process that can make headway at the same time.</summary>
    public abstract int Writers { get; }

    /// <summary>The number under which other processes can see that this one lives; 0 while they cannot.</summary>
    internal abstract ValueTask<int> NodeAsync();

    /// <summary>Adds many codes of one batch quickly, inside the current write transaction.</summary>
    internal abstract Task InsertCodesAsync(Db db, CodeBatch batch, IReadOnlyList<NewCode> codes, CancellationToken cancellationToken);

    /// <summary>Every write transaction numbered below this has finished (<see cref="Audit.AuditEntry.Tx"/>).</summary>
    internal abstract Task<long> FinishedTxAsync(CancellationToken cancellationToken);

    /// <summary>Lets all further reads of <paramref name="db"/> see one moment.</summary>
    internal abstract Task<IDbContextTransaction> SnapshotAsync(Db db, CancellationToken cancellationToken);

    /// <summary>For work that looks up very many rows in one transaction: <see cref="Db.ByKeyOnly"/>.</summary>
    internal Task LookByKeyAsync(Db db, CancellationToken cancellationToken) => db.ByKeyOnly.Length == 0 ? Task.CompletedTask : db.ExecuteAsync(db.ByKeyOnly, cancellationToken);

    /// <summary>True when the exception says that a unique index refused a row.</summary>
    public abstract bool IsUniqueViolation(Exception exception);

    /// <summary>True when the exception says that a foreign key still needs the row.</summary>
    public abstract bool IsReferenceViolation(Exception exception);

    public abstract ValueTask DisposeAsync();

    /// <summary>Part of every write transaction: see <see cref="RequestClaim"/>.</summary>
    private protected static Task MarkClaimAsync(Db db, CancellationToken cancellationToken) => RequestClaim.Current?.MarkAsync(db, cancellationToken) ?? Task.CompletedTask;

    private sealed class Refused(Problem problem) : Exception(problem.Code)
    {
        public Problem Problem { get; } = problem;
    }
}
