using Latchstring.Data;
using Latchstring.Tests.Browser;
using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Latchstring.Tests.Data;

public class MigrationTests
{
    /// <summary>The version before: what it holds must survive the way to this one.</summary>
    private const string Before = "Partners";

    [Theory, EachDatabase]
    public async Task A_database_full_of_work_comes_over_from_the_version_before_with_every_row(TestDatabase test)
    {
        var world = await World.CreateAsync(test);
        await using var db = Open(test);
        var full = await CountsAsync(db);
        var (files, guests) = (await FilesAsync(db), await GuestsAsync(db));
        Assert.True(files > 0 && guests.Count > 0, "The world holds files of imports and guests of partners.");
        var migrator = db.GetService<IMigrator>();
        await migrator.MigrateAsync(Before);
        Assert.Contains(Before, (await db.Database.GetAppliedMigrationsAsync()).Last(), StringComparison.Ordinal);
        await migrator.MigrateAsync();
        Assert.Equal(full, await CountsAsync(db));
        Assert.Equal(files, await FilesAsync(db));
        Assert.Equal(guests, await GuestsAsync(db));
        Assert.NotEmpty(world.Slug);
    }

    private static Db Open(TestDatabase test) => test.Kind == DatabaseKind.Postgres
        ? new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(test.ConnectionString).Options, Guid.Empty)
        : new SqliteDb(new DbContextOptionsBuilder<SqliteDb>().UseSqlite(test.ConnectionString).Options, Guid.Empty);

    private static async Task<Dictionary<string, long>> CountsAsync(Db db)
    {
        var tables = db.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct().Order(StringComparer.Ordinal).ToList();
        var rows = await db.QueryAsync(string.Join(" union all ", tables.Select(table => $"select '{table}', count(*) from \"{table}\"")), row => (row.Text(0), row.Long(1)), default);
        return rows.ToDictionary(row => row.Item1, row => row.Item2);
    }

    private static async Task<long> FilesAsync(Db db) => (await db.QueryAsync("select coalesce(sum(length(content)), 0) from import_file", row => row.Long(0), default))[0];

    private static Task<List<string>> GuestsAsync(Db db) => db.QueryAsync("select guest_name || guest_email || guest_words from invitation where agreement_id is not null order by 1", row => row.Text(0), default);
}
