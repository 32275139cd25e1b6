using System.Text.Json;
using Latchstring.Jobs;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Jobs;

/// <summary>GET /jobs/{id}</summary>
public static class JobsApi
{
    /// <param name="Kind">What it does: <c>batch.issue</c>, <c>codes.change</c>, <c>codes.hand_out</c>.</param>
    /// <param name="SubjectId">What it works on, e.g. the batch, or the export.</param>
    /// <param name="Result">Outcome, or a report on the way there.</param>
    public sealed record Progress(Guid Id, string Kind, Guid? SubjectId, JobStatus Status, long Done, long Total, JsonElement? Result, string? Error, string ActorName, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt);

    public static void Map(RouteGroupBuilder api) =>
        api.MapGet("/jobs/{id:guid}", FindAsync).Needs(Permission.SeeCodes).WithTags("Jobs")
            .WithSummary("Progress of long work").WithDescription("Ask again every second or so until the status is done, failed or cancelled.");

    private static async Task<Results<Ok<Progress>, ProblemAnswer>> FindAsync(Guid id, Actor actor, FindJob find, CancellationToken cancellationToken) =>
        (await find.RunAsync(actor, id, cancellationToken)).ToOk(job => new Progress(
            job.Id, job.Kind, job.SubjectId, job.Status, job.Done, job.Total, job.Result is null ? null : JsonElement.Parse(job.Result), job.Error, job.ActorName, job.CreatedAt, job.FinishedAt));
}
