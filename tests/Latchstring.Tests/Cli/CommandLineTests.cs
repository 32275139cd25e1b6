using System.Diagnostics;
using Latchstring.Accounts;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Cli;

/// <summary>The real executable, as an operator starts it.</summary>
public class CommandLineTests
{
    private sealed record Ended(int Code, string Out, string Error);

    [Theory, EachDatabase]
    public async Task Founds_a_workspace_prints_a_key_alone_backs_up_and_comes_back(TestDatabase test)
    {
        var data = Directory.CreateTempSubdirectory("latchstring-cli-");
        try
        {
            Task<Ended> Run(params string[] arguments) => RunAsync(test, data.FullName, arguments);
            Assert.Equal(0, (await Run("workspace", "create", "--slug", "acme", "--name", "Acme", "--owner-email", "o@acme.test", "--owner-password", "Quiet-otter-1909")).Code);
            var key = await Run("api-key", "create", "--workspace", "acme", "--name", "shop", "--permissions", "all");
            Assert.True(ApiKeyText.TryParse(key.Out.Trim(), out _, out _));
            Assert.Equal(0, (await Run("check")).Code);

            var file = Path.Combine(data.FullName, "backup");
            var backup = await Run("backup", file);
            Assert.Equal((0, true), (backup.Code, File.Exists(file)));
            Assert.Contains("secret", backup.Error, StringComparison.Ordinal);
            Assert.Equal(1, (await Run("backup", file)).Code);

            Assert.Equal(0, (await Run("workspace", "create", "--slug", "later", "--owner-email", "o@later.test", "--owner-password", "Quiet-otter-1909")).Code);
            Assert.Equal(1, (await Run("restore", file)).Code);
            var restore = await Run("restore", file, "--replace");
            Assert.True(restore.Code == 0, restore.Error);
            Assert.Contains("There is no workspace later", (await Run("api-key", "create", "--workspace", "later", "--name", "x")).Error, StringComparison.Ordinal);
            Assert.Equal(0, (await Run("api-key", "create", "--workspace", "acme", "--name", "x")).Code);
            Assert.Contains("All invariants hold", (await Run("check")).Out, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Theory, EachDatabase]
    public async Task Check_prints_the_broken_row_and_ends_with_1(TestDatabase test)
    {
        var sample = await SampleWorkspace.CreateAsync(test);
        await test.Database.WriteAsync(sample.Id, db => db.ExecuteAsync("update offering set registered = 7", CancellationToken.None));
        var check = await RunAsync(test, Path.GetTempPath(), "check");
        Assert.Equal(1, check.Code);
        Assert.Contains(sample.Course.Id.ToString(), check.Out, StringComparison.Ordinal);
    }

    private static async Task<Ended> RunAsync(TestDatabase test, string data, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Latchstring.Server.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["LATCHSTRING_DATA"] = data;
        start.Environment["LATCHSTRING_SECRET"] = Convert.ToBase64String(TestDatabase.Secret);
        start.Environment["ConnectionStrings__Latchstring"] = test.ConnectionString;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return new Ended(process.ExitCode, await output, await error);
    }
}
