using Latchstring.Audit;
using Latchstring.Data;
using Latchstring.Jobs;
using Latchstring.Offerings;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <summary>
/// Makes a batch of codes: small ones in the same transaction, large ones as a job that resumes to the exact quantity after a crash
/// (S0.9, S4.13).
/// </summary>
public sealed class IssueCodes(Database database, JobQueue jobs) : IJobHandler
{
    /// <summary>Up to here a batch is ready when the answer comes.</summary>
    public const int AtOnce = 10_000;

    public const string JobKind = "batch.issue";

    public string Kind => JobKind;

    public async Task<bool> ReachesAsync(Db db, Actor actor, Job job, CancellationToken cancellationToken) =>
        await CodeScope.ReachesAsync(db, actor, Permission.SeeCodes, await db.CodeBatches.SingleAsync(b => b.Id == job.SubjectId, cancellationToken), cancellationToken);

    /// <summary>403 or 404 by role and scope, 400 by field; else the batch, <see cref="BatchStatus.Ready"/> or <see cref="BatchStatus.Issuing"/>.</summary>
    public async Task<Result<CodeBatch>> RunAsync(Actor actor, NewBatch input, CancellationToken cancellationToken = default)
    {
        if (!actor.May(Permission.ManageCodes))
            return Problem.Forbidden;
        for (var careful = false; ; careful = true)
        {
            try
            {
                var result = await database.WriteAsync<CodeBatch>(actor.WorkspaceId, db => MakeAsync(db, actor, input, careful, cancellationToken), cancellationToken);
                if (result.Ok)
                    Counts.Made(result.Value.Issued);
                if (result.Ok && result.Value.Status == BatchStatus.Issuing)
                    jobs.Wake();
                return result;
            }
            catch (Exception exception) when (!careful && database.IsUniqueViolation(exception))
            {
                // A text was taken: once more, looking at each one first.
            }
        }
    }

