using Latchstring.Codes;
using Latchstring.Data;
using Npgsql;

namespace Latchstring.Tests.Support;

public enum DatabaseKind { Sqlite, Postgres }

/// <summary>A fresh, migrated database of its own for one test, gone afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    /// <summary>The installation secret of all tests.</summary>
    public static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private readonly Func<Task> _drop;

    private TestDatabase(DatabaseKind kind, string connectionString, Func<Task> drop)
    {
        (Kind, ConnectionString, _drop) = (kind, connectionString, drop);
        Database = Database.Open(connectionString, Clock, new CodeKeys(Secret));
    }

    public DatabaseKind Kind { get; }
    public string ConnectionString { get; }
    public TestClock Clock { get; } = new();
    public Database Database { get; }

    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind)
    {
        var name = $"latchstring_{Guid.NewGuid():N}";
        if (kind == DatabaseKind.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("latchstring-test-").FullName;
            var file = Path.Combine(folder, "latchstring.db");
            File.Copy(await DatabaseTemplates.SqliteFile, file);
            return new TestDatabase(kind, $"Data Source={file}", () => { Directory.Delete(folder, recursive: true); return Task.CompletedTask; });
        }
        await DatabaseTemplates.OnServerAsync($"create database {name} template {await DatabaseTemplates.PostgresName}");
        return new TestDatabase(kind, DatabaseTemplates.Address(name), () => DatabaseTemplates.OnServerAsync($"drop database if exists {name} with (force)"));
    }

    /// <summary>A second opening of the same PostgreSQL database, as another node has it.</summary>
    public Database OpenAnother() => Kind == DatabaseKind.Postgres
        ? Database.Open(ConnectionString, Clock, new CodeKeys(Secret))
        : throw new InvalidOperationException("SQLite has one process and one writer.");

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _drop();
    }

    /// <summary>Stands in the name of the test's row.</summary>
    public override string ToString() => Kind == DatabaseKind.Sqlite ? "SQLite" : "PostgreSQL";
}

/// <summary>Migrates once a run; each test gets a copy.</summary>
public sealed class DatabaseTemplates : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Sqlite = new(MigrateSqliteAsync);
    private static readonly Lazy<Task<string>> Postgres = new(MigratePostgresAsync);

    public static Task<string> SqliteFile => Sqlite.Value;
    public static Task<string> PostgresName => Postgres.Value;

    /// <summary>Address of a PostgreSQL whose user may create databases, e.g. <c>Host=127.0.0.1;Port=5999;Username=postgres</c>.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("LATCHSTRING_TEST_POSTGRES") is { Length: > 0 } address ? address : null;

    public static bool InCi { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    public static string Address(string name) => new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 40 }.ToString();

    public static async Task OnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Database = "postgres" }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Sqlite.IsValueCreated)
            Directory.Delete(Path.GetDirectoryName(await Sqlite.Value)!, recursive: true);
        if (Postgres.IsValueCreated)
            await OnServerAsync($"drop database if exists {await Postgres.Value} with (force)");
    }

    private static async Task<string> MigrateSqliteAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("latchstring-template-").FullName, "template.db");
        await MigrateAsync($"Data Source={file}");
        return file;
    }

    private static async Task<string> MigratePostgresAsync()
    {
        var name = $"latchstring_template_{Guid.NewGuid():N}";
        await OnServerAsync($"create database {name}");
        await MigrateAsync(Address(name));
        return name;
    }

    private static async Task MigrateAsync(string connectionString)
    {
        await using var database = Database.Open(connectionString, TimeProvider.System, new CodeKeys(TestDatabase.Secret));
        await database.MigrateAsync();
    }
}
