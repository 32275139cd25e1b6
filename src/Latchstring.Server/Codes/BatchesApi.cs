using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Latchstring.Server.Codes;

/// <summary>
/// POST /batches · GET /batches · GET /batches/{id} · POST, DELETE /batches/{id}/stop
/// </summary>
public static class BatchesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var batches = api.MapGroup("/batches").WithTags("Batches");
        batches.MapPost("", MakeAsync).Needs(Permission.ManageCodes).WithSummary("Make codes")
            .WithDescription("Up to 10,000 codes are ready with the answer; more go on in the background: ask GET /batches/{id} until the status is ready.");
        batches.MapGet("", ListAsync).Needs(Permission.SeeCodes).WithSummary("Batches of codes, newest first");
        batches.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeCodes).WithSummary("One batch with its counts");
        batches.MapPost("/{id:guid}/stop", StopAsync).Needs(Permission.ManageCodes).WithSummary("Stop making codes").WithDescription("What is issued stays and works.");
        batches.MapDelete("/{id:guid}/stop", GoOnAsync).Needs(Permission.ManageCodes).WithSummary("Go on with a stopped batch");
    }

    private static async Task<Results<Created<BatchItem>, ProblemAnswer>> MakeAsync(BatchBody body, Actor actor, Database database, IssueCodes issueCodes, CancellationToken cancellationToken)
    {
        var zone = await Moments.ZoneAsync(database, actor, cancellationToken);
        DateTimeOffset? till = null;
        if ((Moments.Parse(body.ValidFrom, "validFrom", zone, false, out var from) ?? Moments.Parse(body.ValidTill, "validTill", zone, true, out till)) is { } problem)
            return Problems.ToResult(problem);
        var batch = await issueCodes.RunAsync(actor, new NewBatch(
            body.OfferingId, body.ProgrammeId, body.Quantity, body.Naming, body.CustomName, body.Usage, body.MaxUses, body.Unlimited, from, till, body.PriceId, body.Note, body.AcceptGuessable, BatchOrigin.Api, body.AgreementId, body.AllowMany), cancellationToken);
        return batch.ToCreated(made => $"batches/{made.Id}", made => BatchItem.Of(made, body.AgreementId is not null || body.Naming == Naming.Random ? null : body.CustomName?.Trim()));
    }

    private static async Task<Results<Ok<ListAnswer<BatchItem>>, ProblemAnswer>> ListAsync(
        [AsParameters] PageInput input, [FromQuery(Name = "offeringId")] Guid? offeringId, [FromQuery(Name = "programmeId")] Guid? programmeId, [FromQuery(Name = "status")] string? status, [FromQuery(Name = "q")] string? q,
        Actor actor, BatchList list, CancellationToken cancellationToken)
    {
        BatchStatus? known = status is null ? null : Enum.TryParse<BatchStatus>(status, true, out var parsed) && !int.TryParse(status, out _) ? parsed : (BatchStatus)(-1);
        if (known == (BatchStatus)(-1))
            return Problems.ToResult(Problem.Invalid("status", "This must be one of {0}.", "issuing, ready, stopped"));
        if (Lists.Refusal(BatchList.Query, new ListInput { Q = q, Sort = input.Sort, Limit = input.Limit, After = input.After }) is { } problem)
            return Problems.ToResult(problem);
        var filter = new BatchFilter(offeringId, programmeId, known, q);
        var page = await list.PageAsync(actor, filter, new PageRequest(input.Sort, input.Limit ?? 50, input.After), cancellationToken);
        var total = await list.CountAsync(actor, filter, cancellationToken);
        return page.ToOk(rows => new ListAnswer<BatchItem>([.. rows.Items.Select(BatchItem.Of)], rows.Next, total.Rows, total.Exact));
    }

    private static async Task<Results<Ok<BatchItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, BatchList list, CancellationToken cancellationToken) =>
        (await list.FindAsync(actor, id, cancellationToken)).ToOk(BatchItem.Of);

    private static Task<Results<Ok<BatchItem>, ProblemAnswer>> StopAsync(Guid id, Actor actor, StopBatch stop, BatchList list, CancellationToken cancellationToken) => SetAsync(new(id), actor, stop, list, cancellationToken);

    private static Task<Results<Ok<BatchItem>, ProblemAnswer>> GoOnAsync(Guid id, Actor actor, StopBatch stop, BatchList list, CancellationToken cancellationToken) => SetAsync(new(id, Stopped: false), actor, stop, list, cancellationToken);

    private static async Task<Results<Ok<BatchItem>, ProblemAnswer>> SetAsync(StopBatch.Input input, Actor actor, StopBatch stop, BatchList list, CancellationToken cancellationToken) =>
        (await stop.RunAsync(actor, input, cancellationToken)).Problem is { } problem ? Problems.ToResult(problem) : await FindAsync(input.Id, actor, list, cancellationToken);
}
