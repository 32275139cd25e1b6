using System.Net.Http.Headers;
using Latchstring.Accounts;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;
using Latchstring.People;
using Latchstring.Server;
using Latchstring.Workspaces;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Latchstring.Benchmarks;

/// <summary>The real server over loopback on a database on disk, with a workspace, a course and a key.</summary>
public sealed class Host : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private Host(WebApplication app, string folder, string connectionString, string kind) => (_app, _folder, ConnectionString, Kind) = (app, folder, connectionString, kind);

    public string ConnectionString { get; }
    public string Kind { get; }
    public Database Database => _app.Services.GetRequiredService<Database>();
    public IServiceProvider Services => _app.Services;
    public string Address { get; private set; } = "";
    public string Key { get; private set; } = "";
    public Workspace Workspace { get; private set; } = null!;
    public Actor Owner => new(Workspace.Id, ActorKind.System, null, "Benchmark", Permission.All);
    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(10) };

    public static string? Server => Environment.GetEnvironmentVariable("LATCHSTRING_TEST_POSTGRES");

    public static async Task<Host> StartAsync(string kind, Action<IServiceCollection>? configure = null)
    {
        var folder = Directory.CreateTempSubdirectory("latchstring-bench-").FullName;
        var name = $"bench_{Guid.NewGuid():N}";
        var connection = $"Data Source={Path.Combine(folder, "latchstring.db")}";
        if (kind == "PostgreSQL")
        {
            await Psql.ExecuteAsync(Server!, $"create database {name}");
            connection = new NpgsqlConnectionStringBuilder(Server) { Database = name }.ToString();
        }
        var app = ServerApp.Build(
            ["--urls=http://127.0.0.1:0", "--environment=Production", $"--LATCHSTRING_DATA={folder}", $"--ConnectionStrings:Latchstring={connection}", "--Api:RequestsPerSecond=0", "--Mail:Carry=false"],
            builder =>
            {
                builder.Logging.SetMinimumLevel(LogLevel.Error);
                configure?.Invoke(builder.Services);
            });
        await app.StartAsync();
        var host = new Host(app, folder, connection, kind) { Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() };
        await host.PrepareAsync();
        return host;
    }

    public async Task<Offering> AddCourseAsync(string name)
    {
        var course = new Offering { WorkspaceId = Workspace.Id, Kind = OfferingKind.Course, Name = name, CreatedAt = Database.Now };
        await Database.WriteAsync(Workspace.Id, db => { db.Add(course); return db.SaveChangesAsync(); });
        return course;
    }

    /// <summary>People known beforehand.</summary>
    public async Task<Guid[]> AddPeopleAsync(int count, int from = 0)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var chunk in ids.Chunk(10_000))
        {
            var first = from;
            await Database.WriteAsync(Workspace.Id, async db =>
            {
                await db.InsertManyAsync("person", default, ("id", chunk), ("email", chunk.Select((_, i) => $"p{first + i}@example.org").ToArray()),
                    ("created_at", chunk.Select(_ => Database.Now).ToArray()), ("membership", chunk.Select(_ => nameof(Membership.Active)).ToArray()), ("version", new int[chunk.Length]));
                return 0;
            });
            from += chunk.Length;
        }
        return ids;
    }

    /// <summary>Issues and waits until all are there.</summary>
    public async Task<CodeBatch> IssueAsync(NewBatch input)
    {
        var made = (await Services.GetRequiredService<IssueCodes>().RunAsync(Owner, input)).Value;
        while (true)
        {
            await using var db = Database.Read(Workspace.Id);
            var issued = (await db.QueryAsync("select issued from code_batch where workspace_id = @ws and id = @id", row => row.Int(0), default, ("id", made.Id)))[0];
            if (issued == input.Quantity)
                return made;
            await Task.Delay(20);
        }
    }

    public string[] TextsOf(CodeBatch batch)
    {
        var texts = new BatchTexts(Database.Keys.Of(Workspace.Id), batch);
        var all = new string[batch.Quantity];
        Parallel.For(0, all.Length, i => all[i] = texts.Of(i + 1));
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (Kind == "PostgreSQL")
            await Psql.ExecuteAsync(Server!, $"drop database if exists {new NpgsqlConnectionStringBuilder(ConnectionString).Database} with (force)");
        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync()
    {
        Workspace = new Workspace { Slug = "bench", Name = "Benchmark", CreatedAt = Database.Now };
        await Database.WriteAsync(Workspace.Id, db => { db.Add(Workspace); return db.SaveChangesAsync(); });
        Key = (await new CreateApiKey(Database).RunAsync(Owner, new CreateApiKey.Input("bench", Permission.All))).Value.Text;
        Client.BaseAddress = new Uri(Address);
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
    }
}
