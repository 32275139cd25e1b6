using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Codes;

/// <summary>
/// POST, DELETE /codes/{id}/deactivation · POST, DELETE /codes/{id}/archive · POST /codes/deactivations · DELETE /codes?status=inactive
/// </summary>
public static class CodeChangesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        var codes = api.MapGroup("/codes").WithTags("Codes");
        One(codes.MapPost("/{id:guid}/deactivation", (Guid id, OneCode code, CancellationToken cancellationToken) => code.ChangeAsync(CodeChange.Deactivate, id, cancellationToken)), "Deactivate a code");
        One(codes.MapDelete("/{id:guid}/deactivation", (Guid id, OneCode code, CancellationToken cancellationToken) => code.ChangeAsync(CodeChange.Reactivate, id, cancellationToken)), "Reactivate a code that was never used and has not expired");
        One(codes.MapPost("/{id:guid}/archive", (Guid id, OneCode code, CancellationToken cancellationToken) => code.ChangeAsync(CodeChange.Archive, id, cancellationToken)), "Archive a code: it leaves the list and cannot be redeemed");
        One(codes.MapDelete("/{id:guid}/archive", (Guid id, OneCode code, CancellationToken cancellationToken) => code.ChangeAsync(CodeChange.Restore, id, cancellationToken)), "Bring an archived code back, deactivated");
        codes.MapPost("/deactivations", DeactivateAsync).Needs(Permission.ManageCodes).WithSummary("Deactivate codes by ids, or all that match the filters")
            .WithDescription("More than 10,000 go on in the background; jobId then names the job. A body without ids and without any filter is refused.");
        codes.MapDelete("", DeleteAsync).Needs(Permission.ManageCodes).WithSummary("Delete all codes that match; status=inactive or archived is required").WithDescription("Codes that were redeemed refuse and are named.");
    }

    private static void One(RouteHandlerBuilder route, string summary) => route.Needs(Permission.ManageCodes).WithSummary(summary);

    internal sealed class OneCode(Actor actor, ChangeCodes changeCodes, SeeCode seeCode, Database database)
    {
        public async Task<Results<Ok<CodeItem>, ProblemAnswer>> ChangeAsync(CodeChange change, Guid id, CancellationToken cancellationToken)
        {
            var changed = await changeCodes.RunAsync(actor, change, id, cancellationToken);
            return changed.Ok
                ? (await seeCode.RunAsync(actor, id, cancellationToken)).ToOk(code => CodeItem.Of(code.Row, database.Now, code.Redeemers.Where(one => one.ReversedAt is null)))
                : Problems.ToResult(changed.Problem);
        }
    }

    private static async Task<Results<Ok<CodesChanged>, ProblemAnswer>> DeactivateAsync(DeactivationsBody body, Actor actor, ChangeCodes changeCodes, CancellationToken cancellationToken)
    {
        var filter = new CodeFilterInput
        {
            BatchId = body.BatchId, OfferingId = body.OfferingId, ProgrammeId = body.ProgrammeId, Status = body.Status, Used = body.Used, Usage = body.Usage,
            Assigned = body.Assigned, Exported = body.Exported, Price = body.Price, Q = body.Q, AgreementId = body.AgreementId,
        }.ToFilter();
        if (!filter.Ok)
            return Problems.ToResult(filter.Problem);
        if (body.Ids is null && filter.Value.IsEmpty && body.Status is null)
            return Problems.ToResult(Problem.Invalid("ids", "Name the codes, or at least one filter; status “all” means all."));
        return (await changeCodes.RunAsync(actor, new CodesToChange(CodeChange.Deactivate, body.Ids, filter.Value), cancellationToken)).ToOk();
    }

    private static async Task<Results<Ok<CodesChanged>, ProblemAnswer>> DeleteAsync([AsParameters] CodeFilterInput input, Actor actor, ChangeCodes changeCodes, CancellationToken cancellationToken)
    {
        var filter = input.ToFilter();
        if (!filter.Ok)
            return Problems.ToResult(filter.Problem);
        if (filter.Value.Status is not (CodeStatus.Inactive or CodeStatus.Archived))
            return Problems.ToResult(Problem.Invalid("status", "Only deactivated or archived codes are deleted in one action: say status=inactive or status=archived."));
        return (await changeCodes.RunAsync(actor, new CodesToChange(CodeChange.Delete, null, filter.Value), cancellationToken)).ToOk();
    }
}
