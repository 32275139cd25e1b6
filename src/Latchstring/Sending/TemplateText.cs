using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Latchstring.Sending;

/// <summary>
/// A text with {placeholders}, expanded in one pass: what a value contains is never looked at again. A line whose placeholder has no
/// value is left out, so "How it works: {howTo}" disappears where there is no how-to.
/// </summary>
public static partial class TemplateText
{
    /// <summary>Every {word} in it, known or not.</summary>
    public static IEnumerable<string> Names(string text) => Placeholder().Matches(text).Select(match => match.Groups["name"].Value).Distinct();

    /// <summary>For headers: one line, nothing that could end it.</summary>
    public static string Line(string text, IReadOnlyDictionary<string, string?> values) => OneLine(Expand(text, values, value => value));

    public static string Plain(string body, IReadOnlyDictionary<string, string?> values) =>
        string.Join('\n', Lines(body, values).Select(line => line.Trim() == "{message}" ? QuotedPlain(values) : Expand(line, values, Visible))).Trim() + "\n";

    /// <summary>The body as HTML: paragraphs, a button for a line that is only {link}, a box for one that is only {code}.</summary>
    public static string Html(string body, IReadOnlyDictionary<string, string?> values, string button)
    {
        var html = new StringBuilder();
        var paragraph = new List<string>();
        foreach (var line in Lines(body, values).Append(""))
        {
            var alone = line.Trim();
            if (alone.Length > 0 && alone is not ("{link}" or "{code}" or "{message}"))
            {
                paragraph.Add(Expand(Encode(line), values, AsHtml));
                continue;
            }
            if (paragraph.Count > 0)
                html.Append(MailHtml.Paragraph(string.Join("<br>\n", paragraph)));
            paragraph.Clear();
            if (alone == "{link}" && values.GetValueOrDefault(Placeholders.Link) is { } link)
                html.Append(MailHtml.Button(Encode(link), Encode(OneLine(button))));
            else if (alone == "{message}" && values.GetValueOrDefault(Placeholders.Words) is { } message)
                html.Append(MailHtml.Quote(string.Join("<br>\n", Quoted(message).Select(Encode)), Encode(OneLine(values.GetValueOrDefault(Placeholders.Partner) ?? ""))));
            else if (alone == "{code}" && values.GetValueOrDefault(Placeholders.Code) is { } code)
                html.Append(MailHtml.Code(Encode(code)));
        }
        return html.ToString();
    }

