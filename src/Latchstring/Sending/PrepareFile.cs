using System.Text.Json;
using Latchstring.Audit;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Jobs;
using Latchstring.Participants;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Sending;

/// <summary>What is to stand in a prepared file: the participants of an agreement, or codes.</summary>
public sealed record WantedFile(Guid? AgreementId = null, ParticipantFilter? Participants = null, CodeFilter? Codes = null);

internal sealed record PrepareJob(WantedFile File, JobActor Actor, string Locale);

/// <summary>Makes a large download in the background and mails a link to whoever asked for it (S0.54). The link opens a page for those signed in, for seven days.</summary>
public sealed class PrepareFile(Database database, ExportParticipants participants, ExportCodes codes, ComposeMails compose, MailOrigin origin) : IJobHandler
{
    public const string JobKind = "file.prepare";
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);
    private static readonly Problem NoAddress = new("file.no_address", 409, "Only somebody who signs in with an e-mail address can be mailed a link. Download the file directly.");

    public string Kind => JobKind;

    public async Task<Result<Job>> RunAsync(Actor actor, WantedFile wanted, string? locale, CancellationToken cancellationToken = default)
    {
        // Whether the actor may have it is asked now, and once more when it is made.
        if (await WriterAsync(actor, wanted, cancellationToken) is { Ok: false, Problem: { } problem })
            return problem;
        return await database.WriteAsync<Job>(actor.WorkspaceId, async db =>
        {
            if (actor.Kind != ActorKind.Account || await db.Accounts.Where(a => a.Id == actor.Id).Select(a => a.Email).SingleOrDefaultAsync(cancellationToken) is null)
                return NoAddress;
            var job = new Job
            {
                WorkspaceId = actor.WorkspaceId,
                Kind = JobKind,
                SubjectId = Guid.CreateVersion7(database.Now),
                Payload = JsonSerializer.Serialize(new PrepareJob(wanted, JobActor.Of(actor), DefaultTemplates.Known(locale)), AuditJson.Options),
                ActorName = actor.Name,
                CreatedAt = database.Now,
            };
            db.Add(job);
            await db.SaveChangesAsync(cancellationToken);
            return job;
        }, cancellationToken);
    }

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var job = JsonSerializer.Deserialize<PrepareJob>(run.Payload, AuditJson.Options)!;
        var actor = job.Actor.ToActor();
        var writer = await WriterAsync(actor, job.File, cancellationToken);
        if (!writer.Ok)
            throw new InvalidOperationException(writer.Problem.English);
        using var content = new MemoryStream();
        long rows = 0;
        await writer.Value.Write(content, count => rows += count, cancellationToken);
        await database.WriteAsync(run.WorkspaceId, async db =>
        {
            if (!await db.PreparedFiles.AnyAsync(f => f.Id == run.SubjectId, cancellationToken))
            {
                var file = new PreparedFile { WorkspaceId = run.WorkspaceId, Id = run.SubjectId!.Value, FileName = writer.Value.Name, Content = content.ToArray(), ActorId = actor.Id, CreatedAt = database.Now, ExpiresAt = database.Now + Kept };
                db.Add(file);
                db.Add(AuditEntry.By(actor, database.Now, "file.prepared", "file", file.Id, new { file.FileName, rows, agreement = job.File.AgreementId }));
                var account = await db.Accounts.SingleAsync(a => a.Id == actor.Id, cancellationToken);
                await new AccountMail(TemplateType.FileReady, account.Email, job.Locale, account.Name, null, $"admin/files/{file.Id}", actor.Name, file.ExpiresAt).QueueAsync(db, database, compose, origin, cancellationToken);
            }
            await run.ReportAsync(db, rows, null, cancellationToken);
            return await db.SaveChangesAsync(cancellationToken);
        }, cancellationToken);
    }

    public Task<bool> ReachesAsync(Db db, Actor actor, Job job, CancellationToken cancellationToken) =>
        Task.FromResult(JsonSerializer.Deserialize<PrepareJob>(job.Payload, AuditJson.Options)!.Actor.Id == actor.Id);

    private async Task<Result<(string Name, Func<Stream, Action<int>, CancellationToken, Task> Write)>> WriterAsync(Actor actor, WantedFile wanted, CancellationToken cancellationToken)
    {
        if (wanted.AgreementId is { } agreement)
        {
            var file = await participants.RunAsync(actor, agreement, wanted.Participants ?? new(), cancellationToken);
            return file.Ok ? (file.Value.Name, file.Value.WriteAsync) : file.Problem;
        }
        var some = await codes.RunAsync(actor, wanted.Codes ?? new(), CodeFileKind.Everything, cancellationToken);
        return some.Ok ? ("codes.csv", some.Value.WriteAsync) : some.Problem;
    }
}

/// <summary>A prepared file, for nobody but whoever asked for it, until it expires.</summary>
public sealed class FetchFile(Database database)
{
    public static readonly Problem Expired = new("file.expired", 410, "This file has expired. Have it prepared once more.");

    /// <param name="take">Also records that it was downloaded.</param>
    public async Task<Result<PreparedFile>> RunAsync(Actor actor, Guid id, bool take, CancellationToken cancellationToken = default) => await database.WriteAsync<PreparedFile>(actor.WorkspaceId, async db =>
    {
        if (await db.PreparedFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == id && f.ActorId != null && f.ActorId == actor.Id, cancellationToken) is not { } file)
            return Problem.NotFound("file");
        if (file.ExpiresAt <= database.Now)
            return Expired;
        if (take)
            db.Add(AuditEntry.By(actor, database.Now, "list.downloaded", "file", id, new { file.FileName }));
        await db.SaveChangesAsync(cancellationToken);
        return file;
    }, cancellationToken);
}
