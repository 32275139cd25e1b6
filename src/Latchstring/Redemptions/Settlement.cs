using Latchstring.Codes;
using Latchstring.Data;
using Latchstring.Offerings;

namespace Latchstring.Redemptions;

/// <summary>
/// One transaction for many redemptions: read and lock what they touch (<see cref="Ledger"/>), let the nouns decide in the order of arrival,
/// then spend with guarded updates whose row counts must agree, and write the consequences (X5).
/// </summary>
internal static class Settlement
{
    public static async Task<Result<Redeemed>[]> RunAsync(Db db, Ask[] asks, DateTimeOffset now)
    {
        var ledger = await Ledger.ReadAsync(db, asks, now);
        var answers = new Result<Redeemed>[asks.Length];
        for (var i = 0; i < asks.Length; i++)
            answers[i] = Decide(ledger, asks[i], now);
        await ledger.WriteAsync(db, now);
        return answers;
    }

    private static Result<Redeemed> Decide(Ledger ledger, Ask ask, DateTimeOffset now)
    {
        if (ledger.Find(ask.Fingerprint) is not { } code)
            return ask.Text.IsSlip ? CodeRefusals.Slip : CodeRefusals.NotFound;
        if (!ledger.Knows(ask.PersonId))
            return Problem.NotFound("person");
        var earlier = ledger.Latest(code.Id, ask.PersonId);
        if (earlier is { ReversedAt: null })
            return new Redeemed(earlier, Repeated: true);
        if (code.RefusalAt(now) is { } refusal)
            return refusal;
        if (code.AssigneeId is { } assignee && assignee != ask.PersonId)
            return CodeRefusals.NotYours;
        var opens = ledger.Opens(code.BatchId);
        if (opens.Count == 0 || opens.Any(offering => offering.EndsAt <= now || offering.ArchivedAt is not null))
            return CodeRefusals.Expired;
        var missing = opens.Where(offering => ledger.Registration(offering.Id, ask.PersonId)?.GivesAccessAt(now) != true).ToList();
        if (missing.Count == 0)
            return CodeRefusals.AlreadyIn(ledger.Registration(opens[0].Id, ask.PersonId)!.Id);
        if (missing.Any(offering => offering.Registered >= offering.Capacity && ledger.Registration(offering.Id, ask.PersonId) is not { Status: RegistrationStatus.Registered }))
            return CodeRefusals.OfferingFull;
        return new Redeemed(Spend(ledger, ask, code, opens, missing, earlier, now), Repeated: false);
    }

    private static Redemption Spend(Ledger ledger, Ask ask, AccessCode code, IReadOnlyList<Offering> opens, List<Offering> missing, Redemption? earlier, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        var price = CodePrice.Of(ledger.Price(code.PriceId), opens);
        foreach (var offering in missing)
            ledger.Register(offering, ask.PersonId, id, now);
        var redemption = new Redemption
        {
            WorkspaceId = code.WorkspaceId,
            Id = id,
            CodeId = code.Id,
            BatchId = code.BatchId,
            PersonId = ask.PersonId,
            Round = earlier is null ? 0 : earlier.Round + 1,
            RegistrationId = ledger.Registration(missing[0].Id, ask.PersonId)!.Id,
            PriceAmount = price?.Amount.Amount,
            PriceCurrency = price?.Amount.Currency,
            PriceReason = price?.Reason ?? PriceReason.None,
            RedeemedAt = now,
        };
        ledger.Use(code, redemption, ask.Actor);
        return redemption;
    }
}