    /// <summary>Control characters and marks that turn the direction of writing cannot leave a name.</summary>
    public static string Visible(string text) =>
        string.Concat(text.Where(c => !char.IsControl(c) && c is not ((>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F')));

    /// <summary>Somebody else's words: line by line, so that nobody takes them for ours.</summary>
    private static IEnumerable<string> Quoted(string words) => words.ReplaceLineEndings("\n").Trim().Split('\n').Select(Visible);

    private static string QuotedPlain(IReadOnlyDictionary<string, string?> values) =>
        string.Join('\n', Quoted(values[Placeholders.Words]!).Append("— " + OneLine(values.GetValueOrDefault(Placeholders.Partner) ?? "")).Select(line => "> " + line));

    public static string OneLine(string text) => Visible(text.ReplaceLineEndings(" ")).Trim();

    private static IEnumerable<string> Lines(string body, IReadOnlyDictionary<string, string?> values) =>
        body.ReplaceLineEndings("\n").Split('\n').Where(line => Names(line).All(name => !string.IsNullOrEmpty(values.GetValueOrDefault(name))));

    private static string Expand(string text, IReadOnlyDictionary<string, string?> values, Func<string, string> shown) =>
        Placeholder().Replace(text, match => values.GetValueOrDefault(match.Groups["name"].Value) is { } value ? shown(value) : "");

    private static string AsHtml(string value)
    {
        var text = Encode(Visible(value));
        return value.StartsWith("https://", StringComparison.Ordinal) || value.StartsWith("http://", StringComparison.Ordinal) ? MailHtml.Link(text) : text;
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex(@"\{(?<name>[A-Za-z]{1,40})\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}

/// <summary>
/// The frame around a mail. Colours stand inline for clients that drop styles, and again under prefers-color-scheme; none depends on a
/// background that a client may turn round by itself.
/// </summary>
public static class MailHtml
{
    public static string Paragraph(string html) => $"<p style=\"margin:0 0 16px\">{html}</p>\n";

    public static string Link(string url) => $"<a class=\"link\" href=\"{url}\" style=\"color:#1a5fb4\">{url}</a>";

    public static string Button(string url, string text) =>
        $"""
        <p style="margin:24px 0"><a class="button" href="{url}" style="display:inline-block;padding:12px 20px;border:2px solid #1a5fb4;border-radius:8px;background:#1a5fb4;color:#ffffff;font-weight:600;text-decoration:none">{text}</a></p>
        <p class="quiet" style="margin:0 0 16px;font-size:13px;color:#5c6470;word-break:break-all">{url}</p>

        """;

    /// <summary>A partner's words, told from ours by a bar and by whose they are.</summary>
    public static string Quote(string html, string by) =>
        $"<blockquote style=\"margin:0 0 16px;padding:4px 0 4px 16px;border-left:4px solid #8a94a6\"><p style=\"margin:0 0 4px\">{html}</p><p class=\"quiet\" style=\"margin:0;font-size:13px;color:#5c6470\">— {by}</p></blockquote>\n";

    public static string Code(string code) =>
        $"<p class=\"code\" style=\"margin:0 0 16px;padding:12px 16px;border:2px dashed #8a94a6;border-radius:8px;font:600 20px/1.4 ui-monospace,Consolas,monospace;letter-spacing:1px;text-align:center\">{code}</p>\n";

    public static string Foot(string sentence, string url, string words) =>
        $"<p class=\"quiet\" style=\"margin:32px 0 0;font-size:13px;color:#5c6470\">{WebUtility.HtmlEncode(sentence)} <a class=\"link\" href=\"{WebUtility.HtmlEncode(url)}\" style=\"color:#1a5fb4\">{WebUtility.HtmlEncode(words)}</a></p>\n";

    /// <summary>One point that nobody sees and whose loading tells that the mail was opened.</summary>
    public static string Image(string url) => $"<img src=\"{WebUtility.HtmlEncode(url)}\" width=\"1\" height=\"1\" alt=\"\">\n";

    /// <summary>A preview of both: the text message above the mail.</summary>
    public static string WithSms(string page, string text, string size) => page.Replace("<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" class=\"sheet\"",
        $"<div style=\"padding:24px 16px 8px;font:16px/1.5 system-ui,sans-serif\"><p style=\"margin:0 0 4px;max-width:22rem;padding:12px 16px;border:1px solid #8a94a6;border-radius:16px 16px 16px 4px;overflow-wrap:anywhere\">{WebUtility.HtmlEncode(text)}</p><p class=\"quiet\" style=\"margin:0;font-size:13px;color:#5c6470\">{WebUtility.HtmlEncode(size)}</p></div>\n<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" class=\"sheet\"", StringComparison.Ordinal);

    public static string Page(string locale, string title, string workspace, string body, string foot) =>
        $$"""
        <!doctype html>
        <html lang="{{locale}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <title>{{WebUtility.HtmlEncode(title)}}</title>
        <style>
        :root { color-scheme: light dark; }
        @media (prefers-color-scheme: dark) {
          body, .sheet { background: #16191f !important; color: #e6e9ef !important; }
          .link { color: #8ab4f8 !important; }
          .button { background: #8ab4f8 !important; border-color: #8ab4f8 !important; color: #10141a !important; }
          .quiet { color: #a7b0bd !important; }
        }
        </style>
        </head>
        <body style="margin:0;padding:0;background:#ffffff;color:#1d2430">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" class="sheet" style="background:#ffffff;color:#1d2430"><tr><td align="center" style="padding:24px 16px">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;text-align:left;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif"><tr><td>
        <p style="margin:0 0 24px;font-weight:700">{{WebUtility.HtmlEncode(workspace)}}</p>
        {{body}}{{foot}}
        </td></tr></table>
        </td></tr></table>
        </body>
        </html>
        """;
}
