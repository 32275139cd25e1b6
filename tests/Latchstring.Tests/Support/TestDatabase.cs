using System.Collections.Concurrent;
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
    private int _disposed;

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
        if (kind == DatabaseKind.Sqlite)
        {
            var folder = Directory.CreateTempSubdirectory("latchstring-test-").FullName;
            var file = Path.Combine(folder, "latchstring.db");
            File.Copy(await DatabaseTemplates.SqliteFile, file);
            return new TestDatabase(kind, $"Data Source={file}", () => { Directory.Delete(folder, recursive: true); return Task.CompletedTask; });
        }
        var used = await DatabaseTemplates.RentPostgresAsync();
        return new TestDatabase(kind, DatabaseTemplates.Address(used), () => DatabaseTemplates.ReturnPostgresAsync(used));
    }

    /// <summary>A second opening of the same PostgreSQL database, as another node has it.</summary>
    public Database OpenAnother() => Kind == DatabaseKind.Postgres
        ? Database.Open(ConnectionString, Clock, new CodeKeys(Secret))
        : throw new InvalidOperationException("SQLite has one process and one writer.");

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await Database.DisposeAsync();
        await _drop();
    }

    /// <summary>Stands in the name of the test's row.</summary>
    public override string ToString() => Kind == DatabaseKind.Sqlite ? "SQLite" : "PostgreSQL";
}

/// <summary>
/// Migrates once a run. On SQLite each test gets a copy of the file; on PostgreSQL one of a few databases, emptied after each test,
/// because making and dropping one costs a checkpoint.
/// </summary>
public sealed class DatabaseTemplates : IAsyncDisposable
{
    private const string Empty =
        """
        do $$
        declare name text; filled boolean; names text;
        begin
            set local lock_timeout = '5s';
            for name in select tablename from pg_tables where schemaname = 'public' and tablename <> '__EFMigrationsHistory' loop
                execute format('select exists (select 1 from %I)', name) into filled;
                if filled then names := concat_ws(', ', names, quote_ident(name)); end if;
            end loop;
            if names is not null then execute 'truncate ' || names || ' cascade'; end if;
        end $$
        """;

    private static readonly Lazy<Task<string>> Sqlite = new(MigrateSqliteAsync);
    private static readonly Lazy<Task<string>> Template = new(MigratePostgresAsync);
    private static readonly ConcurrentBag<string> Free = [];
    private static readonly ConcurrentBag<string> Made = [];

    public static Task<string> SqliteFile => Sqlite.Value;

    /// <summary>Address of a PostgreSQL whose user may create databases, e.g. <c>Host=127.0.0.1;Port=5999;Username=postgres</c>.</summary>
    public static string? Server { get; } = Environment.GetEnvironmentVariable("LATCHSTRING_TEST_POSTGRES") is { Length: > 0 } address ? address : null;

    public static bool InCi { get; } = Environment.GetEnvironmentVariable("CI") == "true";

    public static string Address(string name) => new NpgsqlConnectionStringBuilder(Server) { Database = name, MaxPoolSize = 24, ConnectionIdleLifetime = 10, ConnectionPruningInterval = 5 }.ToString();

    public static async Task<string> RentPostgresAsync()
    {
        if (Free.TryTake(out var free))
            return free;
        var name = $"latchstring_{Guid.NewGuid():N}";
        await RunAsync("postgres", $"create database {name} template {await Template.Value}");
        Made.Add(name);
        return name;
    }

    public static async Task ReturnPostgresAsync(string name)
    {
        try
        {
            await RunAsync(name, Empty);
            Free.Add(name);
        }
        catch (PostgresException)
        {
            // Somebody still holds a lock or the test changed the tables: no other test gets this one.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Sqlite.IsValueCreated)
            Directory.Delete(Path.GetDirectoryName(await Sqlite.Value)!, recursive: true);
        if (Template.IsValueCreated)
            Made.Add(await Template.Value);
        foreach (var name in Made)
            await RunAsync("postgres", $"drop database if exists {name} with (force)");
    }

    private static async Task RunAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Server) { Database = database, Pooling = false, Timeout = 120, CommandTimeout = 600 }.ToString());
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
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
        await RunAsync("postgres", $"create database {name}");
        await MigrateAsync(Address(name));
        return name;
    }

    private static async Task MigrateAsync(string connectionString)
    {
        await using var database = Database.Open(connectionString, TimeProvider.System, new CodeKeys(TestDatabase.Secret));
        await database.MigrateAsync();
    }
}
