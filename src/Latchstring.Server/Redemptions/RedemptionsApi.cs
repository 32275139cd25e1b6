using System.Globalization;
using Latchstring.Agreements;
using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Server.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Latchstring.Server.Redemptions;

/// <summary>Redeeming for somebody, seeing who redeemed what, and taking it back.</summary>
public static class RedemptionsApi
{
    public static void MapRedemptionsApi(this RouteGroupBuilder api)
    {
        var redemptions = api.MapGroup("/redemptions").WithTags("Redemptions");
        redemptions.MapPost("", RedeemAsync).Needs(Permission.Redeem).Repeats().WithSummary("Redeem a code for a person").Produces<RedemptionAnswer>()
            .Produces<ProblemDocument>(404, "application/problem+json").Produces<ProblemDocument>(409, "application/problem+json").Produces<ProblemDocument>(410, "application/problem+json");
        redemptions.MapGet("", ListAsync).Needs(Permission.SeeCodes).WithSummary("Who redeemed which code");
        api.MapGet("/redemptions.csv", Csv).Needs(Permission.SeeCodes).WithTags("Redemptions").WithSummary("All redemptions of the same filters as CSV").Produces<string>(200, "text/csv");
        redemptions.MapPost("/{id:guid}/reversal", ReverseAsync).Needs(Permission.Redeem).WithSummary("Free the use again; the record stays").Produces<ProblemDocument>(404, "application/problem+json");
    }

    /// <summary>Who redeems: a person's id, or an e-mail address that becomes a person if it is new.</summary>
    /// <param name="OfferingId">Under a contract for a programme: which of its offerings to open, where no rule decides.</param>
    /// <param name="Extras">Ids of what to have beside it.</param>
    /// <param name="HoldId">A held place that becomes a booking with it; 409 <c>slot.gone</c> once it is over.</param>
    /// <param name="ShownPrice">What the person was shown; another price by now is a 409 <c>price.changed</c>, and nothing is consumed.</param>
    public sealed record RedeemBody(string Code, NamedPerson? Person = null, Guid? PersonId = null, Guid? OfferingId = null, IReadOnlyList<Guid>? Extras = null, Money? ShownPrice = null, Guid? HoldId = null);

    public sealed record ReversalBody(string? Reason = null);

    public sealed record RedemptionAnswer(
        Guid Id, Guid CodeId, Guid BatchId, Guid PersonId, Guid RegistrationId, Money? Price, PriceReason PriceReason, DateTimeOffset RedeemedAt, DateTimeOffset? ReversedAt);

    public sealed record ReversalAnswer(Guid RedemptionId, DateTimeOffset At, string By, string? Reason);

    public sealed record RedemptionItem(
        Guid Id, Guid CodeId, Guid BatchId, Guid PersonId, string PersonName, string? Email, Guid RegistrationId, string Opens, Money? Price, PriceReason PriceReason,
        DateTimeOffset RedeemedAt, DateTimeOffset? ReversedAt);

    private static readonly Problem WhoMissing = Problem.Invalid("person", "Give either a personId or a person with an email.");

    private static async Task<Results<Created<RedemptionAnswer>, Ok<RedemptionAnswer>, ProblemAnswer>> RedeemAsync(
        RedeemBody body, Actor actor, RedeemCode redeem, RedeemForPerson redeemFor, CancellationToken cancellationToken)
    {
        if (body.Person is null == body.PersonId is null)
            return Problems.ToResult(WhoMissing);
        var wish = new Wish(body.OfferingId, body.Extras, body.ShownPrice, body.HoldId);
        var result = body.PersonId is { } id ? await redeem.RunAsync(actor, body.Code, id, wish, cancellationToken) : await redeemFor.RunAsync(actor, body.Code, body.Person!, wish, cancellationToken);
        if (!result.Ok)
            return Problems.ToResult(result.Problem);
        var answer = Shown(result.Value.Redemption);
        return result.Value.Repeated ? TypedResults.Ok(answer) : TypedResults.Created($"/api/v1/redemptions/{answer.Id}", answer);
    }

    private static Task<Results<Ok<ListAnswer<RedemptionItem>>, ProblemAnswer>> ListAsync(
        [AsParameters] ListInput input, [AsParameters] Filters filters, ListRedemptions list, Actor actor, CancellationToken cancellationToken) =>
        Lists.AnswerAsync(ListRedemptions.Rows, input, page => list.RunAsync(actor, filters.With(input.Q), page, cancellationToken), () => list.CountAsync(actor, filters.With(input.Q), cancellationToken), Item);

    private static Results<CsvAnswer, ProblemAnswer> Csv(string? q, string? sort, [AsParameters] Filters filters, ListRedemptions list, Actor actor, CancellationToken cancellationToken) =>
        Lists.Csv(ListRedemptions.Rows, sort, "redemptions.csv", list.StreamAsync(actor, filters.With(q), sort, cancellationToken),
            ("id", row => row.Id.ToString()), ("codeId", row => row.CodeId.ToString()), ("batchId", row => row.BatchId.ToString()), ("personId", row => row.PersonId.ToString()),
            ("person", row => row.PersonName), ("email", row => row.Email), ("opens", row => row.Opens), ("price", row => row.Price?.Amount.ToString(CultureInfo.InvariantCulture)),
            ("currency", row => row.Price?.Currency), ("redeemedAt", row => Lists.Cell(row.RedeemedAt)), ("reversedAt", row => Lists.Cell(row.ReversedAt)));

    private static async Task<Results<Ok<ReversalAnswer>, ProblemAnswer>> ReverseAsync(Guid id, ReversalBody? body, Actor actor, ReverseRedemption reverse, CancellationToken cancellationToken) =>
        (await reverse.RunAsync(actor, new ReversalInput(id, body?.Reason), cancellationToken)).ToOk(reversal => new ReversalAnswer(reversal.RedemptionId, reversal.At, reversal.ActorName, reversal.Reason));

    /// <param name="Reversed">true = only those taken back, false = only those in force.</param>
    internal sealed record Filters(Guid? OfferingId, Guid? BatchId, Guid? CodeId, Guid? PersonId, bool? Reversed)
    {
        public RedemptionFilter With(string? query) => new(OfferingId, BatchId, CodeId, PersonId, query, Reversed);
    }

    private static RedemptionAnswer Shown(Redemption r) => new(
        r.Id, r.CodeId, r.BatchId, r.PersonId, r.RegistrationId, r.PriceAmount is { } amount ? new Money(amount, r.PriceCurrency!) : null, r.PriceReason, r.RedeemedAt, r.ReversedAt);

    private static RedemptionItem Item(RedemptionRow r) => new(
        r.Id, r.CodeId, r.BatchId, r.PersonId, r.PersonName, r.Email, r.RegistrationId, r.Opens, r.Price, r.PriceReason, r.RedeemedAt, r.ReversedAt);
}
