using System.Diagnostics;
using System.Globalization;
using System.Text;
using Latchstring.Agreements;
using Latchstring.Imports;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;
using static Latchstring.Benchmarks.Report;

namespace Latchstring.Benchmarks;

/// <summary>A contract's participants with a price each: checked, imported, checked again, undone.</summary>
public static class ImportBench
{
    private const string Section = "Import";

    public static async Task RunAsync(Report report)
    {
        report.Head(Section, "Work", "Rows a second", "Seconds", "Memory above rest, MB", "Target");
        foreach (var kind in Host.Server is null ? ["SQLite"] : new[] { "PostgreSQL", "SQLite" })
        {
            await using var host = await Host.StartAsync(kind);
            var rows = report.Scale(500_000);
            var agreement = await PrepareAsync(host);
            var file = Made(rows);
            var (check, see, commit, undo) = (new CheckImport(host.Database), new SeeImport(host.Database), new CommitImport(host.Database), new UndoImport(host.Database));
            Task<Result<ImportView>> CheckAsync() => check.RunAsync(host.Owner, new(new MemoryStream(file, writable: false), "staff.csv", new ImportOptions(), agreement));
            async Task TimedAsync(string what, Func<Task> work, string target = "")
            {
                GC.Collect();
                var rest = Process.GetCurrentProcess().WorkingSet64;
                var peak = rest;
                var clock = Stopwatch.StartNew();
                var running = work();
                while (await Task.WhenAny(running, Task.Delay(50)) != running)
                    peak = Math.Max(peak, Environment.WorkingSet);
                await running;
                var seconds = clock.Elapsed.TotalSeconds;
                report.Row(Section, $"{kind}, {N(rows)} participants, {what}", N(rows / seconds), N(seconds), N((peak - rest) / 1e6), target.Length == 0 ? "" : Verdict(rows / seconds >= 50_000) + " " + target);
            }
            ImportView first = null!;
            await TimedAsync("dry run", async () => first = (await CheckAsync()).Value);
            async Task UntilAsync(ImportStatus status)
            {
                while ((await see.RunAsync(host.Owner, first.Import.Id, new RowsWanted(Take: 0))).Value.Import.Status != status)
                    await Task.Delay(50);
            }
            await TimedAsync("import, a code for each", async () =>
            {
                await commit.RunAsync(host.Owner, first.Import.Id);
                await UntilAsync(ImportStatus.Committed);
            }, "(≥ 50,000 rows/s)");
            await TimedAsync("the same file again", async () =>
            {
                var again = (await CheckAsync()).Value.Report;
                if ((again.Unchanged, again.New + again.Changed) != (rows, 0))
                    Console.WriteLine($"!! {again}");
            });
            await TimedAsync("undo", async () =>
            {
                await undo.RunAsync(host.Owner, first.Import.Id);
                await UntilAsync(ImportStatus.Undone);
                if ((await see.RunAsync(host.Owner, first.Import.Id)).Value.Kept is { Count: > 0 } kept)
                    Console.WriteLine($"!! {kept.Count} kept");
            });
        }
    }

    private static async Task<Guid> PrepareAsync(Host host)
    {
        var course = await host.AddCourseAsync("Executive health");
        var (id, now) = (host.Workspace.Id, host.Database.Now);
        var organisation = new Organisation { WorkspaceId = id, Name = "Aurora AG", CreatedAt = now };
        var agreement = new Agreement { WorkspaceId = id, OrganisationId = organisation.Id, OfferingId = course.Id, Name = "Health 2026", Prefix = "AURORA", CreatedAt = now };
        await host.Database.WriteAsync(id, async db =>
        {
            db.AddRange(organisation, agreement, new Price { WorkspaceId = id, OfferingId = course.Id, AgreementId = agreement.Id, Name = "Executive screening", Code = "EXEC", Amount = 45_000, Currency = "EUR", CreatedAt = now });
            await db.SaveChangesAsync();
            await db.Workspaces.ExecuteUpdateAsync(set => set.SetProperty(w => w.MaxImportRows, 2_000_000).SetProperty(w => w.MaxImportMegabytes, 120));
            return 0;
        });
        return agreement.Id;
    }

    private static byte[] Made(int rows)
    {
        var file = new StringBuilder("First name,Last name,E-mail,Phone,Client number,Language,Notes,Price\r\n");
        for (var i = 0; i < rows; i++)
            file.Append(CultureInfo.InvariantCulture, $"Given{i % 977},Name{i},p{i}@example.org,'+49 171 {i:0000000},K-{i:000000},de,,EXEC\r\n");
        return Encoding.UTF8.GetBytes(file.ToString());
    }
}
