using Latchstring.Codes;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Latchstring.Data;

/// <summary>
/// One file, one process. WAL with <c>synchronous=FULL</c>: what was acknowledged survives a power cut. One connection does all
/// writing and checkpointing, readers stand beside it; SQLite 3.50.4 is not safe with several writers resetting the WAL.
/// </summary>
public sealed class SqliteDatabase : Database
{
    private readonly string _connectionString;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly DbContextOptions<SqliteDb> _writerOptions;
    private readonly DbContextOptions<SqliteDb> _readerOptions;
    private readonly int _node = Random.Shared.Next(1, int.MaxValue);
    private long _tx;
    private long _dataVersion = -1;

    public SqliteDatabase(string connectionString, TimeProvider clock, CodeKeys keys) : base(clock, keys)
    {
        _connectionString = connectionString;
        _writer = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        _writerOptions = new DbContextOptionsBuilder<SqliteDb>().UseSqlite(_writer).Options;
        _readerOptions = new DbContextOptionsBuilder<SqliteDb>()
            .UseSqlite(new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadOnly, Pooling = true }.ToString())
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;
    }

    public string FileName => new SqliteConnectionStringBuilder(_connectionString).DataSource;

    public override Db Read(Guid workspaceId) => new SqliteDb(_readerOptions, workspaceId);

    public override async Task<T> WriteAsync<T>(Guid workspaceId, Func<Db, Task<T>> work, CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            OpenWriter();
            await using var db = new SqliteDb(_writerOptions, workspaceId);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            db.Tx = NextTx();
            var result = await work(db);
            await MarkClaimAsync(db, cancellationToken);
            await transaction.CommitAsync(CancellationToken.None);
            RequestClaim.Current?.Marked();
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    public override async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            OpenWriter();
            await using var db = new SqliteDb(_writerOptions, Guid.Empty);
            if (!(await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
                return;
            // Left behind by a process that was killed while migrating, it would make EF wait for ever.
            Execute("drop table if exists \"__EFMigrationsLock\"");
            await db.Database.MigrateAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public override int ChunkSize => 10_000;

    public override int Writers => 1;

    /// <summary>There is no other process: a claim of another number is of one that has ended.</summary>
    internal override ValueTask<int> NodeAsync() => ValueTask.FromResult(_node);

    internal override async Task InsertCodesAsync(Db db, CodeBatch batch, IReadOnlyList<NewCode> codes, CancellationToken cancellationToken)
    {
        await using var command = (SqliteCommand)db.Command(
            """
            insert into access_code (workspace_id, id, batch_id, number, fingerprint, sealed_text, max_uses, use_count, valid_from, valid_till, state, price_id, version)
            values (@ws, @id, @batch, @number, @fingerprint, @sealed, @max, 0, @from, @till, 'Active', @price, 0)
            """,
            ("batch", batch.Id), ("max", batch.MaxUses), ("from", batch.ValidFrom), ("till", batch.ValidTill), ("price", batch.PriceId));
        SqliteParameter Add(string name) => command.Parameters.Add(new SqliteParameter("@" + name, null));
        var (id, number, fingerprint, text) = (Add("id"), Add("number"), Add("fingerprint"), Add("sealed"));
        foreach (var code in codes)
        {
            id.Value = db.ToColumn(AccessCode.IdOf(batch.Id, code.Number));
            number.Value = code.Number;
            fingerprint.Value = code.FingerprintBytes();
            text.Value = db.ToColumn(code.SealedText);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Transactions stand in a row: below the number of the next one all are finished.</summary>
    internal override Task<long> FinishedTxAsync(CancellationToken cancellationToken) => WriteAsync(Guid.Empty, db => Task.FromResult(((SqliteDb)db).Tx), cancellationToken);

    internal override Task<IDbContextTransaction> SnapshotAsync(Db db, CancellationToken cancellationToken)
    {
        db.Database.OpenConnection();
        var transaction = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        return db.Database.UseTransactionAsync(transaction, cancellationToken)!;
    }

    public override bool IsUniqueViolation(Exception exception) =>
        (exception as SqliteException ?? exception.InnerException as SqliteException) is { SqliteExtendedErrorCode: 2067 or 1555 };

    public override bool IsReferenceViolation(Exception exception) =>
        (exception as SqliteException ?? exception.InnerException as SqliteException) is { SqliteExtendedErrorCode: 787 or 1811 };

    public override async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _gate.Dispose();
    }

    private void OpenWriter()
    {
        if (_writer.State == System.Data.ConnectionState.Open)
            return;
        _writer.Open();
        Execute("pragma journal_mode=WAL; pragma synchronous=FULL; pragma foreign_keys=ON; pragma busy_timeout=5000; pragma cache_size=-131072; pragma wal_autocheckpoint=32000; pragma temp_store=MEMORY;");
    }

    /// <summary>
    /// One more than the last. When the command line has written beside us (data_version tells), it goes on from what is stored;
    /// the newest entry has the highest number, and the newest seal stands above all that was sealed.
    /// </summary>
    private long NextTx()
    {
        var version = (long)Execute("pragma data_version")!;
        if (version != _dataVersion)
        {
            _dataVersion = version;
            _tx = Math.Max(_tx, (long)Execute("select max(coalesce((select tx from audit_entry order by rowid desc limit 1), 0), coalesce((select to_tx from audit_seal order by rowid desc limit 1), 0))")!);
        }
        return ++_tx;
    }

    private object? Execute(string sql)
    {
        using var command = _writer.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
