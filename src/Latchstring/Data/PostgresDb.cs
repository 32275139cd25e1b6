using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Npgsql;
using NpgsqlTypes;

namespace Latchstring.Data;

/// <summary>Ids are uuid, times timestamptz in UTC, enums their names.</summary>
public sealed class PostgresDb(DbContextOptions<PostgresDb> options, Guid workspaceId) : Db(options, workspaceId)
{
    public override string Infinity => "'infinity'::timestamptz";

    public override string JsonText(string column, string field) => $"({column}::jsonb ->> '{field}')";

    public override string SkipLocked => "for update skip locked";
    public override string ForUpdate => "for update";
    public override string ByKeyOnly => "set local enable_seqscan = off; set local enable_hashjoin = off; set local enable_mergejoin = off; set local enable_material = off; set local random_page_cost = 0.1;";

    // Whoever gets the lock of another node sees that it is gone; shared, so that many may look at once. Given back when the transaction ends.
    public override string NodeIsGone(string column) => $"{column} not in (0, @node) and pg_try_advisory_xact_lock_shared({NodeSign.Space}, {column})";

    public override string ThenJoin => "join";

    public override string LookAnew(string table) => $"analyze (skip_locked) {table}";

    public override object ToColumn(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.ToUniversalTime(),
        Enum name => name.ToString(),
        _ => value,
    };

    public override Guid ReadGuid(DbDataReader reader, int column) => reader.GetGuid(column);

    public override DateTimeOffset ReadTime(DbDataReader reader, int column) => reader.GetFieldValue<DateTimeOffset>(column);

    public override string Rows(DbCommand command, string alias, params ReadOnlySpan<(string Column, Array Values)> columns)
    {
        var names = new List<string>();
        foreach (var (column, values) in columns)
        {
            names.Add(column);
            BindArray(command, $"{alias}_{column}", values);
        }
        return $"unnest({string.Join(", ", names.Select(name => $"@{alias}_{name}"))}) as {alias}({string.Join(", ", names)})";
    }

    public override async Task InsertManyAsync(string table, CancellationToken cancellationToken, params (string Column, Array Values)[] columns)
    {
        if (columns[0].Values.Length >= CopyFrom)
        {
            await CopyAsync(table, columns, cancellationToken);
            return;
        }
        await using var command = Command("");
        var rows = Rows(command, "r", columns);
        var names = string.Join(", ", columns.Select(column => column.Column));
        command.CommandText = $"insert into {table} (workspace_id, {names}) select @ws, {names} from {rows}";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>From so many rows on, COPY is faster than a statement with arrays.</summary>
    private const int CopyFrom = 1_000;

    private async Task CopyAsync(string table, (string Column, Array Values)[] columns, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)Database.GetDbConnection();
        if (connection.State != System.Data.ConnectionState.Open)
            await connection.OpenAsync(cancellationToken);
        var writers = Array.ConvertAll(columns, column => Writer(column.Values));
        await using var copy = await connection.BeginBinaryImportAsync($"copy {table} (workspace_id, {string.Join(", ", columns.Select(column => column.Column))}) from stdin (format binary)", cancellationToken);
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            copy.StartRow();
            copy.Write(WorkspaceId, NpgsqlDbType.Uuid);
            foreach (var write in writers)
                write(copy, row);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    private static Action<NpgsqlBinaryImporter, int> Writer(Array values) => values switch
    {
        Guid[] ids => (copy, row) => copy.Write(ids[row], NpgsqlDbType.Uuid),
        Guid?[] ids => (copy, row) => Write(copy, ids[row], NpgsqlDbType.Uuid),
        string?[] texts => (copy, row) => WriteText(copy, texts[row]),
        int[] numbers => (copy, row) => copy.Write(numbers[row], NpgsqlDbType.Integer),
        int?[] numbers => (copy, row) => Write(copy, numbers[row], NpgsqlDbType.Integer),
        long[] numbers => (copy, row) => copy.Write(numbers[row], NpgsqlDbType.Bigint),
        long?[] numbers => (copy, row) => Write(copy, numbers[row], NpgsqlDbType.Bigint),
        bool[] flags => (copy, row) => copy.Write(flags[row], NpgsqlDbType.Boolean),
        DateTimeOffset[] times => (copy, row) => copy.Write(times[row].ToUniversalTime(), NpgsqlDbType.TimestampTz),
        DateTimeOffset?[] times => (copy, row) => Write(copy, times[row]?.ToUniversalTime(), NpgsqlDbType.TimestampTz),
        byte[]?[] bytes => (copy, row) => WriteBytes(copy, bytes[row]),
        _ => throw new NotSupportedException($"No column type for {values.GetType().Name}."),
    };

    private static void Write<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type) where T : struct
    {
        if (value is { } known)
            copy.Write(known, type);
        else
            copy.WriteNull();
    }

    private static void WriteText(NpgsqlBinaryImporter copy, string? value)
    {
        if (value is null)
            copy.WriteNull();
        else
            copy.Write(value, NpgsqlDbType.Text);
    }

    private static void WriteBytes(NpgsqlBinaryImporter copy, byte[]? value)
    {
        if (value is null)
            copy.WriteNull();
        else
            copy.Write(value, NpgsqlDbType.Bytea);
    }

    public override async Task<int> UpdateManyAsync(string sql, IEnumerable<(string Name, object? Value)> parameters, params (string Column, Array Values)[] columns)
    {
        await using var command = Command("", [.. parameters]);
        command.CommandText = sql.Replace("{rows}", Rows(command, "a", columns), StringComparison.Ordinal);
        return await command.ExecuteNonQueryAsync();
    }

    private static void BindArray(DbCommand command, string name, Array values)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = values is DateTimeOffset[] times ? Array.ConvertAll(times, time => time.ToUniversalTime()) : values;
        command.Parameters.Add(parameter);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        Tables.Conventions(configurationBuilder);
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<Utc>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Audit.AuditEntry>().Property(e => e.Tx).HasDefaultValueSql("(pg_current_xact_id()::text::bigint)").ValueGeneratedOnAdd();
    }

    private sealed class Utc() : ValueConverter<DateTimeOffset, DateTimeOffset>(time => time.ToUniversalTime(), time => time);

    internal sealed class Design : IDesignTimeDbContextFactory<PostgresDb>
    {
        public PostgresDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=localhost").Options, Guid.Empty);
    }
}
