using Latchstring.Audit;
using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>Existing codes from a file: what they open and the terms of those rows that name none of their own.</summary>
public sealed record CodeImport(
    Stream File, Guid? OfferingId, Guid? ProgrammeId, Usage Usage = Usage.Single, int? MaxUses = null, bool Unlimited = false,
    DateTimeOffset? ValidFrom = null, DateTimeOffset? ValidTill = null, Guid? PriceId = null, string? Note = null, bool DryRun = false, Guid? AgreementId = null);

/// <param name="Row">Row of the file, the header being row 1.</param>
public sealed record RowProblem(int Row, string? Text, Problem Problem);

/// <param name="Good">Rows that are (or would be) imported; the others stand in <paramref name="Problems"/>, the first thousand of them.</param>
/// <param name="BatchId">The batch made; null after a dry run or when no row was good.</param>
public sealed record CodeImportReport(int Rows, int Good, int Bad, IReadOnlyList<RowProblem> Problems, IReadOnlyList<string> Sample, string Encoding, char Delimiter, IReadOnlyList<string> IgnoredColumns, Guid? BatchId);

/// <summary>Takes codes that exist already, for example printed ones, into a batch of their own. Good rows are kept, each bad one is named with its reason.</summary>
public sealed class ImportCodes(Database database)
{
    public async Task<Result<CodeImportReport>> RunAsync(Actor actor, CodeImport input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        if (CsvTable.Open(input.File) is var table && !table.Ok)
            return table.Problem;
        await using var read = database.Read(actor.WorkspaceId);
        var workspace = await read.Workspaces.FindAsync([actor.WorkspaceId], cancellationToken);
        var resolved = await AgreementBatch.ResolveAsync(read, actor, Batch(input, 1), cancellationToken);
        if (!resolved.Ok)
            return resolved.Problem;
        input = input with { OfferingId = resolved.Value.OfferingId, ProgrammeId = resolved.Value.ProgrammeId };
        if (await CheckNewBatch.RunAsync(read, actor, resolved.Value, database.Now, cancellationToken) is { } problem)
            return problem;
        var rows = CodeRows.Read(table.Value, database.Keys.Of(actor.WorkspaceId), new ImportTerms(input, TimeZoneInfo.FindSystemTimeZoneById(workspace!.TimeZone), database.Now));
        if (!rows.Ok)
            return rows.Problem;
        await rows.Value.RefuseAsync(codes => TakenTexts.AmongAsync(read, codes, cancellationToken));
        if (input.DryRun || rows.Value.Good.Count == 0)
            return Report(rows.Value, table.Value, null);
        try
        {
            return await database.WriteAsync<CodeImportReport>(actor.WorkspaceId, async db => Report(rows.Value, table.Value, await SaveAsync(db, actor, input, rows.Value, cancellationToken)), cancellationToken);
        }
        catch (Exception exception) when (database.IsUniqueViolation(exception))
        {
            return new Problem("import.overtaken", 409, "Somebody made one of these codes at this moment. Import the file again; the report will name it.", "file");
        }
    }

    private static NewBatch Batch(CodeImport input, int quantity) => new(
        input.OfferingId, input.ProgrammeId, quantity, Naming.Random, null, input.Usage, input.MaxUses, input.Unlimited, input.ValidFrom, input.ValidTill, input.PriceId, input.Note, Origin: BatchOrigin.Csv, AgreementId: input.AgreementId);

    private static CodeImportReport Report(CodeRows rows, CsvTable table, Guid? batch) => new(
        rows.Count, rows.Good.Count, rows.Bad, rows.Problems, rows.Sample, table.Encoding.WebName, table.Delimiter, rows.IgnoredColumns, batch);

    private async Task<Guid> SaveAsync(Db db, Actor actor, CodeImport input, CodeRows rows, CancellationToken cancellationToken)
    {
        var now = database.Now;
        var keys = database.Keys.Of(actor.WorkspaceId);
        var batch = new CodeBatch
        {
            WorkspaceId = actor.WorkspaceId,
            Id = Guid.CreateVersion7(now),
            OfferingId = input.OfferingId,
            ProgrammeId = input.ProgrammeId,
            AgreementId = input.AgreementId,
            Quantity = rows.Good.Count,
            Issued = rows.Good.Count,
            NextNumber = rows.Good.Count + 1,
            MaxUses = input.Usage == Usage.Single ? 1 : input.Unlimited ? null : input.MaxUses,
            ValidFrom = input.ValidFrom,
            ValidTill = input.ValidTill,
            PriceId = input.PriceId,
            Note = string.IsNullOrWhiteSpace(input.Note) ? null : input.Note.Trim(),
            Origin = BatchOrigin.Csv,
            Status = BatchStatus.Ready,
            MadeBy = actor.Id,
            MadeByName = actor.Name,
            CreatedAt = now,
        };
        db.CodeBatches.Add(batch);
        db.AuditEntries.Add(AuditEntry.By(actor, now, "batch.imported", "batch", batch.Id, new { batch.Quantity, Refused = rows.Bad, batch.Note }));
        await db.SaveChangesAsync(cancellationToken);
        var codes = rows.Good.Select((row, i) => new NewCode(i + 1, row.Fingerprint, keys.Seal(row.Text))).ToArray();
        Array.Sort(codes, static (a, b) => a.Fingerprint.CompareTo(b.Fingerprint));
        foreach (var chunk in codes.Chunk(database.ChunkSize))
            await database.InsertCodesAsync(db, batch, chunk, cancellationToken);
        await OwnTermsAsync(db, batch, rows, cancellationToken);
        return batch.Id;
    }

    /// <summary>Rows with terms of their own are set afterwards, one statement for all rows of the same terms.</summary>
    private static async Task OwnTermsAsync(Db db, CodeBatch batch, CodeRows rows, CancellationToken cancellationToken)
    {
        var own = rows.Good.Select((row, i) => (row, Id: AccessCode.IdOf(batch.Id, i + 1))).Where(row => row.row.Own);
        foreach (var same in own.GroupBy(row => (row.row.MaxUses, row.row.ValidFrom, row.row.ValidTill)))
        {
            foreach (var chunk in same.Select(row => row.Id).Chunk(1_000))
            {
                await db.ExecuteAsync(
                    $"update access_code set max_uses = {same.Key.MaxUses?.ToString() ?? "null"}, valid_from = @from, valid_till = @till where workspace_id = @ws and id in ({string.Join(',', chunk.Select((_, i) => $"@k{i}"))})",
                    cancellationToken, [("from", same.Key.ValidFrom), ("till", same.Key.ValidTill), .. chunk.Select((id, i) => ($"k{i}", (object?)id))]);
            }
        }
    }
}
