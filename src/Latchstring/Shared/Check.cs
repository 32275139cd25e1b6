namespace Latchstring;

/// <summary>Collects what is wrong with an input, one problem a field, so that a person hears all of it at once.</summary>
internal sealed class Check
{
    private readonly List<Problem> _found = [];

    /// <summary>Notes a problem of <paramref name="field"/> unless it is <paramref name="fine"/>; the first one of a field stays.</summary>
    public Check That(bool fine, string field, string sentence, params object[] arguments)
    {
        if (!fine && !_found.Exists(problem => problem.Field == field))
            _found.Add(Problem.Invalid(field, sentence, arguments));
        return this;
    }

    /// <summary>One line of at most <paramref name="most"/> characters, without control characters.</summary>
    public Check Line(string? text, string field, int most) => this
        .That(text is null || text.Length <= most, field, "At most {0} characters fit here.", most)
        .That(text is null || !text.Any(char.IsControl), field, "Line breaks and control characters are not allowed here.");

    /// <summary>Any number of lines, together at most <paramref name="most"/> characters.</summary>
    public Check Lines(string? text, string field, int most) => this
        .That(text is null || text.Length <= most, field, "At most {0} characters fit here.", most)
        .That(Texts.IsPlain(text), field, "Control characters are not allowed here.");

    public Check Required(string? text, string field, int most) => this
        .That(!string.IsNullOrWhiteSpace(text), field, "Please fill this in.")
        .Line(text, field, most);

    /// <summary>The first problem with the others beside it; null = all is well.</summary>
    public Problem? Problem => _found.Count == 0 ? null : _found[0] with { Also = _found[1..] };
}

internal static class Texts
{
    /// <summary>Trimmed; null when nothing is left.</summary>
    public static string? OrNull(this string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>Without control characters other than line breaks and tabs. PostgreSQL cannot store a zero byte, so it must not come that far.</summary>
    public static bool IsPlain(string? text) => text is null || !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));

    /// <summary>An absolute http or https address of at most 2,000 characters, without user name in it.</summary>
    public static bool IsWebAddress(string text) =>
        text.Length <= 2000 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && uri.Host.Length > 0 && uri.UserInfo.Length == 0;
}
