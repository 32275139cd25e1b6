using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Latchstring.Data;

/// <summary>Ids are 16-byte blobs in network order, times whole microseconds since 1970 UTC, enums their names.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options, Guid workspaceId) : Db(options, workspaceId)
{
    /// <summary>Number of this write transaction, for <see cref="Audit.AuditEntry.Tx"/>.</summary>
    public long Tx { get; internal set; }

    public override string Infinity => "9223372036854775807";

    public override string JsonText(string column, string field) => $"json_extract({column}, '$.{field}')";

    // One writer: whoever reads inside a write transaction holds everything already.
    public override string SkipLocked => "";
    public override string ForUpdate => "";

    // It keeps no statistics and follows the order in which a statement names its tables.
    public override string ByKeyOnly => "";

    public override string ThenJoin => "cross join";

    public override string LookAnew(string table) => "";

    public override string NodeIsGone(string column) => $"{column} <> @node";

    public override object ToColumn(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToByteArray(bigEndian: true),
        DateTimeOffset time => Micros(time),
        Enum name => name.ToString(),
        _ => value,
    };

    public override Guid ReadGuid(DbDataReader reader, int column) => new((byte[])reader.GetValue(column), bigEndian: true);

    public override DateTimeOffset ReadTime(DbDataReader reader, int column) => Time(reader.GetInt64(column));

    public override string Rows(DbCommand command, string alias, params ReadOnlySpan<(string Column, Array Values)> columns)
    {
        var json = new System.Text.StringBuilder("[");
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            json.Append(row == 0 ? "[" : ",[");
            for (var column = 0; column < columns.Length; column++)
                json.Append(column == 0 ? "" : ",").Append(Json(ToColumn(columns[column].Values.GetValue(row))));
            json.Append(']');
        }
        Bind(command, alias + "_rows", json.Append(']').ToString());
        var selected = new List<string>();
        for (var column = 0; column < columns.Length; column++)
        {
            var value = $"json_extract(value, '$[{column}]')";
            selected.Add(((columns[column].Values is Guid[] or byte[][]) ? $"unhex({value})" : value) + " as " + columns[column].Column);
        }
        return $"(select {string.Join(", ", selected)} from json_each(@{alias}_rows)) as {alias}";
    }

    public override Task InsertManyAsync(string table, CancellationToken cancellationToken, params (string Column, Array Values)[] columns)
    {
        var names = columns.Select(column => column.Column).ToArray();
        return EachAsync($"insert into {table} (workspace_id, {string.Join(", ", names)}) values (@ws, {string.Join(", ", names.Select(name => "@a_" + name))})", [], columns, cancellationToken);
    }

    public override Task<int> UpdateManyAsync(string sql, IEnumerable<(string Name, object? Value)> parameters, params (string Column, Array Values)[] columns) =>
        EachAsync(sql.Replace("{rows}", $"(select {string.Join(", ", columns.Select(column => $"@a_{column.Column} as {column.Column}"))}) as a", StringComparison.Ordinal), parameters, columns, CancellationToken.None);

    private async Task<int> EachAsync(string sql, IEnumerable<(string Name, object? Value)> bound, (string Column, Array Values)[] columns, CancellationToken cancellationToken)
    {
        await using var command = (SqliteCommand)Command(sql, [.. bound]);
        var parameters = columns.Select(column => command.Parameters.Add(new SqliteParameter("@a_" + column.Column, null))).ToArray();
        var touched = 0;
        for (var row = 0; row < columns[0].Values.Length; row++)
        {
            for (var column = 0; column < columns.Length; column++)
                parameters[column].Value = ToColumn(columns[column].Values.GetValue(row));
            touched += await command.ExecuteNonQueryAsync(cancellationToken);
        }
        return touched;
    }

    private static string Json(object value) => value switch
    {
        DBNull => "null",
        byte[] bytes => "\"" + Convert.ToHexString(bytes) + "\"",
        string text => System.Text.Json.JsonSerializer.Serialize(text),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };

    internal static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    internal static DateTimeOffset Time(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<Audit.AuditEntry>())
        {
            if (entry.State == EntityState.Added)
                entry.Entity.Tx = Tx;
        }
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        Tables.Conventions(configurationBuilder);
        configurationBuilder.Properties<Guid>().HaveConversion<GuidBlob>();
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<TimeMicros>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(32);
    }

    private sealed class GuidBlob() : ValueConverter<Guid, byte[]>(id => id.ToByteArray(true), bytes => new Guid(bytes, true));

    private sealed class TimeMicros() : ValueConverter<DateTimeOffset, long>(time => Micros(time), micros => Time(micros));

    internal sealed class Design : IDesignTimeDbContextFactory<SqliteDb>
    {
        public SqliteDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteDb>().UseSqlite("Data Source=:memory:").Options, Guid.Empty);
    }
}
