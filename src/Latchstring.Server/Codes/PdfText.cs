using System.Globalization;
using System.Text;

namespace Latchstring.Server.Codes;

/// <summary>
/// Any text as a font can draw it from left to right: Arabic letters joined, scripts from the right turned around, invisible signs left out, and one
/// <see cref="Missing"/> for each sign that the font lacks. It never throws, whatever somebody calls themselves.
/// </summary>
internal static class PdfText
{
    public const char Missing = '\u25A1';

    /// <summary>Of a letter, or of lam and alef: alone, at the end, and where they exist at the beginning and in the middle, in the order in which Unicode lists them.</summary>
    private static readonly Dictionary<string, List<char>> Forms = ReadForms();

    public static string Of(string text, Func<char, bool> has)
    {
        var (drawn, words) = (new StringBuilder(text.Length), Joined(text));
        for (var elements = StringInfo.GetTextElementEnumerator(words); elements.MoveNext();)
        {
            var element = elements.GetTextElement();
            if (Rune.GetRuneAt(element.Normalize(), 0) is var first && IsInvisible(first))
                continue;
            drawn.Append(Rune.IsWhiteSpace(first) ? " " : first.IsBmp && has((char)first.Value) ? string.Concat(element.Normalize().Where(c => has(c) && !IsInvisible(c))) : Missing.ToString());
        }
        return Turned(drawn.ToString());
    }

    public static bool Lacks(string text, Func<char, bool> has) => !text.Contains(Missing, StringComparison.Ordinal) && Of(text, has).Contains(Missing, StringComparison.Ordinal);

    private static bool IsInvisible(char c) => !char.IsSurrogate(c) && IsInvisible(new Rune(c));

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || (Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune)) || rune.Value is >= 0xFE00 and <= 0xFE0F;

    /// <summary>Halves of pairs and what is no character are replaced, and each Arabic letter takes the form that its neighbours ask for.</summary>
    private static string Joined(string text)
    {
        var plain = string.Concat(text.EnumerateRunes().Select(rune => (rune.Value & 0xFFFE) == 0xFFFE ? Rune.ReplacementChar : rune));
        var joined = new StringBuilder(plain.Length);
        for (var i = 0; i < plain.Length; i++)
        {
            var letter = i + 1 < plain.Length && Forms.ContainsKey(plain.Substring(i, 2)) ? plain.Substring(i, 2) : plain[i].ToString();
            if (!Forms.TryGetValue(letter, out var forms))
            {
                joined.Append(plain[i]);
                continue;
            }
            var before = Neighbour(plain, i, -1) is { } left && Forms.TryGetValue(left, out var its) && its.Count == 4 && forms.Count >= 2;
            var after = forms.Count == 4 && Neighbour(plain, i, 1) is { } right && Forms.TryGetValue(right, out var others) && others.Count >= 2;
            joined.Append(forms[(before, after) switch { (true, true) => 3, (false, true) => 2, (true, false) => 1, _ => 0 }]);
            i += letter.Length - 1;
        }
        return joined.ToString();
    }

    private static string? Neighbour(string text, int at, int step)
    {
        do
            at += step;
        while (at >= 0 && at < text.Length && char.GetUnicodeCategory(text[at]) == UnicodeCategory.NonSpacingMark);
        return at >= 0 && at < text.Length ? text[at].ToString() : null;
    }

    /// <summary>The line as it is seen: the direction of its first letter leads, and runs of the other direction are turned within it.</summary>
    private static string Turned(string line)
    {
        if (!line.Any(FromRight))
            return line;
        var leads = line.FirstOrDefault(c => FromRight(c) || char.IsLetter(c)) is var first && FromRight(first);
        var (seen, run, i) = (new StringBuilder(line.Length), new StringBuilder(), 0);
        while (i < line.Length)
        {
            run.Clear();
            var right = FromRight(line[i]) || (leads && !IsFromLeft(line[i]));
            var end = i;
            while (end < line.Length && (right ? !IsFromLeft(line[end]) : !FromRight(line[end])))
                end++;
            // What is neither, between the two, goes with the line.
            while (end < line.Length && end > i + 1 && right != leads && !IsFromLeft(line[end - 1]) && !FromRight(line[end - 1]))
                end--;
            run.Append(right ? Reversed(line[i..end]) : line[i..end]);
            seen.Insert(leads ? 0 : seen.Length, run.ToString());
            i = end;
        }
        return seen.ToString();
    }

    /// <summary>Marks stay behind their letters, and brackets open the other way.</summary>
    private static string Reversed(string run)
    {
        var reversed = new StringBuilder(run.Length);
        for (var elements = StringInfo.GetTextElementEnumerator(run); elements.MoveNext();)
            reversed.Insert(0, elements.GetTextElement() switch { "(" => ")", ")" => "(", "[" => "]", "]" => "[", "<" => ">", ">" => "<", var other => other });
        return reversed.ToString();
    }

    private static bool FromRight(char c) => c is (>= '\u0590' and <= '\u08FF' and not (>= '\u0660' and <= '\u0669') and not (>= '\u06F0' and <= '\u06F9')) or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFE');

    private static bool IsFromLeft(char c) => !FromRight(c) && (char.IsLetterOrDigit(c) || c == Missing);

    private static Dictionary<string, List<char>> ReadForms()
    {
        var forms = new Dictionary<string, List<char>>(StringComparer.Ordinal);
        foreach (var form in Enumerable.Range(0xFB50, 0xB0).Concat(Enumerable.Range(0xFE80, 0x7D)).Select(code => (char)code))
        {
            var letter = form.ToString().Normalize(NormalizationForm.FormKC);
            if (letter[0] != form && (letter.Length == 1 || (letter.Length == 2 && letter[0] == '\u0644' && form >= '\uFEF5')))
                (forms.TryGetValue(letter, out var its) ? its : forms[letter] = []).Add(form);
        }
        return forms;
    }
}
