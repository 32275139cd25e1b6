using System.Globalization;
using Latchstring.Codes;
using Latchstring.Sending;
using Latchstring.Server.Codes;

namespace Latchstring.Server.Sending;

/// <summary>What was typed, as text, so that nothing typed is lost.</summary>
public sealed class SendCodesInput
{
    /// <summary>Chosen codes, by comma; empty = those of <see cref="Filter"/>, else of <see cref="Target"/>.</summary>
    public string? Ids { get; set; }
    public string? Filter { get; set; }
    public string? Target { get; set; }
    public string? Addresses { get; set; }
    public string? Locale { get; set; }
    public string? PerMinute { get; set; }
    public bool Anyone { get; set; }
    public string? Act { get; set; }

    public IReadOnlyList<Guid>? IdList => string.IsNullOrEmpty(Ids) ? null : [.. Ids.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => Guid.TryParse(id, out var known) ? known : Guid.Empty)];

    public bool HasCodes => IdList is not null || !string.IsNullOrEmpty(Filter);

    /// <summary>Everything with an @, however it was pasted: names, quotes and brackets around it fall away.</summary>
    public IReadOnlyList<string> Emails => [.. (Addresses ?? "").Split([' ', ',', ';', '\t', '\r', '\n', '<', '>', '"', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Contains('@', StringComparison.Ordinal))];

    public Result<CodesToSend> ToSend(bool dryRun)
    {
        int? pace = int.TryParse(PerMinute, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (pace is null && !string.IsNullOrWhiteSpace(PerMinute))
            return Problem.Invalid("perMinute", "Write a whole number in digits.");
        var (offering, programme) = CodeTargets.Parse(Target);
        if (!HasCodes && offering is null && programme is null)
            return Problem.Invalid("target", "Choose what the codes open.");
        if (!string.IsNullOrWhiteSpace(Addresses) && Emails.Count == 0)
            return Problem.Invalid("emails", "No e-mail address was found here.");
        var filter = HasCodes ? CodeListState.FilterOf(Filter ?? "") : new CodeFilter(OfferingId: offering, ProgrammeId: programme);
        return new CodesToSend(IdList, filter, Emails, string.IsNullOrEmpty(Locale) ? null : Locale, Anyone, pace, DryRun: dryRun);
    }
}
