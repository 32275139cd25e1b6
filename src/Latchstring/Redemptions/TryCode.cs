using Latchstring.Codes;

namespace Latchstring.Redemptions;

/// <summary>
/// What a guest typed, looked up under the limits: the code with what it opens, even when it cannot be used now
/// (<see cref="FoundCode.Refusal"/> says why), or one answer for all codes that a stranger must not tell apart (X7). Reads, and counts failures.
/// </summary>
public sealed class TryCode(FindCode find, CodeTries tries)
{
    public static readonly Problem Empty = Problem.Invalid("code", "Enter your code.");
    public static readonly Problem NoCode = Problem.Invalid("code", "A code has only letters from A to Z and digits. Check what you entered.");

    public async Task<Result<FoundCode>> RunAsync(Guid workspaceId, string? typed, CodeSource source, Guid? person = null, CancellationToken cancellationToken = default)
    {
        var code = CodeOf(typed);
        if (string.IsNullOrWhiteSpace(code))
            return Empty;
        if (!CodeText.TryParse(code, out _))
            return NoCode;
        if (await tries.HurdleAsync(workspaceId, source, cancellationToken) is { } hurdle)
            return hurdle;
        var found = await find.ForGuestAsync(workspaceId, code, person, cancellationToken);
        if (!found.Ok)
            await tries.FailedAsync(workspaceId, source, cancellationToken);
        return found;
    }

    /// <summary>People paste the whole link into the field for the code; the code is what stands behind <c>/i/</c>.</summary>
    public static string? CodeOf(string? typed)
    {
        if (typed is not { Length: <= 2000 } || typed.LastIndexOf("/i/", StringComparison.OrdinalIgnoreCase) is not (>= 0 and var start))
            return typed;
        var code = typed[(start + 3)..];
        var end = code.IndexOfAny(['/', '?', '#', ' ', '\n']);
        return Uri.UnescapeDataString(end < 0 ? code : code[..end]);
    }
}