    /// <summary>Goes on with an interrupted or large batch, chunk by chunk; each chunk is one transaction with its progress.</summary>
    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var batchId = run.SubjectId!.Value;
        CodeBatch batch;
        await using (var db = database.Read(run.WorkspaceId))
            batch = await db.CodeBatches.SingleAsync(b => b.Id == batchId, cancellationToken);
        var texts = new BatchTexts(database.Keys.Of(run.WorkspaceId), batch);
        var next = Derive(texts, batch.NextNumber, batch.Quantity - batch.Issued);
        var (careful, before) = (false, IssueJob.Of(run.Payload).Before);
        while (batch.Issued < batch.Quantity)
        {
            var chunk = await next;
            // The next chunk is derived while the database takes this one.
            next = Derive(texts, batch.NextNumber + chunk.Length, batch.Quantity - batch.Issued - chunk.Length);
            try
            {
                var start = (batch.Issued, batch.NextNumber);
                batch = await database.WriteAsync(run.WorkspaceId, async db =>
                {
                    var current = await db.CodeBatches.SingleAsync(b => b.Id == batchId, cancellationToken);
                    if ((current.Issued, current.NextNumber) != start)
                        throw new JobLostException();
                    await InsertAsync(db, current, chunk, careful, cancellationToken);
                    await run.ReportAsync(db, current.Issued - before, null, cancellationToken);
                    if (current.Status == BatchStatus.Ready && db.LookAnew("access_code") is { Length: > 0 } look)
                        await db.ExecuteAsync(look, cancellationToken);
                    return current;
                }, cancellationToken);
                Counts.Made(batch.Issued - start.Issued);
                careful = false;
            }
            catch (Exception exception) when (!careful && database.IsUniqueViolation(exception))
            {
                careful = true;
            }
            if (careful || batch.NextNumber != chunk[^1].Number + 1 || batch.Issued + (await next).Length > batch.Quantity)
                next = Derive(texts, batch.NextNumber, batch.Quantity - batch.Issued);
        }
    }

    private async Task<Result<CodeBatch>> MakeAsync(Db db, Actor actor, NewBatch input, bool careful, CancellationToken cancellationToken)
    {
        var now = database.Now;
        var resolved = await AgreementBatch.ResolveAsync(db, actor, input, cancellationToken);
        if (!resolved.Ok)
            return resolved.Problem;
        input = resolved.Value;
        if (await CheckNewBatch.RunAsync(db, actor, input, now, cancellationToken) is { } problem)
            return problem;
        var name = input.CustomName?.Trim();
        var keys = database.Keys.Of(actor.WorkspaceId);
        var batch = new CodeBatch
        {
            WorkspaceId = actor.WorkspaceId,
            Id = Guid.CreateVersion7(now),
            OfferingId = input.OfferingId,
            ProgrammeId = input.ProgrammeId,
            AgreementId = input.AgreementId,
            Quantity = input.Quantity,
            Naming = input.Naming,
            SealedName = input.Naming == Naming.Random ? null : keys.Seal(name!),
            FirstInSequence = input.Naming == Naming.Sequential ? await TakeSequenceAsync(db, keys, name!, input.Quantity, cancellationToken) : 0,
            MaxUses = input.Usage == Usage.Single ? 1 : input.Unlimited ? null : input.MaxUses,
            ValidFrom = input.ValidFrom,
            ValidTill = input.ValidTill,
            PriceId = input.PriceId,
            Note = string.IsNullOrWhiteSpace(input.Note) ? null : input.Note.Trim(),
            Origin = input.Origin,
            MadeBy = actor.Id,
            MadeByName = actor.Name,
            CreatedAt = now,
        };
        db.CodeBatches.Add(batch);
        db.AuditEntries.Add(AuditEntry.By(actor, now, "batch.made", "batch", batch.Id, new { batch.AgreementId, batch.Quantity, batch.Naming, batch.MaxUses, batch.ValidTill, batch.Note }));
        if (batch.Quantity > AtOnce)
        {
            db.Jobs.Add(IssueJob.For(batch, actor, now));
            await db.SaveChangesAsync(cancellationToken);
            return batch;
        }
        await db.SaveChangesAsync(cancellationToken);
        var texts = new BatchTexts(keys, batch);
        while (batch.Issued < batch.Quantity)
            await InsertAsync(db, batch, texts.Take(batch.NextNumber, batch.Quantity - batch.Issued), careful, cancellationToken);
        return batch;
    }

    /// <summary>Inserts a chunk and moves the batch on. Numbers whose text is taken are passed over.</summary>
    private async Task InsertAsync(Db db, CodeBatch batch, NewCode[] chunk, bool careful, CancellationToken cancellationToken)
    {
        // Numbers meet hand-made texts, also one whose deletion is not committed yet and which the index alone would let through.
        var taken = careful || batch.Naming == Naming.Sequential || await AnyRetiredAsync(db, cancellationToken) ? await TakenTexts.AmongAsync(db, chunk, cancellationToken) : [];
        var free = taken.Count == 0 ? chunk : [.. chunk.Where(code => !taken.Contains(code.Fingerprint))];
        await database.InsertCodesAsync(db, batch, free, cancellationToken);
        batch.Issued += free.Length;
        batch.NextNumber += chunk.Length;
        batch.Status = batch.Issued == batch.Quantity ? BatchStatus.Ready : BatchStatus.Issuing;
        await db.ExecuteAsync("update code_batch set issued = @issued, next_number = @next, status = @status where workspace_id = @ws and id = @id",
            cancellationToken, ("issued", batch.Issued), ("next", batch.NextNumber), ("status", batch.Status), ("id", batch.Id));
        if (batch.Naming == Naming.Sequential && batch.NextNumber > batch.Quantity + 1)
            await RaiseSequenceAsync(db, batch, cancellationToken);
    }

    private Task<NewCode[]> Derive(BatchTexts texts, int from, int left) =>
        Task.Run(() => texts.Take(from, Math.Clamp(left, 0, database.ChunkSize)));

    private static async Task<bool> AnyRetiredAsync(Db db, CancellationToken cancellationToken) => await db.RetiredTexts.AnyAsync(cancellationToken);

    /// <summary>Takes the next running numbers of a name: the row count decides, so two batches never share one.</summary>
    private static async Task<long> TakeSequenceAsync(Db db, WorkspaceKeys keys, string name, int quantity, CancellationToken cancellationToken)
    {
        var next = await db.QueryAsync(
            """
            insert into name_sequence (workspace_id, name_fingerprint, next) values (@ws, @name, 1 + @quantity)
            on conflict (workspace_id, name_fingerprint) do update set next = name_sequence.next + @quantity
            returning next
            """,
            row => row.Long(0), cancellationToken, ("name", keys.Fingerprint(CodeText.Parse(name))), ("quantity", (long)quantity));
        return next[0] - quantity;
    }

    /// <summary>Numbers passed over push the end of this batch further: the next one starts behind it.</summary>
    private async Task RaiseSequenceAsync(Db db, CodeBatch batch, CancellationToken cancellationToken)
    {
        var keys = database.Keys.Of(batch.WorkspaceId);
        await db.ExecuteAsync("update name_sequence set next = @next where workspace_id = @ws and name_fingerprint = @name and next < @next",
            cancellationToken, ("next", batch.FirstInSequence + batch.NextNumber - 1), ("name", keys.Fingerprint(CodeText.Parse(keys.Open(batch.SealedName)))));
    }
}
