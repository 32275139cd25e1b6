using Latchstring.Data;
using Microsoft.EntityFrameworkCore;

namespace Latchstring.Agreements;

/// <summary>What staff may set on a contract; what it opens is fixed once set (S0.45).</summary>
/// <param name="Prefix">Stands in front of every code made for it (S0.44); null = none.</param>
/// <param name="EndsAt">Exclusive.</param>
/// <param name="IdentifierId">The property that tells participants apart, when <paramref name="Identifier"/> says so.</param>
public sealed record AgreementFields(
    string? Name, string? Code = null, string? Prefix = null, DateTimeOffset? StartsAt = null, DateTimeOffset? EndsAt = null, UniqueIdentifier Identifier = UniqueIdentifier.ClientId,
    Guid? IdentifierId = null, Guid? TemplateId = null, bool StrictAssignee = true, bool ReleaseOnCancel = true, CodeUse CodeUse = CodeUse.Shared, PaymentMode Payment = PaymentMode.OnInvoice)
{
    public const int LongestPrefix = 12;

    public static AgreementFields Of(Agreement a) => new(
        a.Name, a.Code, a.Prefix, a.StartsAt, a.EndsAt, a.Identifier, a.IdentifierId, a.TemplateId, a.StrictAssignee, a.ReleaseOnCancel, a.CodeUse, a.Payment);

    internal Problem? Refusal() => new Check()
        .Required(Name, "name", 200)
        .Line(Code, "code", 40)
        .That(Prefix.OrNull() is not { } prefix || (prefix.Length is >= 2 and <= LongestPrefix && prefix.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && prefix.Any(char.IsAsciiLetterOrDigit)), "prefix", "A prefix has 2 to {0} letters A–Z, digits or hyphens.", LongestPrefix)
        .That(StartsAt is null or { Year: >= 2000 and < 2200 }, "startsAt", "Choose a date between 2000 and 2199.")
        .That(EndsAt is null or { Year: >= 2000 and < 2200 }, "endsAt", "Choose a date between 2000 and 2199.")
        .That(StartsAt is null || EndsAt is null || StartsAt < EndsAt, "endsAt", "The end must come after the start.")
        .That(Identifier == UniqueIdentifier.Property == (IdentifierId is not null), "identifierId", "Choose the property that tells participants apart.")
        .That(Enum.IsDefined(Identifier), "identifier", "Choose one of these.")
        .Problem;

    /// <summary>What it points at must be there.</summary>
    internal async Task<Problem?> UnknownAsync(Db db, CancellationToken cancellationToken)
    {
        if (IdentifierId is { } property && !await db.Properties.AnyAsync(p => p.Id == property, cancellationToken))
            return Problem.Invalid("identifierId", "Choose the property that tells participants apart.");
        return TemplateId is { } template && !await db.CsvTemplates.AnyAsync(t => t.Id == template, cancellationToken)
            ? Problem.Invalid("templateId", "This CSV template is not there any more.")
            : null;
    }

    internal void ApplyTo(Agreement a)
    {
        (a.Name, a.Code, a.Prefix, a.StartsAt, a.EndsAt) = (Name!.Trim(), Code.OrNull(), Prefix.OrNull(), StartsAt, EndsAt);
        (a.Identifier, a.IdentifierId, a.TemplateId) = (Identifier, IdentifierId, TemplateId);
        (a.StrictAssignee, a.ReleaseOnCancel, a.CodeUse, a.Payment) = (StrictAssignee, ReleaseOnCancel, CodeUse, Payment);
    }
}
