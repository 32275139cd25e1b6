using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Latchstring.Server.Http;
using Latchstring.Tests.Support;

namespace Latchstring.Tests.Http;

/// <summary>What is written about the API is true.</summary>
public partial class ApiDocsTests(Support.Browser browser)
{
    [Theory, EachDatabase]
    public async Task The_quick_start_works_as_it_is_written(TestDatabase test)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl") && File.Exists("/usr/bin/jq"), "The examples need curl and jq.");
        await using var server = await TestServer.StartAsync(test);
        using var program = await ApiProgram.CreateAsync(server, await SampleWorkspace.CreateAsync(test));
        var script = "set -euo pipefail\n" + string.Join('\n', Examples().Matches(await File.ReadAllTextAsync(Docs("quick-start.md"))).Select(match => match.Groups["code"].Value));
        var start = new ProcessStartInfo("bash", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["HOST"], start.Environment["KEY"], start.Environment["no_proxy"]) = (server.Address.ToString().TrimEnd('/'), program.Key, "127.0.0.1");
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, await output + await errors);
        Assert.Contains("\"issued\": 25", await output);
        Assert.EndsWith("true", (await output).TrimEnd());
    }

    [Theory, EachDatabase]
    public async Task Every_operation_is_described(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var answer = await Answer.ReadAsync(await server.Client.GetAsync("/openapi/v1.json"));
        Assert.StartsWith("3.1", answer.Json.GetProperty("openapi").GetString()!, StringComparison.Ordinal);
        var described = answer.Json.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => (Name: $"{operation.Name.ToUpperInvariant()} {path.Name["/api/v1".Length..]}", Operation: operation.Value))).ToDictionary(o => o.Name, o => o.Operation);
        foreach (var endpoint in ApiEndpoint.All(server))
        {
            Assert.True(endpoint.Endpoint.Metadata.GetMetadata<NeedsPermission>() is not null, $"{endpoint} says no permission");
            var operation = Assert.Contains($"{endpoint.Method} {Constraint().Replace(endpoint.Pattern, "").TrimEnd('/')}", described);
            Assert.False(string.IsNullOrWhiteSpace(operation.GetProperty("summary").GetString()), $"{endpoint} has no summary");
            Assert.True(operation.GetProperty("responses").TryGetProperty("401", out _), $"{endpoint} does not say 401");
        }
        Assert.All(described.Keys, name => Assert.DoesNotContain("sign-in", name));
        Assert.Equal(JsonValueKind.Object, answer.Json.GetProperty("components").GetProperty("securitySchemes").GetProperty("key").ValueKind);
    }

    [Theory, EachDatabase]
    public async Task People_read_it_in_a_browser_under_a_policy_of_its_own(TestDatabase test)
    {
        await using var server = await TestServer.StartAsync(test);
        var page = await browser.NewPageAsync(server);
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                complaints.Add(message.Text);
        };
        var answer = await page.GotoAsync("/api");
        await page.GetByText("/api/v1/workspace").First.WaitForAsync(new() { Timeout = 60_000 });
        Assert.Empty(complaints);
        Assert.Contains("style-src 'self' 'unsafe-inline'", await answer!.HeaderValueAsync("content-security-policy"));
        Assert.DoesNotContain("unsafe-inline", (await server.Client.GetAsync("/openapi/v1.json")).Headers.GetValues("Content-Security-Policy").Single());
    }

    private static string Docs(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); ; folder = folder.Parent!)
        {
            var file = Path.Combine(folder.FullName, "docs", "api", name);
            if (File.Exists(file))
                return file;
        }
    }

    [GeneratedRegex("^```sh\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Examples();

    [GeneratedRegex(":[^}]+(?=})", RegexOptions.None, 100)]
    private static partial Regex Constraint();
}
