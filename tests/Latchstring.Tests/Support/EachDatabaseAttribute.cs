using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Latchstring.Tests.Support;

/// <summary>
/// Two rows, SQLite and PostgreSQL, each with a fresh database as first argument and <paramref name="values"/> behind it.
/// Without a PostgreSQL its row is skipped and says so; in CI it fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EachDatabaseAttribute(params object?[] values) : DataAttribute, IBeforeAfterTestAttribute
{
    public object?[] Values { get; } = values;

    /// <summary>For what only several nodes on one PostgreSQL can do; SQLite has one process and one writer.</summary>
    public bool PostgresOnly { get; set; }

    /// <summary>Databases are made when the test runs, not when it is listed.</summary>
    public override bool SupportsDiscoveryEnumeration() => false;

    public void Before(MethodInfo methodUnderTest, IXunitTest test) { }

    /// <summary>The tracker disposes only when all tests have run: hundreds of databases would stay until then.</summary>
    public void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (test.TestMethodArguments is [TestDatabase database, ..])
            database.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    public override async ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var rows = new List<ITheoryDataRow>();
        foreach (var kind in Enum.GetValues<DatabaseKind>().Where(kind => !PostgresOnly || kind == DatabaseKind.Postgres))
        {
            if (kind == DatabaseKind.Postgres && DatabaseTemplates.Server is null)
            {
                if (DatabaseTemplates.InCi)
                    throw new InvalidOperationException("CI must test PostgreSQL too: set LATCHSTRING_TEST_POSTGRES (./dev ci does).");
                rows.Add(new TheoryDataRow([null, .. Values]) { Skip = "No PostgreSQL: set LATCHSTRING_TEST_POSTGRES, or use ./dev test", TestDisplayName = $"{testMethod.DeclaringType?.FullName}.{testMethod.Name}(PostgreSQL)" });
                continue;
            }
            var database = await TestDatabase.CreateAsync(kind);
            disposalTracker.Add(database);
            rows.Add(new TheoryDataRow([database, .. Values]));
        }
        return rows;
    }
}
