using Latchstring.Audit;
using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <summary>A field that is to be set, perhaps to nothing; a null of this type leaves the field as it is.</summary>
public readonly record struct Set<T>(T Value);

/// <param name="Text">The new text (S4.24).</param>
/// <param name="AliasUntil">Until then (exclusive) the old text opens the code too, because copies of it are printed.</param>
/// <param name="MaxUses">With Multiple; null inside = unlimited (S4.25).</param>
/// <param name="Version">The version that the editor saw; null = whatever stands there.</param>
public sealed record CodeEdit(
    Guid Id, string? Text = null, DateTimeOffset? AliasUntil = null, Usage? Usage = null, Set<int?>? MaxUses = null,
    Set<DateTimeOffset?>? ValidFrom = null, Set<DateTimeOffset?>? ValidTill = null, Set<Guid?>? PriceId = null, int? Version = null);

/// <summary>Changes one code: text, usage, validity, price (S0.16, S4.24–S4.26).</summary>
public sealed class EditCode(Database database)
{
    public static readonly Problem Taken = new("code.taken", 409, "This text is or was another code's. Choose another one.", "code");
    private static readonly Problem UsedText = new("code.used", 409, "A code that has been redeemed keeps its text.", "code");

    public async Task<Result<AccessCode>> RunAsync(Actor actor, CodeEdit edit, CancellationToken cancellationToken = default)
    {
        try
        {
            return await ChangeAsync(actor, edit, cancellationToken);
        }
        catch (DbUpdateException exception) when (database.IsUniqueViolation(exception))
        {
            // Another code took the same text between our look and our write.
            return Taken;
        }
    }

    private Task<Result<AccessCode>> ChangeAsync(Actor actor, CodeEdit edit, CancellationToken cancellationToken) =>
        database.WriteAsync<AccessCode>(actor.WorkspaceId, async db =>
        {
            if (await CodeScope.FindAsync(db, actor, Permission.ManageCodes, edit.Id, cancellationToken) is not { Value: var (code, batch) } found)
                return Problem.NotFound("code");
            if (found.Problem is { } forbidden)
                return forbidden;
            if (edit.Version is { } seen && seen != code.Version)
                return new Problem("edit.conflict", 409, "Somebody else changed this in the meantime. Reload the page to see it, then try again.");
            var before = (code.MaxUses, code.ValidFrom, code.ValidTill, code.PriceId);
            if (Uses(code, edit) is { } uses)
                return uses;
            if (Validity(code, edit) is { } validity)
                return validity;
            if (await PriceAsync(db, code, batch, edit, cancellationToken) is { } price)
                return price;
            var renamed = !string.IsNullOrWhiteSpace(edit.Text) && await IsNewAsync(db, code, edit.Text, cancellationToken);
            if (renamed && await TextAsync(db, code, edit, cancellationToken) is { } text)
                return text;
            if (edit.Usage == Usage.Multiple && code.SealedText is { } own && CodeText.TryParse(Keys(code).Open(own), out var shared) && CodeStrength.RefusalOfHandMade(shared, code.MaxUses) is { } weak)
                return weak;
            db.AuditEntries.Add(AuditEntry.By(actor, database.Now, "code.edited", "code", code.Id, new
            {
                Text = renamed ? "changed" : null,
                AliasUntil = renamed ? edit.AliasUntil : null,
                MaxUses = before.MaxUses == code.MaxUses ? null : new { From = before.MaxUses, To = code.MaxUses },
                ValidFrom = before.ValidFrom == code.ValidFrom ? null : new { From = before.ValidFrom, To = code.ValidFrom },
                ValidTill = before.ValidTill == code.ValidTill ? null : new { From = before.ValidTill, To = code.ValidTill },
                PriceId = before.PriceId == code.PriceId ? null : new { From = before.PriceId, To = code.PriceId },
            }));
            await db.SaveChangesAsync(cancellationToken);
            return code;
        }, cancellationToken);

    /// <summary>Single → Multiple raises the maximum; back to Single only if used at most once (S4 (d)).</summary>
    private static Problem? Uses(AccessCode code, CodeEdit edit)
    {
        var usage = edit.Usage ?? code.Usage;
        if (usage == Usage.Single)
        {
            if (edit.MaxUses is { Value: not 1 })
                return Problem.Invalid("maxUses", "A single-use code has exactly one use.");
            if (code.UseCount > 1)
                return Problem.Invalid("usage", "This code has been used {0} times, so it cannot become single-use.", code.UseCount);
            code.MaxUses = 1;
            return null;
        }
        if (code.Usage == Usage.Single && edit.MaxUses is null)
            return Problem.Invalid("maxUses", "Say how often the code may be used, or choose unlimited.");
        if (edit.MaxUses is not { Value: var max })
            return null;
        if (max is < 2 or > 1_000_000_000)
            return Problem.Invalid("maxUses", "Between 2 and {0} uses.", 1_000_000_000);
        if (max < code.UseCount)
            return Problem.Invalid("maxUses", "This code has been used {0} times already; the maximum cannot be lower.", code.UseCount);
        code.MaxUses = max;
        return null;
    }

