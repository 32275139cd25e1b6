namespace Latchstring;

/// <summary>
/// A refusal, as data (RFC 9457). <paramref name="Code"/> is stable and machine-readable (<c>code.used_up</c>), <paramref name="Status"/> the
/// HTTP status it maps to, <paramref name="Sentence"/> an English sentence that doors use as the key of its translation,
/// with <paramref name="Arguments"/> for its placeholders. <paramref name="Field"/> is the camelCase input field at fault, if one is.
/// </summary>
public sealed record Problem(string Code, int Status, string Sentence, string? Field = null, params object[] Arguments)
{
    /// <summary>The sentence in English with its arguments in place.</summary>
    public string English => Arguments.Length == 0 ? Sentence : string.Format(System.Globalization.CultureInfo.InvariantCulture, Sentence, Arguments);

    /// <summary>Further machine-readable members of the problem document, such as <c>registrationId</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }

    /// <summary>More problems of the same input, one a field, when several were found at once.</summary>
    public IReadOnlyList<Problem> Also { get; init; } = [];

    /// <summary>A value that a field cannot take: 400 <c>input.invalid</c>.</summary>
    public static Problem Invalid(string field, string sentence, params object[] arguments) => new("input.invalid", 400, sentence, field, arguments);

    /// <summary>404, also for things of another workspace, so that nothing can be learnt from the answer (I9).</summary>
    public static Problem NotFound(string what) => new($"{what}.not_found", 404, "Nothing was found here.");

    /// <summary>403 for staff and keys whose role or scope does not reach this.</summary>
    public static readonly Problem Forbidden = new("permission.missing", 403, "Your role does not allow this. Ask an owner of the workspace.");
}

/// <summary>Either a value or the problem that prevented it. Exceptions are for bugs; refusals travel here.</summary>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Problem? problem) => (_value, Problem) = (value, problem);

    public Problem? Problem { get; }

    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Problem))]
    public bool Ok => Problem is null;

    /// <summary>The value; reading it after a refusal is a bug and throws.</summary>
    public T Value => Problem is null ? _value! : throw new InvalidOperationException($"Refused: {Problem.Code}");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Problem problem) => new(default, problem);
}
