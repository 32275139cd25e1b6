#pragma warning disable MA0009, xUnit2029 // These patterns read our own files only; an empty list of findings says more than a missing one.
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Latchstring.Tests.Ui;

/// <summary>Every sentence that people read has a German and a French one, and no translation is left over.</summary>
public partial class TextsTests
{
    private static readonly string Source = typeof(TextsTests).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), false)
        .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(a => a.Key == "ContentRoot").Value! + "/..";

    /// <summary>All our files as (path below src, text); a page and its code-behind are one.</summary>
    private static readonly List<(string Path, string Text)> Files =
        [.. Directory.EnumerateFiles(Source, "*", SearchOption.AllDirectories)
            .Where(file => (file.EndsWith(".cs", StringComparison.Ordinal) || file.EndsWith(".razor", StringComparison.Ordinal)) && !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal))
            .GroupBy(file => file.Replace(".razor.cs", ".razor", StringComparison.Ordinal))
            .Select(group => (Path.GetRelativePath(Source, group.Key), string.Concat(group.Select(File.ReadAllText))))];

    private static bool Stands(string key) => Files.Exists(file => file.Text.Contains('"' + key.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"', StringComparison.Ordinal));

    [Theory]
    [InlineData("de")]
    [InlineData("fr")]
    public void Every_text_of_a_page_is_translated_in_its_feature(string language)
    {
        var missing =
            from file in Files
            from Match injected in Localizer().Matches(file.Text)
            let known = Translations(injected.Groups[1].Value, language)
            from key in KeysOf(file.Text, injected.Groups[2].Value)
            where !known.ContainsKey(key)
            select $"{injected.Groups[1].Value}.{language}: {key}  ({file.Path})";
        Report(missing);
    }

    [Theory]
    [InlineData("de")]
    [InlineData("fr")]
    public void Every_refusal_is_translated_somewhere(string language)
    {
        var known = Resources().Where(r => r.Language == language).SelectMany(r => r.Texts.Keys).ToHashSet();
        var missing = Files.Where(file => !IsForPrograms(file.Path)).SelectMany(file => Refusal().Matches(file.Text).Select(match => (file.Path, Sentence: Unescape(match.Groups[1].Value)))).Where(found => !known.Contains(found.Sentence));
        Report(missing.Select(found => $"{language}: {found.Sentence}  ({found.Path})"));
    }

    [Fact]
    public void No_translation_is_left_over_and_none_lost_a_placeholder()
    {
        var wrong = from resource in Resources()
                    from text in resource.Texts
                    let unused = !Stands(text.Key)
                    where unused || !Placeholders(text.Key).SetEquals(Placeholders(text.Value)) || text.Value.Trim().Length == 0
                    select $"{resource.Name}.{resource.Language}: {(unused ? "unused" : "placeholders differ")}: {text.Key}";
        Report(wrong);
    }

    [Fact]
    public void Every_action_of_the_history_has_words()
    {
        var written = Files.Where(file => file.Path.StartsWith("Latchstring/", StringComparison.Ordinal) || file.Path.StartsWith("Latchstring.Server/", StringComparison.Ordinal))
            .SelectMany(file => AuditCall().Matches(file.Text)).SelectMany(call => Action().Matches(call.Value)).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Contains("code.redeemed", written);
        Assert.Empty(written.Where(action => !Server.Audit.Actions.Words.ContainsKey(action)));
        foreach (var language in new[] { "de", "fr" })
        {
            var known = Translations("AuditText", language);
            Assert.Empty(Server.Audit.Actions.Words.Values.Concat(Server.Audit.Actions.Subjects.Values).Where(words => !known.ContainsKey(words)));
        }
    }

    /// <summary>The API and the command line speak English.</summary>
    private static bool IsForPrograms(string path) =>
        path.StartsWith("Latchstring.Server/Http/", StringComparison.Ordinal) || path.StartsWith("Latchstring.Server/Cli/", StringComparison.Ordinal) || path.EndsWith("Api.cs", StringComparison.Ordinal) || path.EndsWith("ApiKeyHandler.cs", StringComparison.Ordinal)
        || path.EndsWith("CodeBodies.cs", StringComparison.Ordinal) || path.EndsWith("CodeListInput.cs", StringComparison.Ordinal);

    private static void Report(IEnumerable<string> findings)
    {
        var list = findings.Distinct().ToList();
        Assert.True(list.Count == 0, string.Join('\n', list));
    }

    private static IEnumerable<string> KeysOf(string text, string name) =>
        Regex.Matches(text, $@"\b{name}\[\s*""((?:[^""\\]|\\.)*)""").Select(m => m.Groups[1].Value)
            .Concat(Regex.Matches(text, $@"\b{name}\.Plural\([^""]*?,\s*""((?:[^""\\]|\\.)*)"",\s*""((?:[^""\\]|\\.)*)""").SelectMany(m => new[] { m.Groups[1].Value, m.Groups[2].Value })).Select(Unescape);

    private static Dictionary<string, string> Translations(string name, string language) => Resources().FirstOrDefault(r => r.Name == name && r.Language == language).Texts ?? [];

    private static IEnumerable<(string Name, string Language, Dictionary<string, string> Texts)> Resources() =>
        from file in Directory.EnumerateFiles(Path.Combine(Source, "Latchstring.Server"), "*.resx", SearchOption.AllDirectories)
        where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal)
        let parts = Path.GetFileName(file).Split('.')
        select (parts[0], parts[1], XDocument.Load(file).Root!.Elements("data").ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value));

    private static HashSet<string> Placeholders(string text) => [.. Regex.Matches(text, @"\{\d").Select(m => m.Value)];

    private static string Unescape(string literal) => Regex.Unescape(literal);

    [GeneratedRegex(@"IStringLocalizer<(\w+)>\s+(\w+)")]
    private static partial Regex Localizer();

    [GeneratedRegex(@"(?:Problem\.Invalid\(\s*(?:[^"",]+|""[^""]*"")\s*,\s*|new(?: Problem)?\(\s*""[a-z]+\.[a-z_]+""\s*,\s*\d{3}\s*,\s*)""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Refusal();

    [GeneratedRegex(@"AuditEntry\.By\([^;]*")]
    private static partial Regex AuditCall();

    [GeneratedRegex(@"""([a-z]+\.[a-z_]+)""")]
    private static partial Regex Action();
}
