using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Http;
using Latchstring.Server.Options;
using Latchstring.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Latchstring.Tests.Cli;

public class OpenDatabaseTests
{
    [Theory, EachDatabase, Trait("Control", "secret-outside-database")]
    public async Task Refuses_to_start_with_the_secret_of_another_installation(TestDatabase test)
    {
        var options = new InstallationOptions("/nowhere", test.ConnectionString, null, null);
        await new OpenDatabase(test.Database, options).StartAsync(CancellationToken.None);
        await new OpenDatabase(test.Database, options).StartAsync(CancellationToken.None);
        await using var stranger = Database.Open(test.ConnectionString, test.Clock, new CodeKeys(new byte[32]));
        var refusal = await Assert.ThrowsAsync<StartException>(() => new OpenDatabase(stranger, options).StartAsync(CancellationToken.None));
        Assert.Contains("does not belong to this database", refusal.Message, StringComparison.Ordinal);
    }

    [Fact, Trait("Control", "secret-outside-database")]
    public void The_first_start_makes_a_secret_that_only_its_owner_reads_and_keeps_it()
    {
        var folder = Directory.CreateTempSubdirectory("latchstring-secret-");
        try
        {
            var options = new InstallationOptions(Path.Combine(folder.FullName, "data"), "", null, null);
            var first = InstallationSecret.Load(options, NullLogger.Instance);
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead, File.GetUnixFileMode(InstallationSecret.FileOf(options.DataFolder)));
            Assert.Equal(first.Proof(), InstallationSecret.Load(options, NullLogger.Instance).Proof());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory, InlineData("LATCHSTRING_BASE_URL", "codes.example.org"), InlineData("LATCHSTRING_BASE_URL", "javascript:alert(1)"), InlineData("LATCHSTRING_PROXIES", "127.0.0.1, everybody")]
    public void Says_at_once_which_setting_cannot_work(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
        Assert.Contains(name, Assert.Throws<StartException>(() => InstallationOptions.From(configuration)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_secret_is_too_short() =>
        Assert.Throws<StartException>(() => InstallationSecret.Load(new InstallationOptions("/nowhere", "", Convert.ToBase64String(new byte[8]), null), NullLogger.Instance));
}
