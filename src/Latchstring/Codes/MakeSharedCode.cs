using System.Text;
using Latchstring.Agreements;
using Latchstring.Data;

namespace Latchstring.Codes;

/// <summary>
/// One code that everybody of a contract uses (S0.58): at least ten characters, so that nobody comes across it by chance. Its text may be chosen;
/// the contract's prefix stands in front of it.
/// </summary>
public sealed class MakeSharedCode(Database database, IssueCodes issue, ImportCodes import)
{
    public const int Shortest = 10;

    /// <param name="Text">Null = made by the system.</param>
    /// <param name="MaxUses">Null = as often as people come.</param>
    /// <param name="ValidTill">Exclusive.</param>
    public sealed record Input(Guid AgreementId, string? Text = null, int? MaxUses = null, Guid? PriceId = null, DateTimeOffset? ValidTill = null, string? Note = null);

    /// <returns>The batch of the one code.</returns>
    public async Task<Result<Guid>> RunAsync(Actor actor, Input input, CancellationToken cancellationToken = default)
    {
        if (input.Text.OrNull() is not { } typed)
        {
            var made = await issue.RunAsync(actor, new NewBatch(null, null, 1, Usage: Usage.Multiple, MaxUses: input.MaxUses, Unlimited: input.MaxUses is null, ValidTill: input.ValidTill, PriceId: input.PriceId, Note: input.Note, AgreementId: input.AgreementId), cancellationToken);
            return made.Ok ? made.Value.Id : made.Problem;
        }
        await using var db = database.Read(actor.WorkspaceId);
        var found = await AgreementScope.FindAsync(db, actor, Permission.ManageCodes, input.AgreementId, cancellationToken);
        if (!found.Ok)
            return found.Problem;
        var text = found.Value.Prefix is { } prefix && !typed.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? $"{prefix}-{typed}" : typed;
        if (CodeText.TryParse(text, out var parsed) && parsed.Canonical.Length < Shortest)
            return Problem.Invalid("text", "A shared code has at least {0} letters or digits.", Shortest);
        if (HandMadeText.Refusal(text, input.MaxUses, out _) is { } wrong)
            return wrong with { Field = "text" };
        var lines = new StringBuilder();
        CsvCells.AppendLine(lines, "code");
        CsvCells.AppendLine(lines, text);
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(lines.ToString()));
        var report = await import.RunAsync(actor, new CodeImport(file, null, null, Usage.Multiple, input.MaxUses, input.MaxUses is null, ValidTill: input.ValidTill, PriceId: input.PriceId, Note: input.Note, AgreementId: input.AgreementId), cancellationToken);
        if (!report.Ok)
            return report.Problem;
        return report.Value.BatchId is { } batch ? batch : report.Value.Problems[0].Problem with { Field = "text" };
    }
}
