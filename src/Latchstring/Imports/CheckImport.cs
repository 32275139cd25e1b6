using Latchstring.Data;
using Latchstring.Participants;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Imports;

/// <summary>Takes a file of people, or of a contract's participants, and says what each row would do. Nothing is imported before somebody commits it.</summary>
public sealed class CheckImport(Database database)
{
    /// <param name="AgreementId">Whose participants the file names; null = people of the workspace.</param>
    public sealed record Input(Stream File, string? FileName, ImportOptions Options, Guid? AgreementId = null);

    public async Task<Result<ImportView>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        if (input.Options.Refusal() is { } problem)
            return problem;
        await using var read = database.Read(actor.WorkspaceId);
        // Whose contract it is comes before what is in the file.
        if (input.AgreementId is { } agreement && await Contract.ReadAsync(read, actor, Permission.ManagePeople, agreement, cancellationToken) is { Ok: false, Problem: var elsewhere })
            return elsewhere;
        var most = await read.Workspaces.Where(w => w.Id == actor.WorkspaceId).Select(w => w.MaxImportMegabytes).SingleAsync(cancellationToken) * 1024L * 1024L;
        if (await ReadAsync(input.File, most, cancellationToken) is not { } bytes)
            return CsvTable.TooLarge(most);
        var (rows, report) = (new List<ImportRow>(), default(ImportReport));
        await using (await database.SnapshotAsync(read, cancellationToken))
        {
            await database.LookByKeyAsync(read, cancellationToken);
            var plan = await ImportPlan.OpenAsync(read, actor, bytes, input.Options, input.AgreementId, cancellationToken);
            if (!plan.Ok)
                return plan.Problem;
            for (var some = await plan.Value.NextAsync(read, cancellationToken); ; some = await plan.Value.NextAsync(read, cancellationToken))
            {
                if (!some.Ok)
                    return some.Problem;
                if (some.Value is null)
                    break;
                rows.AddRange(some.Value.Take(RowsWanted.Most - rows.Count));
            }
            report = plan.Value.Report;
        }
        var import = new Import
        {
            WorkspaceId = actor.WorkspaceId,
            Id = Guid.CreateVersion7(database.Now),
            FileName = NameOf(input.FileName),
            Options = (input.Options with { By = actor.Id }).ToJson(),
            AgreementId = input.AgreementId,
            ActorName = actor.Name,
            CreatedAt = database.Now,
        };
        import.Count(report);
        await database.WriteAsync(actor.WorkspaceId, async db =>
        {
            db.Add(import);
            db.Add(new ImportFile { WorkspaceId = import.WorkspaceId, ImportId = import.Id, Content = bytes });
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
        return new ImportView(import, rows, [], HasFile: true);
    }

    /// <summary>Null = too large; no more than that is read.</summary>
    private static async Task<byte[]?> ReadAsync(Stream file, long most, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (kept.Length + read > most)
                return null;
            kept.Write(buffer, 0, read);
        }
        return kept.ToArray();
    }

    private static string NameOf(string? typed)
    {
        var name = string.Concat((Path.GetFileName(typed?.Replace('\\', '/')) ?? "").Where(c => !char.IsControl(c))).Trim();
        return name.Length == 0 ? "people.csv" : name.Length > 200 ? name[^200..] : name;
    }
}
