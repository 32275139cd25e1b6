using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Codes;

/// <summary>
/// GET /codes · GET, PATCH, DELETE /codes/{id} · POST /codes/{id}/assignment · POST /code-checks
/// </summary>
public static class CodesApi
{
    private const int RedeemersInAList = 10;

    public static void Map(RouteGroupBuilder api)
    {
        var codes = api.MapGroup("/codes").WithTags("Codes");
        codes.MapGet("", ListAsync).Needs(Permission.SeeCodes).WithSummary("Codes by any filter");
        codes.MapGet("/{id:guid}", FindAsync).Needs(Permission.SeeCodes).WithSummary("One code");
        codes.MapPatch("/{id:guid}", EditAsync).Needs(Permission.ManageCodes).WithSummary("Change text, usage, validity or price")
            .WithDescription("With a new text, aliasUntil keeps the old one valid for printed copies until then.");
        codes.MapDelete("/{id:guid}", DeleteAsync).Needs(Permission.ManageCodes).WithSummary("Delete a deactivated or archived code that was never redeemed");
        codes.MapPost("/{id:guid}/assignment", AssignAsync).Needs(Permission.ManageCodes).WithSummary("Make the code somebody's; personId null makes it nobody's");
        api.MapPost("/code-checks", CheckAsync).Needs(Permission.SeeCodes).Repeats().WithTags("Codes").WithSummary("What a code opens, until when, at what price; consumes nothing");
    }

    private static async Task<Results<Ok<ListAnswer<CodeItem>>, ProblemAnswer>> ListAsync(
        [AsParameters] CodeFilterInput filter, [AsParameters] PageInput input, Actor actor, CodeList list, Database database, CancellationToken cancellationToken)
    {
        var wanted = filter.ToFilter();
        if (wanted.Problem is { } bad)
            return Problems.ToResult(bad);
        if (Lists.Refusal(CodeList.Query, new ListInput { Sort = input.Sort, Limit = input.Limit, After = input.After }) is { } problem)
            return Problems.ToResult(problem);
        var page = await list.PageAsync(actor, wanted.Value, new PageRequest(input.Sort, input.Limit ?? 50, input.After), cancellationToken);
        if (!page.Ok)
            return Problems.ToResult(page.Problem);
        var total = await list.CountAsync(actor, wanted.Value, cancellationToken);
        await using var db = database.Read(actor.WorkspaceId);
        var redeemers = await SeeCode.RedeemersAsync(db, page.Value.Items.Where(row => row.UseCount > 0).Select(row => row.Id), RedeemersInAList, false, cancellationToken);
        return TypedResults.Ok(new ListAnswer<CodeItem>([.. page.Value.Items.Select(row => CodeItem.Of(row, database.Now, redeemers))], page.Value.Next, total.Rows, total.Exact));
    }

    private static async Task<Results<Ok<CodeItem>, ProblemAnswer>> FindAsync(Guid id, Actor actor, SeeCode seeCode, Database database, CancellationToken cancellationToken) =>
        (await seeCode.RunAsync(actor, id, cancellationToken)).ToOk(code => CodeItem.Of(code.Row, database.Now, code.Redeemers.Where(one => one.ReversedAt is null)));

    private static async Task<Results<Ok<CodeItem>, ProblemAnswer>> EditAsync(Guid id, CodePatch body, Actor actor, EditCode editCode, SeeCode seeCode, Database database, CancellationToken cancellationToken)
    {
        var zone = await Moments.ZoneAsync(database, actor, cancellationToken);
        DateTimeOffset? from = null, till = null, alias = null;
        var problem = Moments.Parse(body.ValidFrom.Value, "validFrom", zone, false, out from) ?? Moments.Parse(body.ValidTill.Value, "validTill", zone, true, out till) ?? Moments.Parse(body.AliasUntil, "aliasUntil", zone, true, out alias);
        if (problem is not null)
            return Problems.ToResult(problem);
        var edited = await editCode.RunAsync(actor, new CodeEdit(
            id, body.Code.Value, alias, body.Usage.IsGiven ? body.Usage.Value : null, body.MaxUses.IsGiven ? new Set<int?>(body.MaxUses.Value) : null,
            body.ValidFrom.IsGiven ? new Set<DateTimeOffset?>(from) : null, body.ValidTill.IsGiven ? new Set<DateTimeOffset?>(till) : null, body.PriceId.IsGiven ? new Set<Guid?>(body.PriceId.Value) : null), cancellationToken);
        return edited.Ok ? await FindAsync(id, actor, seeCode, database, cancellationToken) : Problems.ToResult(edited.Problem);
    }

    private static async Task<Results<NoContent, ProblemAnswer>> DeleteAsync(Guid id, Actor actor, ChangeCodes changeCodes, CancellationToken cancellationToken) =>
        (await changeCodes.RunAsync(actor, CodeChange.Delete, id, cancellationToken)).ToNoContent();

    private static async Task<Results<Ok<CodeItem>, ProblemAnswer>> AssignAsync(Guid id, AssignmentBody body, Actor actor, AssignCode assignCode, SeeCode seeCode, Database database, CancellationToken cancellationToken)
    {
        var assigned = await assignCode.RunAsync(actor, new CodeAssignment(id, body.PersonId), cancellationToken);
        return assigned.Ok ? await FindAsync(id, actor, seeCode, database, cancellationToken) : Problems.ToResult(assigned.Problem);
    }

    private static async Task<Results<Ok<CodeCheck>, ProblemAnswer>> CheckAsync(CodeCheckBody body, Actor actor, FindCode findCode, CancellationToken cancellationToken)
    {
        var found = await findCode.ForGuestAsync(actor.WorkspaceId, body.Code, null, cancellationToken);
        if (!found.Ok)
            return Problems.ToResult(found.Problem);
        if (found.Value.Refusal is { } refusal)
            return Problems.ToResult(refusal);
        var (code, price) = (found.Value.Code, found.Value.Price);
        return TypedResults.Ok(new CodeCheck(
            code.Id, [.. found.Value.Opens.Select(one => new OpensItem(one.Id, one.Name))], code.ValidFrom, found.Value.ValidTill, code.MaxUses - code.UseCount, MoneyBody.Of(price?.Amount), price?.Reason ?? PriceReason.None));
    }
}
