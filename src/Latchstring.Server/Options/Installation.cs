using Latchstring.Data;
using Latchstring.Server.Http;

namespace Latchstring.Server.Options;

/// <summary>The installation as the command line opens it: options, secret and database, without a server.</summary>
public sealed class Installation : IAsyncDisposable
{
    private Installation(InstallationOptions options, Database database) => (Options, Database) = (options, database);

    public InstallationOptions Options { get; }
    public Database Database { get; }

    public static async Task<Installation> OpenAsync(CancellationToken cancellationToken, TimeProvider? clock = null)
    {
        var options = InstallationOptions.From(Configuration());
        using var logs = LoggerFactory.Create(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        var database = Database.Open(options.ConnectionString, clock ?? TimeProvider.System, InstallationSecret.Load(options, logs.CreateLogger<InstallationOptions>()));
        await new OpenDatabase(database, options).StartAsync(cancellationToken);
        return new Installation(options, database);
    }

    /// <summary>The same sources as the server's: appsettings.json beside it, then the environment.</summary>
    public static IConfiguration Configuration() =>
        new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true).AddEnvironmentVariables().Build();

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
