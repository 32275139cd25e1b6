using Latchstring.Codes;
using Latchstring.Redemptions;
using Latchstring.Server.Http;

namespace Latchstring.Server.Redemptions;

/// <summary>Addresses of the participants' pages.</summary>
public static class Links
{
    /// <summary>The page of a code, as links and QR codes carry it; the text as people read it.</summary>
    public static string Code(CurrentWorkspace here, string? typed) =>
        here.Path("i/" + Uri.EscapeDataString(CodeText.TryParse(TryCode.CodeOf(typed), out var text) ? text.ToString() : ""));

    public static string Course(CurrentWorkspace here, Guid offeringId) => here.Path($"me/courses/{offeringId}");

    public static string Request(CurrentWorkspace here, string? code, string refusal) =>
        here.Path($"request?why={Uri.EscapeDataString(refusal)}&code={Uri.EscapeDataString(CodeText.TryParse(TryCode.CodeOf(code), out var text) ? text.ToString() : "")}");
}
