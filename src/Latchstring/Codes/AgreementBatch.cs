using Latchstring.Agreements;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <summary>What a batch for an agreement takes from it: the prefix (S0.44) and what its codes open, which a price narrows to its own offering (S0.47).</summary>
internal static class AgreementBatch
{
    /// <summary>Most codes of one batch, unless more are asked for explicitly (S0 (d)).</summary>
    public const int Most = 10_000;

    public static async Task<Result<NewBatch>> ResolveAsync(Db db, Actor actor, NewBatch input, CancellationToken cancellationToken)
    {
        if (input.AgreementId is not { } id)
            return input;
        var found = await AgreementScope.FindAsync(db, actor, Permission.ManageCodes, id, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var agreement = found.Value;
        if (agreement.ArchivedAt is not null)
            return Problem.Invalid("agreementId", "This contract is archived. Restore it before you make codes for it.");
        if ((input.OfferingId is not null && input.OfferingId != agreement.OfferingId) || (input.ProgrammeId is not null && input.ProgrammeId != agreement.ProgrammeId))
            return Problem.Invalid("offeringId", "The contract says what its codes open. Leave this out.");
        if (input.Quantity > Most && !input.AllowMany)
            return Problem.Invalid("quantity", "A contract's batch has at most {0} codes unless you confirm that you want more.", Most);
        var price = input.PriceId is { } named ? await db.Prices.SingleOrDefaultAsync(p => p.Id == named && p.AgreementId == id, cancellationToken) : null;
        if (input.PriceId is not null && price is null)
            return Problem.Invalid("priceId", "This price does not belong to the contract.");
        return input with
        {
            OfferingId = price?.OfferingId ?? agreement.OfferingId,
            ProgrammeId = price is null ? agreement.ProgrammeId : null,
            Naming = agreement.Prefix is null ? Naming.Random : Naming.NamePlusRandom,
            CustomName = agreement.Prefix,
        };
    }
}
