using System.Text.RegularExpressions;

namespace Latchstring.Sending;

public enum ReportKind
{
    Delivered,

    /// <summary>The address does not exist: nothing more goes there.</summary>
    Bounced,

    /// <summary>This one did not arrive; the address may be good.</summary>
    Failed,

    /// <summary>The reader called it junk: nothing more goes there.</summary>
    Complained,
}

/// <summary>What the receiving side says about a message after it was handed over.</summary>
/// <param name="Detail">Its words, for people.</param>
public sealed record Report(ReportKind Kind, string? Detail = null);

/// <summary>Reads a delivery status notification (RFC 3464), as mail servers return it to the sender.</summary>
public static partial class DeliveryStatus
{
    public const int Largest = 1_000_000;

    /// <summary>The message it is about and what became of it; null for any other mail, or one that only says "delayed".</summary>
    /// <param name="mail">The whole mail, headers and all.</param>
    public static (Guid MessageId, Report Report)? Read(string mail)
    {
        var lines = Folded().Replace(mail.ReplaceLineEndings("\n"), " ");
        if (!ReportType().IsMatch(lines) || Field(lines, "Action") is not { } action || Field(lines, "Status") is not { } status)
            return null;
        // The notification has an id of its own; ours stands in the headers that it returns.
        if (OurId().Match(lines) is not { Success: true } id)
            return null;
        var said = Field(lines, "Diagnostic-Code") ?? status;
        var report = action.ToUpperInvariant() switch
        {
            "DELIVERED" => new Report(ReportKind.Delivered),
            "FAILED" => new Report(BadAddress().IsMatch(status + " " + said) ? ReportKind.Bounced : ReportKind.Failed, said),
            _ => null,
        };
        return report is null ? null : (Guid.ParseExact(id.Groups["id"].ValueSpan, "N"), report);
    }

    private static string? Field(string lines, string name) =>
        Regex.Match(lines, $"^{name}:[ \t]*(?<value>.+)$", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)) is { Success: true } match
            ? TemplateText.OneLine(match.Groups["value"].Value) : null;

    /// <summary>5.1.x: the address itself is bad (RFC 3463); everything else is about this one mail or this moment. Some servers say it only in their words.</summary>
    [GeneratedRegex(@"(?<![0-9.])5\.1\.[0-9]", RegexOptions.None, 1000)]
    private static partial Regex BadAddress();

    [GeneratedRegex("\n[ \t]+", RegexOptions.None, 1000)]
    private static partial Regex Folded();

    [GeneratedRegex("^Content-Type:[^\n]*(?:multipart/report|message/delivery-status)", RegexOptions.Multiline | RegexOptions.IgnoreCase, 1000)]
    private static partial Regex ReportType();

    [GeneratedRegex(@"^Message-ID:[ \t]*<(?<id>[0-9a-f]{32})\.[0-9]{1,6}@", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OurId();
}