    /// <summary>A later date re-opens an expired, unused code (S4.35).</summary>
    private Problem? Validity(AccessCode code, CodeEdit edit)
    {
        if (edit.ValidTill is { Value: var till } && till != code.ValidTill)
        {
            if (till <= database.Now)
                return Problem.Invalid("validTill", "This date is past. Choose a later day, or deactivate the code.");
            code.ValidTill = till;
        }
        if (edit.ValidFrom is { } from)
            code.ValidFrom = from.Value;
        return code.ValidFrom >= code.ValidTill ? Problem.Invalid("validFrom", "The code would expire before it becomes valid.") : null;
    }

    private static async Task<Problem?> PriceAsync(Db db, AccessCode code, CodeBatch batch, CodeEdit edit, CancellationToken cancellationToken)
    {
        if (edit.PriceId is not { Value: var price } || price == code.PriceId)
            return null;
        if (price is { } id)
        {
            var ofTarget = batch.OfferingId is { } offering
                ? await db.Prices.AnyAsync(p => p.Id == id && p.AgreementId == batch.AgreementId && p.OfferingId == offering, cancellationToken)
                : await db.Prices.AnyAsync(p => p.Id == id && p.AgreementId == batch.AgreementId && db.ProgrammeOfferings.Any(o => o.ProgrammeId == batch.ProgrammeId && o.OfferingId == p.OfferingId), cancellationToken);
            if (!ofTarget)
                return Problem.Invalid("priceId", "This price does not belong to what the code opens.");
            if (batch.Naming == Naming.Sequential && code.SealedText is null)
                return Problem.Invalid("priceId", "Numbered codes can be guessed, so they cannot carry a price.");
        }
        code.PriceId = price;
        return null;
    }

    private async Task<bool> IsNewAsync(Db db, AccessCode code, string typed, CancellationToken cancellationToken)
    {
        var texts = await CodeTexts.ReadAsync(db, Keys(code), [code.BatchId], cancellationToken);
        return texts.Of(code.BatchId, code.Number, code.SealedText) != typed.Trim();
    }

    /// <summary>The new text must never have been another code's (S4.34, I2); the old one is retired and may stay an alias.</summary>
    private async Task<Problem?> TextAsync(Db db, AccessCode code, CodeEdit edit, CancellationToken cancellationToken)
    {
        var typed = edit.Text!.Trim();
        if (code.UseCount > 0 || await db.Redemptions.AnyAsync(r => r.CodeId == code.Id, cancellationToken))
            return UsedText;
        if (HandMadeText.Refusal(typed, code.MaxUses, out var text) is { } problem)
            return problem;
        if (edit.AliasUntil <= database.Now)
            return Problem.Invalid("aliasUntil", "This date is past. Choose a later day, or let the old text go at once.");
        var keys = Keys(code);
        var fingerprint = keys.Fingerprint(text);
        var texts = await CodeTexts.ReadAsync(db, keys, [code.BatchId], cancellationToken);
        var old = texts.Of(code.BatchId, code.Number, code.SealedText);
        if (!fingerprint.AsSpan().SequenceEqual(code.Fingerprint))
        {
            // Going back to a former text of its own is allowed.
            var mine = await db.RetiredTexts.Where(t => t.Fingerprint == fingerprint && t.CodeId == code.Id).ExecuteDeleteAsync(cancellationToken);
            if (mine == 0 && await TakenTexts.ContainsAsync(db, fingerprint, cancellationToken))
                return Taken;
            db.RetiredTexts.Add(new RetiredText
            {
                WorkspaceId = code.WorkspaceId,
                Fingerprint = code.Fingerprint,
                CodeId = code.Id,
                AliasUntil = edit.AliasUntil,
                SealedText = edit.AliasUntil is null ? null : keys.Seal(old),
                RetiredAt = database.Now,
            });
            code.Fingerprint = fingerprint;
        }
        code.SealedText = keys.Seal(typed);
        return null;
    }

    private WorkspaceKeys Keys(AccessCode code) => database.Keys.Of(code.WorkspaceId);
}
