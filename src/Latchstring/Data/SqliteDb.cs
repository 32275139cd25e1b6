using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Latchstring.Data;

/// <summary>Ids are 16-byte blobs in network order, times whole microseconds since 1970 UTC, enums their names.</summary>
public sealed class SqliteDb(DbContextOptions<SqliteDb> options, Guid workspaceId, long tx = 0) : Db(options, workspaceId)
{
    /// <summary>Number of this write transaction, for <see cref="Audit.AuditEntry.Tx"/>.</summary>
    public long Tx => tx;

    public override string Infinity => "9223372036854775807";

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

    internal static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    internal static DateTimeOffset Time(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        foreach (var entry in ChangeTracker.Entries<Audit.AuditEntry>())
        {
            if (entry.State == EntityState.Added)
                entry.Entity.Tx = tx;
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
