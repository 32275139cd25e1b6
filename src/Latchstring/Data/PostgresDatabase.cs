using Latchstring.Codes;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Latchstring.Data;

/// <summary>
/// Several nodes may share it. <c>synchronous_commit</c> stays on, and <c>Cancellation Timeout=-1</c> keeps a cancelled wait for a standby
/// from being reported as success.
/// </summary>
public sealed class PostgresDatabase : Database
{
    private readonly NpgsqlDataSource _source;
    private readonly DbContextOptions<PostgresDb> _writer;
    private readonly DbContextOptions<PostgresDb> _reader;

    public PostgresDatabase(string connectionString, TimeProvider clock, CodeKeys keys) : base(clock, keys)
    {
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { CancellationTimeout = -1, MaxAutoPrepare = 50, AutoPrepareMinUsages = 3 }.ToString());
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
            catch (Exception exception) when (attempt < 4 && (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState is "40P01" or "40001")
            {
                await Task.Delay(Random.Shared.Next(5, 20 * attempt), cancellationToken);
            }
        }
    }

    public override async Task MigrateAsync(CancellationToken cancellationToken = default)
    {
        await using var db = new PostgresDb(_writer, Guid.Empty);
        if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any())
            await db.Database.MigrateAsync(cancellationToken);
    }

    public override int ChunkSize => 50_000;

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

    public override bool IsUniqueViolation(Exception exception) => (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState == "23505";

    public override bool IsReferenceViolation(Exception exception) => (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState is "23503" or "23001";

    public override ValueTask DisposeAsync() => _source.DisposeAsync();

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
