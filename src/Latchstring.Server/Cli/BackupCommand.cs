using System.CommandLine;
using System.Diagnostics;
using Latchstring.Data;
using Latchstring.Server.Options;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Latchstring.Server.Cli;

/// <summary>One consistent file, also while the server runs. The secret is not in it.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("file") { Description = "File to write; it must not exist" };
        var command = new Command("backup", "Write the whole database into one file, also while the server runs. The secret is not in it: keep that elsewhere.") { file };
        command.SetAction((parsed, cancellationToken) => CommandLine.OnInstallationAsync(installation => RunAsync(installation, parsed.GetRequiredValue(file), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<Problem?> RunAsync(Installation installation, FileInfo file, CancellationToken cancellationToken)
    {
        if (file.Exists)
            return Problem.Invalid("file", "{0} exists already; a backup never overwrites.", file.FullName);
        if (installation.Database is SqliteDatabase sqlite)
            await CopyAsync(sqlite.FileName, file.FullName, cancellationToken);
        else if (await PostgresTool.RunAsync("pg_dump", installation.Options.ConnectionString, ["--format=custom", "--no-owner", $"--file={file.FullName}"], cancellationToken) is { } problem)
            return problem;
        await Console.Error.WriteLineAsync($"Written: {file.FullName}. The secret ({(installation.Options.Secret is null ? InstallationSecret.FileOf(installation.Options.DataFolder) : "LATCHSTRING_SECRET")}) is not in it. {InstallationSecret.LossWarning}");
        return null;
    }

    private static async Task CopyAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await source.OpenAsync(cancellationToken);
        await using var command = source.CreateCommand();
        command.CommandText = "vacuum into $to";
        command.Parameters.AddWithValue("$to", to);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>pg_dump and pg_restore, with the connection in the environment so that no password stands in a process list.</summary>
internal static class PostgresTool
{
    public static async Task<Problem?> RunAsync(string tool, string connectionString, string[] arguments, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(tool, arguments);
        foreach (var (name, value) in new[] { ("PGHOST", connection.Host), ("PGPORT", connection.Port.ToString()), ("PGUSER", connection.Username), ("PGPASSWORD", connection.Password), ("PGDATABASE", connection.Database) })
        {
            if (!string.IsNullOrEmpty(value))
                start.Environment[name] = value;
        }
        try
        {
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? null : new Problem("tool.failed", 500, "{0} failed; its message stands above.", null, tool);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new Problem("tool.missing", 500, "{0} is not installed here. It comes with PostgreSQL's client package.", null, tool);
        }
    }
}
