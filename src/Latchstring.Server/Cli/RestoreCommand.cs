using System.CommandLine;
using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Server.Audit;
using Latchstring.Server.Options;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Latchstring.Server.Cli;

/// <summary>Puts a backup back, into an empty place unless told to replace, and proves that the secret belongs to it.</summary>
internal static class RestoreCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "A file written by backup" };
        var replace = new Option<bool>("--replace") { Description = "Replace the database that is there. Stop the server first." };
        var command = new Command("restore", "Put a backup back. Stop the server first.") { file, replace };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(file), parsed.GetValue(replace), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo file, bool replace, CancellationToken cancellationToken)
    {
        if (!file.Exists)
            throw new StartException($"There is no file {file.FullName}.");
        var options = InstallationOptions.From(Installation.Configuration());
        Directory.CreateDirectory(options.DataFolder);
        if (Database.IsPostgres(options.ConnectionString))
            await IntoPostgresAsync(options, file, replace, cancellationToken);
        else
            IntoSqlite(new SqliteConnectionStringBuilder(options.ConnectionString).DataSource, file, replace);
        // Opening it migrates an older backup and compares the secret.
        return await CommandLine.OnInstallationAsync(async installation =>
        {
            await new AnchorFile(installation.Options).MarkRestoredAsync(await new AnchorAudit(installation.Database).RunAsync(cancellationToken), cancellationToken);
            await Console.Error.WriteLineAsync("Restored. Its secret is the right one. Run check to prove the rest.");
            return null;
        }, cancellationToken);
    }

    private static void IntoSqlite(string target, FileInfo file, bool replace)
    {
        if (File.Exists(target) && !replace)
            throw new StartException($"There is a database already: {target}. Add --replace to replace it; the old one is kept beside it as {target}.before-restore.");
        foreach (var end in new[] { "", "-wal", "-shm" })
        {
            if (File.Exists(target + end))
                File.Move(target + end, target + ".before-restore" + end, overwrite: true);
        }
        File.Copy(file.FullName, target);
    }

    private static async Task IntoPostgresAsync(InstallationOptions options, FileInfo file, bool replace, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(options.ConnectionString);
        await using var count = source.CreateCommand("select count(*) from information_schema.tables where table_schema = 'public'");
        if ((long)(await count.ExecuteScalarAsync(cancellationToken))! > 0 && !replace)
            throw new StartException("This PostgreSQL database is not empty. Add --replace to replace what is in it.");
        string[] arguments = ["--no-owner", "--single-transaction", "--exit-on-error", .. replace ? new[] { "--clean", "--if-exists" } : [], "--dbname=" + new NpgsqlConnectionStringBuilder(options.ConnectionString).Database, file.FullName];
        if (await PostgresTool.RunAsync("pg_restore", options.ConnectionString, arguments, cancellationToken) is { } problem)
            throw new StartException(problem.English);
    }
}
