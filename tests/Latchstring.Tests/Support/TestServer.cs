using System.Collections.Concurrent;
using System.Reflection;
using Latchstring.Data;
using Latchstring.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Latchstring.Tests.Support;

/// <summary>The real application over Kestrel on a free loopback port, on the database of the test and with its clock.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _data;

    private TestServer(WebApplication app, DirectoryInfo data, TestDatabase test, Uri address)
    {
        (_app, _data, Test, Address) = (app, data, test, address);
        Client = NewClient();
    }

    public TestDatabase Test { get; }
    public Uri Address { get; }
    public IServiceProvider Services => _app.Services;

    /// <summary>The database as the application holds it. On SQLite write only through this one, never through <c>Test.Database</c>, once the server runs.</summary>
    public Database Database => Services.GetRequiredService<Database>();

    /// <summary>What is open at this server and goes before it, such as a browser's pages.</summary>
    public ConcurrentBag<Func<Task>> Visitors { get; } = [];

    /// <summary>Keeps cookies, does not follow redirects.</summary>
    public HttpClient Client { get; }

    /// <param name="configure">Last word on services, for what stands outside the machine.</param>
    public static async Task<TestServer> StartAsync(TestDatabase test, Action<IServiceCollection>? configure = null, params string[] settings)
    {
        // Browsers drop cookies that end in their past.
        test.Clock.Now = TestClock.Ahead;
        var data = Directory.CreateTempSubdirectory("latchstring-data-");
        string[] args =
        [
            "--urls=http://127.0.0.1:0", "--environment=Production", $"--contentRoot={Built("ContentRoot")}", $"--staticWebAssets={Built("StaticWebAssets")}",
            $"--LATCHSTRING_DATA={data.FullName}", $"--LATCHSTRING_SECRET={Convert.ToBase64String(TestDatabase.Secret)}",
            $"--ConnectionStrings:Latchstring={test.ConnectionString}", .. settings,
        ];
        var app = ServerApp.Build(args, builder =>
        {
            builder.Logging.SetMinimumLevel(LogLevel.Error);
            builder.Services.AddSingleton<TimeProvider>(test.Clock);
            // One writer on SQLite: the application uses the database that the test has open already.
            builder.Services.AddSingleton(test.Database);
            configure?.Invoke(builder.Services);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new TestServer(app, data, test, new Uri(address));
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        foreach (var leave in Visitors)
            await leave();
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static string Built(string key) => typeof(TestServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
