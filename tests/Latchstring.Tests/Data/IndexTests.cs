using Latchstring.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Tests.Data;

/// <summary>What a list of ten million rows is read by.</summary>
public class IndexTests
{
    /// <summary>Written by hand in a migration, because it stands on an expression: SQLite forgets it whenever another migration makes the table anew.</summary>
    private const string ByHand = "ix_access_code_valid_till";

    [Theory, EachDatabase]
    public async Task Every_index_is_there_after_all_migrations(TestDatabase test)
    {
        var workspace = await SampleWorkspace.CreateAsync(test);
        await using var db = test.Database.Read(workspace.Id);
        var there = await db.QueryAsync(test.Kind == DatabaseKind.Postgres ? "select indexname from pg_indexes where schemaname = 'public'" : "select name from sqlite_master where type = 'index'", row => row.Text(0), default);
        var wanted = db.Model.GetEntityTypes().SelectMany(type => type.GetIndexes()).Select(index => index.GetDatabaseName()!).Append(ByHand);
        Assert.Empty(wanted.Except(there, StringComparer.Ordinal));
    }
}
