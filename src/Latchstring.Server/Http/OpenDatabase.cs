using Latchstring.Data;
using Latchstring.Server.Options;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Server.Http;

/// <summary>Before the first request: migrations, and the proof that the secret belongs to this database.</summary>
public sealed class OpenDatabase(Database database, InstallationOptions options) : IHostedService
{
    private const string ProofName = "secret.proof";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (database is SqliteDatabase sqlite && Path.GetDirectoryName(Path.GetFullPath(sqlite.FileName)) is { } folder)
            Directory.CreateDirectory(folder);
        await database.MigrateAsync(cancellationToken);
        var proof = Convert.ToHexString(database.Keys.Proof());
        var known = await database.WriteAsync(Guid.Empty, async db =>
        {
            // Several nodes may start on an empty database in the same moment: the first one's proof stands.
            await db.ExecuteAsync("insert into installation_value (name, value) values (@name, @proof) on conflict (name) do nothing", cancellationToken, ("name", ProofName), ("proof", proof));
            return (await db.InstallationValues.SingleAsync(v => v.Name == ProofName, cancellationToken)).Value;
        }, cancellationToken);
        if (known != proof)
            throw new StartException($"This secret does not belong to this database: its codes were made with another one. Put the right one into LATCHSTRING_SECRET or {InstallationSecret.FileOf(options.DataFolder)}. {InstallationSecret.LossWarning}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
