using Latchstring.Data;

namespace Latchstring.Imports;

/// <summary>Takes a file of people and says what each row would do. Nothing is imported before somebody commits it.</summary>
public sealed class CheckImport(Database database)
{
    public sealed record Input(Stream File, string? FileName, ImportOptions Options);

    public async Task<Result<ImportView>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManagePeople))
            return Problem.Forbidden;
        if (input.Options.Refusal() is { } problem)
            return problem;
        if (await ReadAsync(input.File, cancellationToken) is not { } bytes)
            return Problem.Invalid("file", "The file is larger than {0} MB. Split it and import the parts.", CsvTable.MaxBytes / 1024 / 1024);
        await using var read = database.Read(actor.WorkspaceId);
        var plan = await ImportPlan.MakeAsync(read, actor, bytes, input.Options, cancellationToken);
        if (!plan.Ok)
            return plan.Problem;
        var import = new Import
        {
            WorkspaceId = actor.WorkspaceId,
            Id = Guid.CreateVersion7(database.Now),
            FileName = NameOf(input.FileName),
            Content = bytes,
            Options = (input.Options with { By = actor.Id }).ToJson(),
            ActorName = actor.Name,
            CreatedAt = database.Now,
        };
        import.Count(plan.Value);
        await database.WriteAsync(actor.WorkspaceId, async db =>
        {
            db.Add(import);
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
        return new ImportView(import, plan.Value, []);
    }

    /// <summary>Null = too large; no more than that is read.</summary>
    private static async Task<byte[]?> ReadAsync(Stream file, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[81_920];
        for (int read; (read = await file.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            if (kept.Length + read > CsvTable.MaxBytes)
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
