using Latchstring.Codes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using NpgsqlTypes;

namespace Latchstring.Data;

/// <summary>
/// Several nodes may share it. <c>synchronous_commit</c> stays on, and <c>Cancellation Timeout=-1</c> keeps a cancelled wait for a standby
/// from being reported as success.
/// </summary>
public sealed class PostgresDatabase : Database
{
    private const string TxOffset = "audit.tx_offset";
    private readonly NpgsqlDataSource _source;
    private readonly NodeSign _sign;
    private readonly DbContextOptions<PostgresDb> _writer;
    private readonly DbContextOptions<PostgresDb> _reader;

    public PostgresDatabase(string connectionString, TimeProvider clock, CodeKeys keys) : base(clock, keys)
    {
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString)
        {
            CancellationTimeout = -1,
            // Statements are planned for what is there now: a prepared plan from when a table was empty reads all of it until statistics come
            // (measured: 124 ms for one redemption). The database's own foreign key checks do keep their plans.
            MaxAutoPrepare = 0,
            Options = "-c jit=off",
        }.ToString());
        _sign = new NodeSign(_source);
        _writer = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(_source).Options;
        _reader = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(_source).UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking).Options;
    }

    public override Db Read(Guid workspaceId) => new PostgresDb(_reader, workspaceId);

    public override async Task<T> WriteAsync<T>(Guid workspaceId, Func<Db, Task<T>> work, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = new PostgresDb(_writer, workspaceId);
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                var result = await work(db);
                await MarkClaimAsync(db, cancellationToken);
                await transaction.CommitAsync(CancellationToken.None);
                RequestClaim.Current?.Marked();
                return result;
            }
            catch (Exception exception) when (attempt < 4 && StateOf(exception) is "40P01" or "40001")
            {
                await Task.Delay(Random.Shared.Next(5, 20 * attempt), cancellationToken);
            }
        }
    }

    /// <summary>What the database said, however often it was wrapped on the way.</summary>
    private static string? StateOf(Exception? exception) => exception is null or PostgresException ? (exception as PostgresException)?.SqlState : StateOf(exception.InnerException);

    public override async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = new PostgresDb(_writer, Guid.Empty);
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            await db.Database.MigrateAsync(cancellationToken);
        await RaiseTxAsync(cancellationToken);
    }

    public override int ChunkSize => 50_000;

    public override int Writers => 2;

    internal override ValueTask<int> NodeAsync() => _sign.NumberAsync();

    internal override async Task InsertCodesAsync(Db db, CodeBatch batch, IReadOnlyList<NewCode> codes, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy access_code (workspace_id, id, batch_id, number, fingerprint, sealed_text, max_uses, use_count, valid_from, valid_till, state, price_id, version) from stdin (format binary)",
            cancellationToken);
        foreach (var code in codes)
        {
            copy.StartRow();
            copy.Write(batch.WorkspaceId, NpgsqlDbType.Uuid);
            copy.Write(AccessCode.IdOf(batch.Id, code.Number), NpgsqlDbType.Uuid);
            copy.Write(batch.Id, NpgsqlDbType.Uuid);
            copy.Write(code.Number, NpgsqlDbType.Integer);
            copy.Write(code.FingerprintBytes(), NpgsqlDbType.Bytea);
            Write(copy, code.SealedText, NpgsqlDbType.Bytea);
            Write(copy, batch.MaxUses, NpgsqlDbType.Integer);
            copy.Write(0, NpgsqlDbType.Integer);
            Write(copy, batch.ValidFrom?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
            Write(copy, batch.ValidTill?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
            copy.Write("Active", NpgsqlDbType.Varchar);
            Write(copy, batch.PriceId, NpgsqlDbType.Uuid);
            copy.Write(0, NpgsqlDbType.Integer);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    internal override async Task<long> FinishedTxAsync(CancellationToken cancellationToken)
    {
        await using var db = Read(Guid.Empty);
        var finished = await db.QueryAsync(
            $"select pg_snapshot_xmin(pg_current_snapshot())::text::bigint + coalesce((select value::bigint from installation_value where name = '{TxOffset}'), 0)",
            row => row.Long(0), cancellationToken);
        return finished[0];
    }

    internal override Task<IDbContextTransaction> SnapshotAsync(Db db, CancellationToken cancellationToken) =>
        db.Database.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);

    /// <summary>
    /// A dump that was put back into another cluster finds its transaction numbers smaller than those in its audit. Then the numbers
    /// given to new entries are raised above them, so that the chain goes on.
    /// </summary>
    internal async Task RaiseTxAsync(CancellationToken cancellationToken)
    {
        await using var db = new PostgresDb(_writer, Guid.Empty);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.ExecuteAsync("select pg_advisory_xact_lock(4612801)", cancellationToken);
        var behind = await db.QueryAsync(
            $"""
            select known from (select pg_current_xact_id()::text::bigint + coalesce((select value::bigint from installation_value where name = '{TxOffset}'), 0) as tx) now,
                (select coalesce(max(greatest(
                    (select max(tx) from audit_entry where workspace_id = w.id), (select to_tx from audit_seal where workspace_id = w.id order by number desc limit 1))), 0) as known from workspace w) kept
            where known >= now.tx
            """,
            row => row.Long(0), cancellationToken);
        if (behind is [var offset])
        {
            await db.ExecuteAsync($"insert into installation_value (name, value) values ('{TxOffset}', '{offset}') on conflict (name) do update set value = excluded.value", cancellationToken);
            await db.ExecuteAsync($"alter table audit_entry alter column tx set default (pg_current_xact_id()::text::bigint + {offset})", cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    public override bool IsUniqueViolation(Exception exception) => StateOf(exception) == "23505";

    public override bool IsReferenceViolation(Exception exception) => StateOf(exception) is "23503" or "23001";

    public override async ValueTask DisposeAsync()
    {
        await _sign.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static void Write<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type) where T : struct
    {
        if (value is { } known)
            copy.Write(known, type);
        else
            copy.WriteNull();
    }

    private static void Write(NpgsqlBinaryImporter copy, byte[]? value, NpgsqlDbType type)
    {
        if (value is null)
            copy.WriteNull();
        else
            copy.Write(value, type);
    }
}
