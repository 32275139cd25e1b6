using Latchstring.Data;
using Latchstring.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Codes;

/// <summary>What can be wrong with a new batch, one problem a field.</summary>
internal static class CheckNewBatch
{
    public const int LongestNote = 2_000;
    public const int LongestName = 24;

    public static async Task<Problem?> RunAsync(Db db, Actor actor, NewBatch input, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var workspace = await db.Workspaces.AsNoTracking().SingleAsync(w => w.Id == actor.WorkspaceId, cancellationToken);
        var problems = await TargetAsync(db, actor, input, cancellationToken);
        problems.AddRange(Fields(workspace, input, now));
        return problems.Count == 0 ? null : problems[0] with { Also = problems[1..] };
    }

    /// <summary>The offerings that the codes open must exist here and lie in the actor's scope, all of them.</summary>
    private static async Task<List<Problem>> TargetAsync(Db db, Actor actor, NewBatch input, CancellationToken cancellationToken)
    {
        if (input.OfferingId is null == input.ProgrammeId is null)
            return [Problem.Invalid("offeringId", "Choose what the codes open: one offering or one bundle.")];
        var opened = input.OfferingId is { } one
            ? await db.Offerings.Where(o => o.Id == one && o.ArchivedAt == null).Select(o => o.Id).ToListAsync(cancellationToken)
            : await db.ProgrammeOfferings.Where(p => p.ProgrammeId == input.ProgrammeId && db.Programmes.Any(g => g.Id == p.ProgrammeId && g.ArchivedAt == null)).Select(p => p.OfferingId).ToListAsync(cancellationToken);
        if (opened.Count == 0 || !opened.TrueForAll(id => actor.May(Permission.ManageCodes, id)))
            return [new Problem("offering.not_found", 404, "This offering does not exist here, or is archived.", input.OfferingId is null ? "programmeId" : "offeringId")];
        if (input.PriceId is { } price && !await db.Prices.AnyAsync(p => p.Id == price && p.AgreementId == input.AgreementId && opened.Contains(p.OfferingId), cancellationToken))
            return [Problem.Invalid("priceId", "This price does not belong to what the codes open.")];
        return [];
    }

    private static IEnumerable<Problem> Fields(Workspace workspace, NewBatch input, DateTimeOffset now)
    {
        if (input.Quantity < 1 || input.Quantity > workspace.MaxBatch)
            yield return Problem.Invalid("quantity", "Make between 1 and {0} codes at once.", workspace.MaxBatch);
        if (input.Naming == Naming.Random && !string.IsNullOrWhiteSpace(input.CustomName))
            yield return Problem.Invalid("customName", "Random codes carry no name. Choose name and random, or leave the name out.");
        if (input.Naming == Naming.Short)
            yield return Problem.Invalid("naming", "Short codes are made only when people are invited to a booking app.");
        else if (input.Naming != Naming.Random && !IsName(input.CustomName))
            yield return Problem.Invalid("customName", "A name has 2 to {0} letters A–Z, digits or hyphens.", LongestName);
        if (input.Naming == Naming.Sequential && input.PriceId is not null)
            yield return Problem.Invalid("naming", "Numbered codes can be guessed, so they cannot carry a price. Choose name and random.");
        else if (input.Naming == Naming.Sequential && !input.AcceptGuessable)
            yield return Problem.Invalid("acceptGuessable", "Numbered codes can be guessed: who knows one knows all. Confirm that this is acceptable.");
        if (input.Usage == Usage.Multiple && input.MaxUses is null && !input.Unlimited)
            yield return Problem.Invalid("maxUses", "Say how often each code may be used, or choose unlimited.");
        if (input.Usage == Usage.Multiple && !input.Unlimited && input.MaxUses is < 2 or > 1_000_000_000)
            yield return Problem.Invalid("maxUses", "Between 2 and {0} uses.", 1_000_000_000);
        if (input.Usage == Usage.Single && (input.Unlimited || input.MaxUses is not (null or 1)))
            yield return Problem.Invalid("maxUses", "A single-use code has exactly one use.");
        if (input.ValidTill <= now)
            yield return Problem.Invalid("validTill", "This date is past. Codes must be valid till a later day.");
        if (input.ValidFrom >= input.ValidTill)
            yield return Problem.Invalid("validFrom", "The codes would expire before they become valid.");
        if (new Check().Lines(input.Note, "note", LongestNote).Problem is { } note)
            yield return note;
    }

    private static bool IsName(string? name) => name is not null && name.Trim().Length <= LongestName && CodeText.TryParse(name, out var text) && text.Canonical.Length >= 2
        && name.Trim().All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
