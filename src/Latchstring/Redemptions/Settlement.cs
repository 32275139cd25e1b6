using Latchstring.Agreements;
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
        var terms = ledger.Terms(code.BatchId);
        if (terms?.Agreement.RefusalAt(now) is { } over)
            return over;
        if (code.AssigneeId is { } assignee && assignee != ask.PersonId && terms is not { Agreement.StrictAssignee: false })
            return CodeRefusals.NotYours;
        var opens = ledger.Opens(code.BatchId);
        var offer = terms is null ? (Result<Offer>?)null : OfferOf(ledger, ask, code, terms, opens, now);
        if (offer is { Ok: false, Problem: var undecided })
            return undecided;
        if (offer is not null)
            opens = [.. opens.Where(offering => offering.Id == offer.Value.Value.Offering.Id)];
        if (opens.Count == 0 || opens.Any(offering => !offering.TakesCodesAt(now)))
            return CodeRefusals.Expired;
        if (ledger.SeatRefusal(ask, code.Id, opens, now) is { } noSeat)
            return noSeat;
        // An appointment is each time a new one, whatever the person has already.
        var missing = opens.Where(offering => ask.Wish.Seat is not null || ledger.Registration(offering.Id, ask.PersonId)?.GivesAccessAt(now) != true).ToList();
        if (missing.Count == 0)
            return CodeRefusals.AlreadyIn(ledger.Registration(opens[0].Id, ask.PersonId)!.Id);
        if (missing.Any(offering => offering.Registered >= offering.Capacity && ledger.Registration(offering.Id, ask.PersonId) is not { Status: RegistrationStatus.Registered }))
            return CodeRefusals.OfferingFull;
        var price = PriceOf(ledger, code, opens, offer?.Value, ask.Wish);
        if (!price.Ok)
            return price.Problem;
        var redemption = Spend(ledger, ask, code, price.Value, offer?.Value, missing, earlier, now);
        ledger.Seat(ask, redemption, byCard: ask.Wish is { HoldId: not null, Provider: not null } && terms is { Agreement.Payment: PaymentMode.Card } && price.Value is { Amount.Amount: > 0 });
        return new Redeemed(redemption, Repeated: false);
    }

    /// <summary>Of what the code may open, the one that the terms or the person decided for.</summary>
    private static Result<Offer> OfferOf(Ledger ledger, Ask ask, AccessCode code, Terms terms, IReadOnlyList<Offering> opens, DateTimeOffset now)
    {
        var live = opens.Where(offering => offering.TakesCodesAt(now)).Select(offering => offering.Id).ToList();
        if (live.Count == 0)
            return CodeRefusals.Expired;
        var verdict = terms.Decide(ledger.Facts(ask.PersonId), live, ledger.Price(code.PriceId), ask.Wish.OfferingId, terms.DayOf(now));
        return verdict.Offer is { } offer ? offer : AgreementRefusals.Choose(verdict.Choices);
    }

    /// <summary>With the chosen extras, and only if nothing else was shown.</summary>
    private static Result<CodePrice?> PriceOf(Ledger ledger, AccessCode code, IReadOnlyList<Offering> opens, Offer? offer, Wish wish)
    {
        if (offer is null && wish.Extras is { Count: > 0 })
            return Offer.NoSuchExtra;
        var price = offer is null ? CodePrice.Of(ledger.Price(code.PriceId), opens) : offer.With(wish.Extras);
        if (!price.Ok)
            return price.Problem;
        return wish.ShownPrice is { } shown && !CodePrice.Same(price.Value, shown) ? AgreementRefusals.PriceChanged(price.Value) : price;
    }

    private static Redemption Spend(Ledger ledger, Ask ask, AccessCode code, CodePrice? price, Offer? offer, List<Offering> missing, Redemption? earlier, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        foreach (var offering in missing)
            ledger.Register(offering, ask.PersonId, id, now, ask.Wish.Guest is null ? RegistrationSource.Code : RegistrationSource.Partner);
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
            PriceDetail = offer is null ? null : PriceDetail.Of(offer.Offering, price).ToJson(),
            RedeemedAt = now,
        };
        ledger.Use(code, redemption, ask.Actor);
        ledger.Follow(ask, redemption);
        return redemption;
    }
}
